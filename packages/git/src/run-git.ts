import { ExternalError, UsageError } from "@devflow/errors";
import { execa } from "execa";

export interface GitOptions {
  cwd: string;
  environment: Record<string, string>;
  /** Default 60 s: the longest plain command on a repository of 50,000 files takes about 1 s. */
  timeoutMs?: number;
  /** Default 64 MB, enough for the names of 500,000 files. */
  maxOutputBytes?: number;
  /** Written to git's standard input, which is empty otherwise. */
  input?: string;
  signal?: AbortSignal | undefined;
}

export interface GitResult {
  exitCode: number;
  stdout: Buffer;
  /** In English, at most 8 KB; for people and for reading a transport's failure. */
  stderr: string;
}

const TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 64_000_000;
const MAX_ERROR_BYTES = 8_000;

/**
 * Runs git with an argument array, no shell, bounded time and output. Gives any exit code to the
 * caller. Raises UsageError when git is missing, ExternalError (service `git`) on a time-out, an
 * abort or too much output.
 */
export async function runGit(args: readonly string[], options: GitOptions): Promise<GitResult> {
  const { timeoutMs = TIMEOUT_MS, maxOutputBytes = MAX_OUTPUT_BYTES } = options;
  const result = await execa("git", args, {
    ...processOptions(options),
    timeout: timeoutMs,
    maxBuffer: { stdout: maxOutputBytes, stderr: maxOutputBytes },
  });
  const stderr = Buffer.from(result.stderr).toString("utf8", 0, MAX_ERROR_BYTES);
  if (result.exitCode === undefined) throw startFailure(args, result);
  return { exitCode: result.exitCode, stdout: Buffer.from(result.stdout), stderr };
}

/** As runGit; any exit code but 0 raises ExternalError, not retryable. */
export async function runGitOk(args: readonly string[], options: GitOptions): Promise<Buffer> {
  const { exitCode, stdout, stderr } = await runGit(args, options);
  if (exitCode !== 0) throw commandFailure(args, exitCode, stderr);
  return stdout;
}

/**
 * Output of git as it comes; the process waits when the reader does. Raises as runGitOk does, at
 * the end. A reader that stops early ends the process.
 */
export async function* streamGit(
  args: readonly string[],
  options: GitOptions,
): AsyncGenerator<Buffer> {
  const subprocess = execa("git", args, {
    ...processOptions(options),
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    buffer: { stdout: false, stderr: true },
    maxBuffer: { stderr: MAX_OUTPUT_BYTES },
  });
  let isRead = false;
  try {
    for await (const chunk of subprocess.stdout) yield chunk;
    isRead = true;
  } finally {
    if (!isRead) subprocess.kill();
  }
  const result = await subprocess;
  if (result.exitCode === undefined) throw startFailure(args, result);
  const stderr = Buffer.from(result.stderr).toString("utf8", 0, MAX_ERROR_BYTES);
  if (result.exitCode !== 0) throw commandFailure(args, result.exitCode, stderr);
}

function processOptions({ cwd, environment, input, signal }: GitOptions) {
  return {
    cwd,
    env: environment,
    extendEnv: false,
    encoding: "buffer",
    ...(input === undefined ? { stdin: "ignore" as const } : { input }),
    reject: false,
    stripFinalNewline: false,
    ...(signal ? { cancelSignal: signal } : {}),
  } as const;
}

interface Failure {
  timedOut: boolean;
  isCanceled: boolean;
  isMaxBuffer: boolean;
  code?: string | undefined;
  cause?: unknown;
}

function startFailure(args: readonly string[], failure: Failure): Error {
  if (failure.code === "ENOENT") {
    return new UsageError(
      "git is not installed, or not on the PATH",
      "Install git 2.31 or newer: https://git-scm.com/downloads",
      { cause: failure.cause },
    );
  }
  const problem = failure.timedOut
    ? "took too long"
    : failure.isCanceled
      ? "was stopped"
      : failure.isMaxBuffer
        ? "gave more output than allowed"
        : "was ended from outside";
  return new ExternalError(`git ${args[0] ?? ""} ${problem}`, {
    service: "git",
    retryable: !failure.isMaxBuffer,
    code: failure.timedOut ? "timeout" : failure.isCanceled ? "aborted" : "ended",
    cause: failure.cause,
  });
}

function commandFailure(args: readonly string[], exitCode: number, stderr: string): ExternalError {
  const lastLine = stderr.trim().split("\n").at(-1) ?? "";
  return new ExternalError(`git ${args[0] ?? ""} failed with ${exitCode}: ${lastLine}`, {
    service: "git",
    retryable: false,
    code: "command_failed",
  });
}
