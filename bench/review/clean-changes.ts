import type { SeededRandom } from "@devflow/statistics";
import type { GitObjects } from "./git-objects.ts";
import { groupOf } from "./plant/source.ts";

/** A change that people made and kept: what is found in it counts as a false alarm. */
export interface CleanChange {
  /** For people: repository and commit. */
  name: string;
  repository: string;
  base: string;
  head: string;
}

/** A piece of work that one reviews in one go; larger ones are sweeps. */
const bounds = { fewestLines: 5, mostLines: 400, mostFiles: 20 };
/** How far back commits are taken from. */
const newestCommits = 3_000;

interface Touched {
  path: string;
  added: number;
  removed: number;
}

/** Commits of a checkout's history, drawn by chance from the newest. */
export function changesOfHistory(
  objects: GitObjects,
  repository: string,
  count: number,
  random: SeededRandom,
): CleanChange[] {
  const log = ["log", "--no-merges", "--format=%H %P", "-n", String(newestCommits), "HEAD"];
  const commits = objects.git(log).trim().split("\n");
  const changes: CleanChange[] = [];
  for (const commit of random.sample(commits, commits.length)) {
    if (changes.length === count) break;
    const [head = "", base] = commit.split(" ");
    if (base === undefined || !fits(numbersOf(objects, base, head))) continue;
    changes.push({ name: `${repository}@${head.slice(0, 9)}`, repository, base, head });
  }
  return changes;
}

/** None where the clone lacks objects, as partial and shallow ones do. */
function numbersOf(objects: GitObjects, base: string, head: string): Touched[] {
  try {
    return readNumbers(objects.git(["diff", "--numstat", "--no-renames", base, head]).split("\n"));
  } catch {
    return [];
  }
}

/** Two releases, as changes of neighbouring files each. */
export function changesOfReleases(
  objects: GitObjects,
  repository: string,
  { before, after }: { before: string; after: string },
  count: number,
  random: SeededRandom,
): CleanChange[] {
  const touched = readNumbers(
    objects.git(["diff", "--numstat", "--no-renames", before, after]).split("\n"),
  );
  const parts = random.sample(partsOf(touched).filter(fits), count);
  return parts.map((part, index) => {
    const head = objects.commitPaths(
      before,
      after,
      part.map(({ path }) => path),
    );
    return { name: `${repository}#${index + 1}`, repository, base: before, head };
  });
}

/** Files in the order of their paths, cut where a part is large enough for a change of its own. */
function partsOf(touched: readonly Touched[]): Touched[][] {
  const parts: Touched[][] = [];
  let part: Touched[] = [];
  for (const file of touched) {
    const lines = linesOf([...part, file]);
    if (part.length > 0 && (lines > bounds.mostLines || part.length >= 6)) {
      parts.push(part);
      part = [];
    }
    part.push(file);
  }
  return [...parts, part];
}

function readNumbers(lines: readonly string[]): Touched[] {
  return lines.flatMap((line) => {
    const match = /^(\d+)\t(\d+)\t(.+)$/.exec(line);
    return match?.[3] === undefined
      ? []
      : [{ path: match[3], added: Number(match[1]), removed: Number(match[2]) }];
  });
}

function fits(touched: readonly Touched[]): boolean {
  const lines = linesOf(touched);
  const hasCode = touched.some(({ path, added }) => added > 0 && groupOf(path) !== null);
  const isOneSize = lines >= bounds.fewestLines && lines <= bounds.mostLines;
  return hasCode && isOneSize && touched.length <= bounds.mostFiles;
}

function linesOf(touched: readonly Touched[]): number {
  return touched.reduce((sum, { added, removed }) => sum + added + removed, 0);
}
