import { decodeUtf8 } from "@devflow/diff";
import type { PastCommit } from "./model.ts";
import { tryResolve } from "./revisions.ts";
import { type GitOptions, runGit, runGitOk } from "./run-git.ts";

const MOST_COMMITS = 1_000;
const MOST_PATHS = 30;
/** A record mark that no path holds. */
const MARK = "\u0001";

/** See {@link SourceTree.history}: the last commits up to `tip`, or those since `since`. */
export async function readHistory(
  tip: string,
  since: string | null,
  options: GitOptions,
): Promise<{ commits: PastCommit[]; isContinued: boolean }> {
  const isContinued = since !== null && (await isAncestor(since, tip, options));
  const output = await runGitOk(
    [
      "log",
      "--no-merges",
      // The last commit that a shallow clone has seems to add every file.
      ...(!isContinued && (await isShallow(options)) ? ["--min-parents=1"] : []),
      "--no-show-signature",
      "--name-only",
      "--no-renames",
      "-z",
      `--max-count=${MOST_COMMITS}`,
      `--format=${MARK}%H`,
      isContinued ? `${since}..${tip}` : tip,
      "--",
    ],
    options,
  );
  return { commits: parseLog(output), isContinued };
}

/** False for one file alone, and for a bulk edit, whose files have nothing to do with each other. */
export function isPieceOfWork(paths: readonly string[]): boolean {
  return paths.length > 1 && paths.length <= MOST_PATHS;
}

async function isAncestor(commit: string, tip: string, options: GitOptions): Promise<boolean> {
  if ((await tryResolve(`${commit}^{commit}`, options)) === null) return false;
  const { exitCode } = await runGit(["merge-base", "--is-ancestor", commit, tip], options);
  return exitCode === 0;
}

async function isShallow(options: GitOptions): Promise<boolean> {
  const answer = await runGitOk(["rev-parse", "--is-shallow-repository"], options);
  return answer.toString("utf8").trim() === "true";
}

/** Records of `mark sha NUL newline path NUL path NUL …`. Names that are no UTF-8 are left out. */
function parseLog(output: Buffer): PastCommit[] {
  const commits: PastCommit[] = [];
  let start = 0;
  while (start < output.length) {
    const next = output.indexOf(`\0${MARK}`, start);
    const end = next === -1 ? output.length : next;
    const record = output.subarray(output[start] === 1 ? start + 1 : start, end);
    const [sha = "", ...names] = splitFields(record);
    const paths = names.filter((name) => name !== "");
    if (isPieceOfWork(paths)) commits.push({ sha, paths });
    start = end + 1;
  }
  return commits;
}

function splitFields(record: Buffer): string[] {
  const fields: string[] = [];
  for (let start = 0; start <= record.length; ) {
    const found = record.indexOf(0, start);
    const end = found === -1 ? record.length : found;
    const field = decodeUtf8(record.subarray(start, end));
    if (field !== null) fields.push(field.replace(/^\n/, ""));
    start = end + 1;
  }
  return fields;
}
