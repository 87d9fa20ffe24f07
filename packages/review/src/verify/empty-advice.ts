import { allTermsOf } from "../memory/remark-terms.ts";
import { genericTerms } from "./generic-words.ts";
import { tellsNoProblem } from "./no-problem.ts";
import type { Gate } from "./standing.ts";

/** Asks for a look, proposes or praises: what stands before a title that says nothing is wrong. */
const ADVICE =
  /^\W*(?:nit(?:pick)?\b|optional\b|minor\b|suggestion\b|(?:please\s+)?(?:consider|verify|ensure|confirm|make sure|double[- ]check|check (?:that|whether|if)|review)\b|(?:you|we|it)\s+(?:may|might|could)\b|(?:missing|needs?|add|more|no)\s+(?:unit\s+|more\s+)?(?:tests?|docs?|documentation|docstrings?|comments?)\b|looks?\s+good|lgtm\b|nice\b|good\s|great\b|well done|improve(?:ment)?\b)/i;

/** Words by which a text says what happens, and when. */
const CONSEQUENCE =
  /\b(?:throws?|raises?|crash\w*|panics?|leaks?|fails?|failure|wrong|incorrect\w*|los[te]s?|overwrit\w*|inject\w*|race|deadlock\w*|null|nil|none|undefined|nan|never|twice|exceeds?|overflows?|corrupt\w*|expos\w*|bypass\w*|attacker\w*|instead of|because|otherwise|so that|hangs?|blocks?|ignored?|skipped|silently|breaks?|stale|empty|zero|negative|quadratic|unbounded)\b/i;

/** What a text advises or misses, at the beginning of its title or with a verb that asks for it. */
const ASKS =
  /^\W*(?:consider(?:ing)?|please|ensure|make sure|validate|check|improve|handle|add|document|refactor|clarify|test|simplify|optimi[sz]e|log|guard|sanitize|wrap|verify|missing|lacks?|no|potential|possible)\b|\b(?:should|needs?(?: to)?|could|may|might|lacks?|must)\b/i;

/** Of those above, without what every such text holds out (`null`, `undefined`, `failure`), with words of when. */
const HAPPENS =
  /\b(?:throws?|raises?|crash\w*|panics?|leaks?|fails|wrong|los[te]s?|overwrit\w*|inject\w*|deadlock\w*|nan|never|twice|exceeds?|overflows?|corrupt\w*|expos\w*|bypass\w*|attacker\w*|instead of|because|otherwise|so that|hangs?|skipped|silently|breaks?|stale|empty|zero|negative|quadratic|unbounded|if|when|whenever|unless|until|since|as|already|but|which|does|doesn't|isn't|cannot)\b/i;

/** The name itself is what is missing or would be right (`Missing \`await\``), and no object of advice. */
const IS_THE_FIX =
  /(?:^\W*(?:missing|lacks?|add|needs?|no)|\b(?:should|must|needs? to|has to) (?:be|use|return|call|have)) (?:an? |the )?`[^`\n]+`(?=\W*$|\W+(?:here|before|after|on|around|in|for|instead)\b)/i;

/** Who names so many things of the code has something in mind. */
const concreteNames = 3;

/** Written as code, also without backticks. */
const CODE =
  /`[^`]*`|[\p{L}\p{N}_$.]*(?:_|\p{Ll}\p{Lu}|\p{L}\()[\p{L}\p{N}_$().]*|(?<!\p{L})'[^'\n]{1,40}'/gu;

/**
 * The gate against advice: a finding of the expert says what is wrong. One whose title only asks to
 * verify, consider or test something, with a text that names nothing that happens, is no finding; nor
 * is one that puts a name into a sentence which fits any name (`Consider validating \`user\``), with
 * no word of when or why; nor is praise, a question, or what the change does. By their texts at most
 * 34 of the 1,505 comments of AACR-Bench that people called right are (2.3 %, of people's own 2 of
 * 391), 5 of them by the second rule, and 18 of 20 of such a sentence. A suggestion that was checked
 * says what is meant, and the worst is for a person to judge.
 */
export function adviceGate(): Gate {
  return async (standing) => {
    const { source, severity, title, body } = standing.candidate;
    const mayBeEmpty = source === "expert" && severity !== "critical";
    if (!mayBeEmpty || standing.suggestion !== null) return standing;
    const text = `${title}\n${body}`;
    const isEmpty =
      ADVICE.test(title) && !CONSEQUENCE.test(text) && codeIn(text).size < concreteNames;
    return isEmpty || tellsNoProblem(title, body) || fitsAnyName(title, body)
      ? { stage: "facts", reason: "it says nothing that is wrong", detail: "" }
      : standing;
  };
}

/** One name of the code, and for the rest general words. */
function fitsAnyName(title: string, body: string): boolean {
  const text = `${title}\n${body}`;
  if (!ASKS.test(title) || HAPPENS.test(text) || IS_THE_FIX.test(title)) return false;
  if (codeIn(text).size !== 1) return false;
  return allTermsOf(text.replace(CODE, " ")).isSubsetOf(genericTerms);
}

function codeIn(text: string): Set<string> {
  return new Set(text.match(CODE)?.map((name) => name.replace(/[`'()]/g, "")));
}
