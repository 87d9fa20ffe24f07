import type { ReviewComment } from "../storage/review-comments.ts";
import type { ContextPlace } from "./context-place.ts";
import type { ReadHunk } from "./read-hunk.ts";
import { jaccard, shingles } from "./shingles.ts";

const LEAST_LIKENESS = 0.2;
const MOST_ITEMS = 2;

/** Comments that were made on code like the hunk's, the most alike first. */
export function findReviews(hunk: ReadHunk, comments: readonly ReviewComment[]): ContextPlace[] {
  const changed = hunk.changed
    .map(({ startLine, endLine }) =>
      (hunk.headLines ?? []).slice(startLine - 1, endLine).join("\n"),
    )
    .join("\n");
  const own = [shingles(hunk.subject), shingles(changed)];
  return comments
    .map((comment) => {
      const runs = shingles(comment.hunk);
      return { comment, score: Math.max(...own.map((side) => jaccard(side, runs))) };
    })
    .filter(({ score }) => score >= LEAST_LIKENESS)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_ITEMS)
    .map(({ comment: { author, path, startLine, endLine, body }, score }) => ({
      kind: "review",
      path,
      startLine,
      endLine,
      symbol: null,
      reason: `${author === "person" ? "a person" : "a review"} said this of similar code (${score.toFixed(2)})`,
      text: body,
    }));
}
