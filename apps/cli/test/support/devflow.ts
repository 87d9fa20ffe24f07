import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { goingOn } from "../../src/progress.ts";

export interface Outcome {
  /** Null when a signal ended the process. */
  code: number | null;
  stdout: string;
  /** Without the lines that say that work goes on: how many there are is a matter of time. */
  stderr: string;
}

export interface RunningDevFlow {
  pid: number;
  interrupt(): void;
  /** Settles when the process has ended and its output is complete. */
  ended: Promise<Outcome>;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** The reader of standard output is gone before anything is written, as in `| true`. */
  isStdoutClosed?: boolean;
}

/**
 * What `npx devflow` runs: the link that npm makes, with the Node that npm puts in front. V8 compiles
 * WebAssembly once only, as in vitest.config.ts: a third less computing for a command with a database.
 */
const command = fileURLToPath(new URL("../../../../node_modules/.bin/devflow", import.meta.url));

/** Runs `devflow` as a shell would, in an environment without settings of this machine. */
export function devflow(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return startDevflow(args, options).ended;
}

export function startDevflow(args: readonly string[], options: RunOptions = {}): RunningDevFlow {
  const child = spawn(process.execPath, ["--liftoff-only", command, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: {
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: tmpdir(),
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    stdout += part;
  });
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    stderr += part;
  });
  if (options.isStdoutClosed) child.stdout.destroy();
  const ended = once(child, "close").then(([code]) => ({
    code,
    stdout,
    stderr: stderr.replaceAll(new RegExp(`^${goingOn}.*\\n`, "gm"), ""),
  }));
  return { pid: child.pid!, interrupt: () => child.kill("SIGINT"), ended };
}

/** A folder that is removed when it goes out of scope. */
export function temporaryFolder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "devflow-cli-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
