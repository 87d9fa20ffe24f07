import type { CommentFilter } from "./filter.ts";

const NIT = /^(?:\(?(?:super |tiny |small |minor |very )*nit(?:s|pick(?:ing|y)?)?\)?\b|nitpick)/i;
const TYPO =
  /^(?:(?:there(?:'s| is) )?(?:an? |small |minor |another )*typo\b|s\/\S+\/\S+|spelling\b)|\btypo\b.{0,30}$/i;
const SAME =
  /^(?:and )?(?:same|ditto|idem|likewise|\^+|see (?:above|below)|as (?:above|below|before))\b[^.]{0,60}$|^\^+$/i;
const PLUS_ONE =
  /^(?:\+\s?1|👍|:\+1:|💯|agree[ds]?|(?:i )?second(?: this| that)?|this\.?)[\s!.👍]*$/iu;
const LINK =
  /^(?:(?:see|cf\.?|ref:?|related:?)\s+)?(?:https?:\/\/\S+|#\d+|[\w.-]+\/[\w.-]+#\d+)[\s.]*$/i;
const MENTION = /^(?:(?:cc|ping|fyi|\/cc)[:\s]*)*(?:@[\w/-]+[\s,.!?]*)+$/i;

/** Words without which no sentence says what is to be done where. */
const LEAST_WORDS = 3;

/** True remarks that teach nothing: the prompt asks for no style, and half a thought needs its thread. */
export const trivial = {
  name: "trivial",
  reasons: [
    ...["a nit", "a typo", "says only that it is the same elsewhere", "only agrees"],
    ...["only a link", "only a mention", "too few words"],
  ],
  reasonAgainst({ words: { text, suggestion } }) {
    if (NIT.test(text)) return "a nit";
    if (TYPO.test(text)) return "a typo";
    if (suggestion !== null) return null;
    if (SAME.test(text)) return "says only that it is the same elsewhere";
    if (PLUS_ONE.test(text)) return "only agrees";
    if (LINK.test(text)) return "only a link";
    if (MENTION.test(text)) return "only a mention";
    const count = text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
    // Scripts without spaces say much in one run.
    const isShort = /^[\p{Script=Latin}\p{N}\p{P}\p{S}\s]*$/u.test(text) && count < LEAST_WORDS;
    return isShort || count === 0 ? "too few words" : null;
  },
} as const satisfies CommentFilter;
