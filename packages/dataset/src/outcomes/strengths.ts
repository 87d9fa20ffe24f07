import type { SignalKind } from "../model.ts";

/**
 * What one signal says by itself, from -1 (surely unwanted) to 1 (surely wanted).
 *
 * The order is that of the published work on reviewers that learn from reviews: Desiview
 * (arXiv 2412.20340) keeps comments that led to a change and takes the others as negatives,
 * BitsAI-CR (2501.15134) counts flagged lines that changed, RovoDev (2601.01129) comments that led
 * to a change of code, uReview thumbs and "addressed in the same change". A committed suggestion is
 * no coincidence, changed lines may be one; a thumb is a word without a deed. The numbers between are
 * ours: they keep the order, and say how far apart two steps are.
 *
 * A comment that nobody answered says nothing about itself: none of that work takes it as a
 * negative, so its strength is 0. So is that of a line that was merged as it was: most often it
 * was not read.
 */
export const STRENGTHS: Readonly<Record<SignalKind, number>> = {
  suggestion_committed: 1,
  lines_changed: 0.8,
  resolved_by_fix: 0.7,
  reply_agreed: 0.5,
  reply_will_fix: 0.5,
  reaction_up: 0.5,
  reply_question: 0,
  reply_other: 0,
  unanswered: 0,
  unfixed_after_merge: 0,
  resolved_without_change: -0.3,
  change_reverted: -0.3,
  reaction_down: -0.5,
  reply_disagreed: -0.6,
  dismissed: -0.9,
};

/** A dismissal whose reason nobody gave: for that pull request only, and perhaps out of haste. */
export const DISMISSED_WITHOUT_REASON = -0.6;

/** A dismissal whose reason says that it is true, known already or for later: no word on its quality. */
export const DISMISSED_FOR_LATER = 0;

/** From here on, on either side of 0, something can be learned. */
export const LABEL_BOUND = 0.25;
