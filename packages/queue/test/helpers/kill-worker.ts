import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { StoreAddress } from "./store-address.ts";

const program = fileURLToPath(new URL("./work-until-killed.ts", import.meta.url));

/** Starts a worker process, kills it with SIGKILL inside its first job, and gives that job's id. */
export async function killWorkerInJob(address: StoreAddress): Promise<string> {
  const child = spawn(process.execPath, ["--liftoff-only", program, JSON.stringify(address)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [reviewId] = await once(createInterface({ input: child.stdout }), "line");
    return String(reviewId);
  } finally {
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }
}
