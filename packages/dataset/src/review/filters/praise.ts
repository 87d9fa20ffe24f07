import type { CommentFilter } from "./filter.ts";
import { asksForSomething } from "./requests.ts";

const PRAISE =
  /\b(?:nice(?:ly)?|great|good (?:catch|call|idea|point|job|work|stuff|one|find)|well done|awesome|amazing|excellent|love(?:ly)?|cool|neat|perfect|beautiful|fantastic|brilliant|clever|elegant|lgtm|looks? (?:good|great|fine)|ship it|thanks?(?: you)?|thx|kudos|much (?:better|nicer|cleaner)|👏|🎉|❤️?|🚀|💯|👍)/iu;

/** What comes after one of these is more than praise. */
const BUT = /\b(?:but|however|though|although|except|one (?:thing|question|comment|note)|only)\b/i;

/** Praise is noise for a reviewer that reports problems (arXiv 2502.02757 removes it, too). */
export const praise = {
  name: "praise",
  reasons: ["praise or thanks only"],
  reasonAgainst({ words: { text, suggestion }, isEnglish }) {
    if (!isEnglish || suggestion !== null || !PRAISE.test(text)) return null;
    // Praise uses words of requests: `nice use of`, `better`, `thanks for the fix`.
    const rest = text
      .replace(/\b(?:thanks?|thank you|thx|kudos|nice|great|good|love)\b[^.!?]*[.!?]?/gi, "")
      .replace(/\b(?:much )?(?:better|nicer|cleaner)\b[^.!?]*[.!?]?/gi, "");
    const asks = asksForSomething(rest) || (BUT.test(text) && asksForSomething(text));
    return asks ? null : "praise or thanks only";
  },
} as const satisfies CommentFilter;
