import { gitEnvironment } from "./git-environment.ts";
import { runGitOk } from "./run-git.ts";

/** The installed git's version, for example `2.39.5`. Raises UsageError when there is no git. */
export async function gitVersion(): Promise<string> {
  const output = await runGitOk(["--version"], { cwd: ".", environment: gitEnvironment() });
  return output.toString("utf8").replace("git version", "").trim();
}
