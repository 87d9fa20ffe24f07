import { launchGit } from "./git-launcher.ts";

/** git's raw output. Throws when git does, with its own words. */
export async function runGit(
  gitDirectory: string,
  args: string[],
  input?: Buffer,
): Promise<Buffer> {
  const { exitCode, stdout, stderr } = await launchGit(gitDirectory, args, input);
  if (exitCode === 0) return stdout;
  throw new Error(`git ${args.join(" ")} ended with ${exitCode}: ${stderr.trim()}`);
}

/** git's output, or null where git says no (an unknown revision, a missing path). */
export async function gitTextOrNull(gitDirectory: string, args: string[]): Promise<string | null> {
  const { exitCode, stdout } = await launchGit(gitDirectory, args);
  return exitCode === 0 ? stdout.toString("utf8").replace(/\r?\n$/, "") : null;
}
