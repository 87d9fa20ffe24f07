import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface ProcessRun {
  wallMs: number;
  /** Of the process itself, its threads included; not of the git processes that it starts. */
  cpuMs: number;
  stdout: string;
}

const main = fileURLToPath(new URL("../../apps/cli/src/main.ts", import.meta.url));

/** Writes the process's own account of its resources to the file named in BENCH_USAGE. */
const usageHook = `data:text/javascript,${encodeURIComponent(`
  import { writeFileSync } from "node:fs";
  process.once("exit", () =>
    writeFileSync(process.env.BENCH_USAGE, JSON.stringify(process.resourceUsage())));
`)}`;

/** Runs `devflow` with Node, as a shell would, from start-up to exit. */
export async function runDevFlow(...args: string[]): Promise<ProcessRun> {
  const folder = mkdtempSync(join(tmpdir(), "devflow-bench-cli-"));
  const usageFile = join(folder, "usage.json");
  try {
    const startedAt = performance.now();
    const child = spawn(process.execPath, ["--import", usageHook, main, ...args], {
      env: { PATH: process.env.PATH, BENCH_USAGE: usageFile, DEVFLOW_DATA: join(folder, "data") },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const parts: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => parts.push(part));
    const [code] = await once(child, "close");
    const wallMs = performance.now() - startedAt;
    if (code !== 0) throw new Error(`devflow ${args.join(" ")} ended with ${code}`);
    const usage: NodeJS.ResourceUsage = JSON.parse(readFileSync(usageFile, "utf8"));
    return {
      wallMs,
      cpuMs: (usage.userCPUTime + usage.systemCPUTime) / 1_000,
      stdout: Buffer.concat(parts).toString("utf8"),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
