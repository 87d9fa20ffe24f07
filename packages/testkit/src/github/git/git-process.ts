import { spawn } from "node:child_process";
import type { GitAnswer, GitRequest } from "./git-messages.ts";

/**
 * The small process that git is started from; see git-launcher.ts. It ends with its parent, whose
 * channel then closes.
 */

/** No user or system configuration, English messages. */
const environment = {
  ...process.env,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
};

process.on("message", (request: GitRequest) => run(request));
// Ctrl-C reaches the whole group; the parent may still need git to close in peace.
process.on("SIGINT", () => {});

function run({ id, cwd, args, input }: GitRequest): void {
  const child = spawn("git", args, { cwd, env: environment, stdio: "pipe" });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  child.on("error", (error) => stderr.push(Buffer.from(error.message)));
  // A git that ends before it has read everything says so by its exit code.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  child.on("close", (exitCode) => {
    const answer: GitAnswer = {
      id,
      exitCode,
      stdout: Buffer.concat(stdout),
      stderr: Buffer.concat(stderr).toString("utf8"),
    };
    if (process.connected) process.send?.(answer);
  });
}
