import type { Database } from "@devflow/database";
import type { PullRequest } from "@devflow/github";
import type { Queues } from "@devflow/queue";
import { enqueueOutcomes } from "./enqueue-outcomes.ts";
import { noteClosed } from "./note-closed.ts";
import { supersedeReviews } from "./supersede-reviews.ts";
import { type WantedReview, wantReview } from "./want-review.ts";

export interface PullState {
  repositoryId: number;
  /** As GitHub has it now, not as some event had it. */
  pull: Pick<PullRequest, "number" | "state" | "headSha">;
  trigger: WantedReview["trigger"];
  restartFrom: WantedReview["restartFrom"];
}

export interface PullSettlement {
  /** The review that was queued; null when there was nothing to queue. */
  reviewId: string | null;
  superseded: number;
}

/**
 * Makes our rows agree with the pull request: an open one has a review of its head and no other
 * open review, a closed one has none, and what became of its findings is read. It looks at the state only, so it can be repeated, and the
 * order of the events that led here does not matter.
 */
export async function settlePull(
  database: Database,
  queues: Queues,
  state: PullState,
): Promise<PullSettlement> {
  const { repositoryId, pull } = state;
  const isOpen = pull.state === "open";
  const superseded = await supersedeReviews(
    database,
    repositoryId,
    pull.number,
    isOpen ? pull.headSha : null,
    isOpen ? `the head is now ${pull.headSha}` : "the pull request was closed",
  );
  await noteClosed(database, repositoryId, pull);
  if (!isOpen) {
    await enqueueOutcomes(database, queues, { repositoryId, number: pull.number });
    return { reviewId: null, superseded };
  }
  const wanted = { ...state, pullNumber: pull.number, headSha: pull.headSha };
  const reviewId = await wantReview(database, wanted);
  if (reviewId !== null) await enqueueReview(queues, reviewId);
  return { reviewId, superseded };
}

/** The row is committed before; a crash in between is healed by the outbox sweep. */
export async function enqueueReview(queues: Queues, reviewId: string): Promise<void> {
  await queues.enqueue("review", { reviewId }, { deduplicationKey: `review-${reviewId}` });
}
