import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const program = fileURLToPath(new URL("../../apps/cli/src/main.ts", import.meta.url));

export interface GatewayProcess extends AsyncDisposable {
  url: string;
  /** What it and its apps logged, line by line. */
  log: readonly string[];
  /** A token of whoever runs the machine, who may everything. */
  token: string;
  /** Ends it as an orchestrator does, and gives its exit code. */
  stop(): Promise<number | null>;
  /** The data folder, for whoever looks after the process has ended. */
  data: string;
}

/** `devflow start` with an expert that can fill in and talk, in a process and a folder of its own. */
export async function startGatewayProcess(
  modelUrl: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<GatewayProcess> {
  const folder = await mkdtemp(join(tmpdir(), "devflow-clients-"));
  const data = join(folder, "data");
  const experts = join(folder, "experts.yaml");
  await writeFile(experts, `experts:\n  default:\n    url: ${modelUrl}\n    fim: qwen-coder\n`);
  const { PATH = "", HOME = "", NODE_ENV = "test" } = process.env;
  const free = { PORT: "0", WORKER_PORT: "0", INDEXER_PORT: "0", GATEWAY_PORT: "0" };
  const env: NodeJS.ProcessEnv = {
    PATH,
    HOME,
    NODE_ENV,
    ...free,
    EXPERTS_FILE: experts,
    LOG_FORMAT: "json",
    ...settings,
  };
  const child = spawn(process.execPath, ["--liftoff-only", program, "start", "--data", data], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log: string[] = [];
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      log.push(line);
      const found = /"url":"([^"]+)","msg":"the gateway listens"/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
  }
  child.once("exit", () => reject(new Error(`devflow start ended:\n${log.join("\n")}`)));
  const stop = async () => {
    child.kill("SIGTERM");
    if (child.exitCode === null) await once(child, "exit");
    return child.exitCode;
  };
  const dispose = async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const listening = await url;
    const token = await createToken(data, env);
    return { url: listening, log, token, stop, data, [Symbol.asyncDispose]: dispose };
  } catch (thrown) {
    await dispose();
    throw thrown;
  }
}

async function createToken(data: string, env: NodeJS.ProcessEnv): Promise<string> {
  const scopes = "complete,assist,search,usage,admin";
  const args = ["tokens", "create", "--name", "clients", "--scopes", scopes, "--data", data];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { env });
  const token = /dfp_[\w-]+/.exec(stdout)?.[0];
  if (token === undefined) throw new Error(`devflow tokens create printed ${stdout}`);
  return token;
}
