import { execa } from "execa";

/** One git at work: no user or system configuration, English messages, fixed identity. */
const environment = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
};

/** git's raw output. Throws when git does, with its own words. */
export async function runGit(
  gitDirectory: string,
  args: string[],
  input?: Buffer | string,
): Promise<Buffer> {
  const result = await execa("git", args, {
    cwd: gitDirectory,
    env: environment,
    encoding: "buffer",
    stripFinalNewline: false,
    ...(input === undefined ? { stdin: "ignore" as const } : { input }),
  });
  return Buffer.from(result.stdout);
}

/** git's output, or null where git says no (an unknown revision, a missing path). */
export async function gitTextOrNull(gitDirectory: string, args: string[]): Promise<string | null> {
  const result = await execa("git", args, {
    cwd: gitDirectory,
    env: environment,
    stdin: "ignore",
    reject: false,
  });
  return result.exitCode === 0 ? result.stdout : null;
}
