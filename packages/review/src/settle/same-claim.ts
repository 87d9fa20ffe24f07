import { saysNearlyTheSame } from "../memory/says-the-same.ts";
import type { Finding } from "../model.ts";

/** Written as code: between backticks, or with a digit, `_`, `$` or a capital inside. */
const MARKED = /`([^`]+)`/g;
const WORD = /[\p{L}\p{N}_$]+/gu;
const LIKE_CODE = /[\p{N}_$]|\p{Ll}\p{Lu}/u;

type Claim = Pick<Finding, "title" | "body"> & { drafted?: { quote: string } };

/**
 * Whether two findings of the expert are one claim about lines that may stand for each other, such as
 * `Missing error handling`. Titles that name different things of the code, a variable, a call, a
 * number, are claims about different things however alike their other words are.
 */
export function isSameClaim(a: Claim, b: Claim): boolean {
  if (!saysNearlyTheSame(a, b)) return false;
  const code = wordsOf(`${a.drafted?.quote ?? ""} ${b.drafted?.quote ?? ""}`);
  return thingsOf(a.title, code).symmetricDifference(thingsOf(b.title, code)).size === 0;
}

/** Whether each title names something of the code that the other text does not speak of. */
export function nameDifferentThings(a: Claim, b: Claim): boolean {
  const code = wordsOf(`${a.drafted?.quote ?? ""} ${b.drafted?.quote ?? ""}`);
  const isAlone = (one: Claim, other: Claim) =>
    !thingsOf(one.title, code).isSubsetOf(wordsOf(`${other.title} ${other.body}`));
  return isAlone(a, b) && isAlone(b, a);
}

/** What a title names of the code: words written as code, and those that stand in the lines. */
function thingsOf(title: string, code: ReadonlySet<string>): Set<string> {
  const marked = wordsOf([...title.matchAll(MARKED)].map(([, text]) => text).join(" "));
  const others = [...title.matchAll(WORD)].flatMap(([word]) =>
    LIKE_CODE.test(word) || code.has(word.toLowerCase()) ? [word.toLowerCase()] : [],
  );
  return marked.union(new Set(others));
}

function wordsOf(text: string): Set<string> {
  return new Set([...text.matchAll(WORD)].map(([word]) => word.toLowerCase()));
}
