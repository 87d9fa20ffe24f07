import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** A gateway in a process of its own. */
export interface GatewayProcess extends AsyncDisposable {
  url: string;
}

/** As soon as it listens. Raises when it ends before. */
export async function startGatewayProcess(
  environment: Readonly<Record<string, string>>,
): Promise<GatewayProcess> {
  const { PATH = "", NODE_COMPILE_CACHE = "" } = process.env;
  const child = spawn(process.execPath, [program], {
    env: { PATH, NODE_COMPILE_CACHE, GATEWAY_PORT: "0", ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  return { url: await urlOf(child), [Symbol.asyncDispose]: () => end(child) };
}

async function urlOf(child: ChildProcess & { stderr: NodeJS.ReadableStream }): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  createInterface({ input: child.stderr }).on("line", (line) => {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (url !== undefined && line.includes("the gateway listens")) resolve(url);
  });
  child.once("exit", () => reject(new Error("the gateway ended before it listened")));
  return await promise;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}
