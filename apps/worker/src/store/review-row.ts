import type { RepositoryRef } from "@devflow/github";

/** A claimed review: what the job needs to know of the row and its repository. */
export interface ReviewRow {
  id: string;
  repositoryId: number;
  installationId: number;
  repository: RepositoryRef;
  pullNumber: number;
  headSha: string;
  trigger: string;
  /** What to post is decided and stored. */
  isSettled: boolean;
  expertState: string | null;
  githubReviewId: number | null;
  /** A run went through to the end; with an expert that was away, its part is still to come. */
  hasEnded: boolean;
  /** Somebody asked for everything: what the expert has read before is read again. */
  isFull: boolean;
}

/** The review stands without its expert's part, which is still to come. */
export function isExpertsTurn(row: ReviewRow): boolean {
  const { hasEnded, expertState } = row;
  return hasEnded && (expertState === "unavailable" || expertState === "over_limit");
}
