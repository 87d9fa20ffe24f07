import type { FileDiff } from "@devflow/diff";
import {
  type FollowedFiles,
  type FollowedLine,
  followLines,
  type Touched,
} from "./follow-lines.ts";
import { isFix, isRevert } from "./is-fix.ts";
import { rangesOf } from "./line-ranges.ts";
import { meaningfulRemovals } from "./meaningful-diff.ts";
import type { Hindsight, LaterFix } from "./model.ts";
import type { LandedCommit } from "./pull-of-commit.ts";

/** A fix that touches more is a sweep, which says nothing of one line. */
const bounds = { mostFiles: 20, mostRemovedLines: 300 };
/** Of its lines that a later fix takes away: then the change was taken back as a whole. */
const revertShare = 0.8;
/** Touched lines so near to each other are one place. */
const gapLines = 3;
const dayMs = 86_400_000;

/**
 * Which lines of one change later commits fixed: the lines that it added are followed through every
 * later commit, and a commit that calls itself a fix and removes or rewrites some of them within
 * `days` names the places. Lines that are only moved or reformatted, and files that nobody reviews,
 * do not count. Commits are seen in the order in which they landed.
 */
export class FixSearch {
  readonly #followed: FollowedFiles = new Map();
  readonly #landedAt: number;
  readonly #days: number;
  readonly #found: Pick<Hindsight, "revertedBy"> & { fixes: LaterFix[] };

  constructor(landedAt: Date, added: Record<string, [number, number][]>, days: number) {
    this.#landedAt = landedAt.getTime();
    this.#days = days;
    this.#found = { fixes: [], revertedBy: [] };
    for (const [path, ranges] of Object.entries(added)) {
      const lines = ranges.flatMap(([first, last]) =>
        Array.from({ length: last - first + 1 }, (_, index) => lineAt(path, first + index)),
      );
      this.#followed.set(path, lines);
    }
  }

  /** Whether a commit's diff has to be read. */
  touches(paths: readonly string[]): boolean {
    return paths.some((path) => this.#followed.has(path));
  }

  /** Whether no later commit can count any more. */
  isOver(at: Date): boolean {
    return at.getTime() - this.#landedAt > this.#days * dayMs;
  }

  /** From the reviewed head to what landed: what differs there was done before the merge. */
  land(diff: readonly FileDiff[]): void {
    followLines(this.#followed, diff);
  }

  see(
    commit: Pick<LandedCommit, "sha" | "subject" | "body" | "landedAt">,
    diff: readonly FileDiff[],
  ): void {
    const isCounted = isFix(commit) && (isSmall(diff) || isRevert(commit.subject));
    const { isRemoval, isInsertion } = meaningfulRemovals(isCounted ? diff : []);
    const pathOf = isCounted ? pathsNow(this.#followed) : new Map<FollowedLine, string>();
    const touched = followLines(this.#followed, diff);
    if (!isCounted) return;
    const meant = touched.filter(({ line, how }) => {
      const path = pathOf.get(line) ?? "";
      return how === "removed"
        ? isRemoval(path, line.line)
        : isInsertion(path, line.line) || isInsertion(path, line.line - 1);
    });
    if (isRevert(commit.subject) && this.#isGone(touched)) {
      const { sha, subject } = commit;
      this.#found.revertedBy.push({ sha, subject, daysLater: this.#daysUntil(commit.landedAt) });
    } else this.#record(commit, meant);
  }

  get found(): Pick<Hindsight, "revertedBy"> & { fixes: LaterFix[] } {
    return this.#found;
  }

  /** Whether nearly all lines that were left went away at once. */
  #isGone(touched: readonly Touched[]): boolean {
    const removed = touched.filter(({ how }) => how === "removed").length;
    return removed > 0 && removed >= revertShare * (removed + countLines(this.#followed));
  }

  #daysUntil(at: Date): number {
    return Math.round((at.getTime() - this.#landedAt) / dayMs);
  }

  #record(
    { sha, subject, landedAt }: Pick<LandedCommit, "sha" | "subject" | "landedAt">,
    touched: readonly Touched[],
  ) {
    const daysLater = this.#daysUntil(landedAt);
    const byPath = Map.groupBy(touched, ({ line }) => line.headPath);
    for (const [path, places] of byPath) {
      for (const [startLine, line] of rangesOf(
        places.map((place) => place.line.headLine),
        gapLines,
      )) {
        this.#found.fixes.push({
          kind: "fix",
          path,
          side: "RIGHT",
          startLine,
          line,
          sha,
          subject,
          daysLater,
        });
      }
    }
  }
}

function countLines(files: FollowedFiles): number {
  return [...files.values()].reduce((sum, lines) => sum + lines.length, 0);
}

function lineAt(path: string, line: number): FollowedLine {
  return { headPath: path, headLine: line, line };
}

/** Where each line is, before a diff is applied. Lines are replaced by it, so that these ones are found again. */
function pathsNow(files: FollowedFiles): Map<FollowedLine, string> {
  return new Map([...files].flatMap(([path, lines]) => lines.map((line) => [line, path] as const)));
}

function isSmall(diff: readonly FileDiff[]): boolean {
  const removed = diff.reduce(
    (sum, { hunks }) =>
      sum +
      hunks.reduce(
        (lines, hunk) => lines + hunk.lines.filter(({ kind }) => kind === "removed").length,
        0,
      ),
    0,
  );
  return diff.length <= bounds.mostFiles && removed <= bounds.mostRemovedLines;
}
