import type { Comment, Place, Replay, Truth } from "./model.ts";

/** How many lines two ranges are apart; 0 when they share one, 1 when they are neighbours. */
function linesApart(one: Place, other: Place): number {
  return Math.max(0, one.startLine - other.line, other.startLine - one.line);
}

/** Same file, same side, and at most `near` lines apart, as in AACR-Bench (there: 1). */
export function isSamePlace(one: Place, other: Place, near: number): boolean {
  return one.path === other.path && one.side === other.side && linesApart(one, other) <= near;
}

/** A comment and something that people said or fixed at its place. */
export interface Agreement {
  comment: Comment;
  truth: Truth;
}

export interface Matched {
  agreements: Agreement[];
  /** What no comment is near to. */
  missed: Truth[];
  /** Comments that are near to nothing known. */
  alone: Comment[];
}

/** Which comments say something at the places that are known. Every pair counts. */
export function matchComments(
  comments: readonly Comment[],
  truths: readonly Truth[],
  near: number,
): Matched {
  const agreements = comments.flatMap((comment) =>
    truths
      .filter((truth) => isSamePlace(comment, truth, near))
      .map((truth) => ({ comment, truth })),
  );
  const found = new Set(agreements.map(({ truth }) => truth));
  const right = new Set(agreements.map(({ comment }) => comment));
  return {
    agreements,
    missed: truths.filter((truth) => !found.has(truth)),
    alone: comments.filter((comment) => !right.has(comment)),
  };
}

/** What is known of a replayed change by one kind of hindsight; null where it is not known. */
export function truthsOf(replay: Replay, kind: TruthKind): readonly Truth[] | null {
  if (kind === "human") return replay.humans;
  if (kind === "fix") return replay.fixes;
  if (replay.humans === null && replay.fixes === null) return null;
  return [...(replay.humans ?? []), ...(replay.fixes ?? [])];
}

export type TruthKind = Truth["kind"] | "any";

/**
 * The share of the lines that a change adds that are near to something known: how often a comment
 * on a line drawn by chance would agree.
 */
export function chanceShare(
  { addedLines }: Pick<Replay, "addedLines">,
  truths: readonly Truth[],
  near: number,
): number {
  let [lines, close] = [0, 0];
  for (const [path, ranges] of Object.entries(addedLines)) {
    const onFile = truths.filter((truth) => truth.path === path && truth.side === "RIGHT");
    for (const [first, last] of ranges) {
      lines += last - first + 1;
      for (let line = first; line <= last && onFile.length > 0; line++) {
        const place: Place = { path, side: "RIGHT", startLine: line, line };
        if (onFile.some((truth) => isSamePlace(place, truth, near))) close += 1;
      }
    }
  }
  return lines === 0 ? 0 : close / lines;
}
