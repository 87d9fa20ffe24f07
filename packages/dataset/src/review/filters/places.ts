import type { CommentFilter } from "./filter.ts";

/**
 * A reply goes on from what was said, which no prompt shows. A comment is worth learning only when it
 * led to a change: of comments chosen by that, 88.9 % were desired ones (Desiview, arXiv 2412.20340).
 */
export const places = {
  name: "places",
  reasons: ["a reply", "its lines were not changed", "not known whether its lines were changed"],
  reasonAgainst({ replyToId, linesChanged }) {
    if (replyToId !== null) return "a reply";
    if (linesChanged === null) return "not known whether its lines were changed";
    return linesChanged ? null : "its lines were not changed";
  },
} as const satisfies CommentFilter;
