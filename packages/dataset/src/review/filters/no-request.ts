import type { CommentFilter } from "./filter.ts";
import { asksPolitely } from "./questions.ts";
import { asksForSomething } from "./requests.ts";

/** Neither asks for anything nor names a problem: it justifies, explains, or says what was done. */
export const noRequest = {
  name: "no request",
  reasons: ["neither a request nor a problem"],
  reasonAgainst({ words: { text, suggestion }, isEnglish }) {
    if (!isEnglish || suggestion !== null) return null;
    return asksForSomething(text) || asksPolitely(text) ? null : "neither a request nor a problem";
  },
} as const satisfies CommentFilter;
