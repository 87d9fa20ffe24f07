import { languageOf } from "@devflow/syntax";
import type { MovingCheckout } from "./moving-checkout.ts";

/** A commit whose truth can be read off its parent: small enough to be one piece of work. */
export interface MeasuredCommit {
  base: string;
  head: string;
  /** Files of source code that it changes and that its parent has. */
  codeFiles: string[];
  /** Everything that it touches. */
  files: string[];
}

/** One file says nothing about other files; more than twelve is a sweep, not a piece of work. */
const FEWEST_FILES = 2;
const MOST_FILES = 12;

/** The newest fitting commits of the checked-out branch, oldest first. */
export function chooseCommits(checkout: MovingCheckout, count: number): MeasuredCommit[] {
  const log = checkout.git(
    "log",
    "--no-merges",
    "--no-renames",
    "--name-status",
    "--format=%x00%H %P",
    "-n",
    String(count * 20),
    "HEAD",
  );
  const commits: MeasuredCommit[] = [];
  for (const entry of log.split("\0").slice(1)) {
    const [ids = "", ...lines] = entry.split("\n");
    const [head, base] = ids.split(" ");
    if (head === undefined || base === undefined || base === "") continue;
    const changes = lines.flatMap((line) => {
      const [status, path] = line.split("\t");
      return status === undefined || path === undefined ? [] : [{ status, path }];
    });
    const codeFiles = changes
      .filter(({ status, path }) => status === "M" && languageOf(path) !== null)
      .map(({ path }) => path);
    if (codeFiles.length < FEWEST_FILES || changes.length > MOST_FILES) continue;
    commits.push({ base, head, codeFiles, files: changes.map(({ path }) => path) });
    if (commits.length === count) break;
  }
  return commits.reverse();
}
