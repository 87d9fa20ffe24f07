import type { MainlineCommit, MainlineRange } from "./model.ts";
import { type GitOptions, runGitOk } from "./run-git.ts";

/** 20,000 pull requests of one repository are more than anyone replays; their names are some 10 MB. */
const MOST_COMMITS = 20_000;
const TIMEOUT_MS = 300_000;
const MAX_OUTPUT_BYTES = 200_000_000;
const MAX_BODY_CHARACTERS = 10_000;
/** A record mark that no path holds. */
const MARK = "\u0001";
const FIELDS = ["%H", "%P", "%an", "%cI", "%s", "%b"];

/** See LocalRepository.mainline. */
export async function readMainline(
  tip: string,
  { since, most = MOST_COMMITS, signal }: MainlineRange,
  options: GitOptions,
): Promise<MainlineCommit[]> {
  const output = await runGitOk(
    [
      "log",
      "--first-parent",
      // A merge's files are those by which it differs from the branch that it was merged into.
      "-m",
      // Names need no contents: quick on large histories, and possible in partial clones.
      "--name-only",
      "--no-renames",
      "--no-color",
      "--no-show-signature",
      "-z",
      `--max-count=${Math.min(most, MOST_COMMITS)}`,
      ...(since === undefined ? [] : [`--since=${since.toISOString()}`]),
      `--format=${MARK}${FIELDS.join("%x00")}`,
      tip,
      "--",
    ],
    { ...options, timeoutMs: TIMEOUT_MS, maxOutputBytes: MAX_OUTPUT_BYTES, signal },
  );
  return parseMainline(output.toString("utf8"));
}

/** Records of `mark field NUL … field NUL newline path NUL path NUL …`. */
function parseMainline(output: string): MainlineCommit[] {
  return output
    .split(`\0${MARK}`)
    .filter((record) => record !== "")
    .map((record) => {
      const [
        sha = "",
        parents = "",
        author = "",
        landedAt = "",
        subject = "",
        body = "",
        ...paths
      ] = record.split("\0");
      return {
        sha: sha.replace(MARK, ""),
        parents: parents === "" ? [] : parents.split(" "),
        author,
        landedAt: new Date(landedAt),
        subject,
        body: body.trim().slice(0, MAX_BODY_CHARACTERS),
        paths: paths.map((path) => path.replace(/^\n/, "")).filter((path) => path !== ""),
      };
    });
}
