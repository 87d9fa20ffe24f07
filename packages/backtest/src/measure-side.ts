import { bootstrap, SeededRandom, type Share, share } from "@devflow/statistics";
import { chanceShare, matchComments, type TruthKind, truthsOf } from "./match.ts";
import type { Replay, SideReview } from "./model.ts";

/** How the comments of one side agree with one kind of hindsight. */
export interface Agreements {
  /** Changes of which that is known. */
  changes: number;
  truths: number;
  /** Of them with a comment near. */
  found: number;
  recall: Share;
  comments: number;
  /** Of them near to something known. */
  right: number;
  precision: Share;
  /** What precision would be if each comment stood on a line of its change drawn by chance. */
  precisionByChance: number;
}

export interface SideMeasures {
  changes: number;
  comments: number;
  /** With a bootstrap interval over changes. */
  commentsPerChange: Share;
  /** Changes with at least one comment. */
  spokenTo: Share;
  /** Changes of which nothing is known that should have been said, and how many of them got no comment. */
  clean: number;
  silentOnClean: number;
  silence: Share;
  human: Agreements;
  fix: Agreements;
  any: Agreements;
  /** Changes that the expert did not read whole. */
  expertFailures: number;
  medianMs: number;
  tokens: number;
  /** By severity, category and source, most first. */
  bySeverity: [string, number][];
  bySource: [string, number][];
}

/** The numbers of one side over all replayed changes. */
export function measureSide(replays: readonly Replay[], side: number, near: number): SideMeasures {
  const reviews = replays.flatMap((replay) => reviewOf(replay, side) ?? []);
  const comments = reviews.flatMap((review) => review.comments);
  const clean = replays.filter(isClean);
  const silent = clean.filter((replay) => reviewOf(replay, side)?.comments.length === 0);
  const spoken = reviews.filter((review) => review.comments.length > 0).length;
  const durations = reviews.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  return {
    changes: reviews.length,
    comments: comments.length,
    commentsPerChange: bootstrap(reviews, commentsPerReview, new SeededRandom(1)),
    spokenTo: share(spoken, reviews.length),
    clean: clean.length,
    silentOnClean: silent.length,
    silence: share(silent.length, clean.length),
    human: agreementsWith(replays, side, "human", near),
    fix: agreementsWith(replays, side, "fix", near),
    any: agreementsWith(replays, side, "any", near),
    expertFailures: reviews.filter(({ expertFailure }) => expertFailure !== null).length,
    medianMs: durations[Math.floor(durations.length / 2)] ?? 0,
    tokens: reviews.reduce((sum, { tokens }) => sum + tokens, 0),
    bySeverity: countBy(comments.map(({ severity }) => severity)),
    bySource: countBy(comments.map(({ source }) => source)),
  };
}

export function reviewOf({ reviews }: Replay, side: number): SideReview | undefined {
  return reviews[side];
}

/** All that could be known is known, and it is that nothing led to a change and nothing was fixed. */
export function isClean({ humans, humansOnLaterCode, fixes, revertedBy }: Replay): boolean {
  return (
    fixes?.length === 0 &&
    (humans === null || humans.length === 0) &&
    humansOnLaterCode === 0 &&
    revertedBy.length === 0
  );
}

function agreementsWith(
  replays: readonly Replay[],
  side: number,
  kind: TruthKind,
  near: number,
): Agreements {
  const sums = { changes: 0, truths: 0, found: 0, comments: 0, right: 0, byChance: 0 };
  for (const replay of replays) {
    const truths = truthsOf(replay, kind);
    const review = reviewOf(replay, side);
    if (truths === null || review === undefined) continue;
    const { missed, alone } = matchComments(review.comments, truths, near);
    sums.changes += 1;
    sums.truths += truths.length;
    sums.found += truths.length - missed.length;
    sums.comments += review.comments.length;
    sums.right += review.comments.length - alone.length;
    if (truths.length > 0 && review.comments.length > 0) {
      sums.byChance += review.comments.length * chanceShare(replay, truths, near);
    }
  }
  const { byChance, ...counts } = sums;
  return {
    ...counts,
    recall: share(sums.found, sums.truths),
    precision: share(sums.right, sums.comments),
    precisionByChance: sums.comments === 0 ? Number.NaN : byChance / sums.comments,
  };
}

function commentsPerReview(reviews: readonly SideReview[]): number {
  return reviews.reduce((sum, { comments }) => sum + comments.length, 0) / reviews.length;
}

function countBy(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(
    ([one, times], [other, otherTimes]) => otherTimes - times || (one < other ? -1 : 1),
  );
}
