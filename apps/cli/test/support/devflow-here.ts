import { tmpdir } from "node:os";
import { vi } from "vitest";
import { createProgram } from "../../src/program.ts";
import { goingOn } from "../../src/progress.ts";
import { runProgram } from "../../src/run-program.ts";
import type { Outcome, RunOptions } from "./devflow.ts";

/**
 * What `devflow` does, in this process: a process of its own takes 1 to 3 s of computing for a start.
 * For tests of what a command says. Each command runs in a process (`devflow`) at least once, too:
 * that it ends by itself, loads what it needs and logs nothing is seen there only. One at a time: it
 * takes the process's environment, folder and output.
 */
export async function devflowHere(
  args: readonly string[],
  options: Omit<RunOptions, "isStdoutClosed"> = {},
): Promise<Outcome> {
  const { env } = process;
  const folder = process.cwd();
  const stdout = capture(process.stdout);
  const stderr = capture(process.stderr);
  process.env = { PATH: env.PATH, HOME: tmpdir(), ...options.env };
  process.chdir(options.cwd ?? tmpdir());
  process.exitCode = undefined;
  try {
    const code = await runProgram(createProgram(), [process.execPath, "devflow", ...args]);
    const notices = new RegExp(`^${goingOn}.*\\n`, "gm");
    return { code, stdout: stdout.text(), stderr: stderr.text().replaceAll(notices, "") };
  } finally {
    process.exitCode = undefined;
    process.chdir(folder);
    process.env = env;
    stdout.restore();
    stderr.restore();
  }
}

/** Keeps what is written to a stream from it, until `restore`. */
function capture(stream: NodeJS.WriteStream) {
  let text = "";
  const write = (part: string | Uint8Array, ...rest: unknown[]) => {
    text += part.toString();
    const done = rest.find((each) => typeof each === "function");
    if (done) queueMicrotask(() => done());
    return true;
  };
  const spy = vi.spyOn(stream, "write").mockImplementation(write);
  return { text: () => text, restore: () => spy.mockRestore() };
}
