import { tmpdir } from "node:os";
import { UsageError } from "@devflow/errors";
import { gitEnvironment } from "./git-environment.ts";
import { runGitOk } from "./run-git.ts";

/** The first version that takes configuration from the environment, which our safety rests on. */
const MINIMUM = { major: 2, minor: 31 };

/**
 * The installed git's version, for example `2.39.5`. Raises UsageError when git is missing or too
 * old for us.
 */
export async function gitVersion(): Promise<string> {
  const output = await runGitOk(["--version"], { cwd: tmpdir(), environment: gitEnvironment() });
  const text = output.toString("utf8").trim();
  const [, major, minor] = /(\d+)\.(\d+)/.exec(text) ?? [];
  const isNew =
    Number(major) > MINIMUM.major ||
    (Number(major) === MINIMUM.major && Number(minor) >= MINIMUM.minor);
  if (isNew) return text.replace("git version", "").trim();
  throw new UsageError(
    `${text} is too old`,
    `Install git ${MINIMUM.major}.${MINIMUM.minor} or newer: https://git-scm.com/downloads`,
  );
}
