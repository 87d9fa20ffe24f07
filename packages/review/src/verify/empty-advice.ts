import type { Gate } from "./standing.ts";

/** Asks for a look, proposes or praises: what stands before a title that says nothing is wrong. */
const ADVICE =
  /^\W*(?:nit(?:pick)?\b|optional\b|minor\b|suggestion\b|(?:please\s+)?(?:consider|verify|ensure|confirm|make sure|double[- ]check|check (?:that|whether|if)|review)\b|(?:you|we|it)\s+(?:may|might|could)\b|(?:missing|needs?|add|more|no)\s+(?:unit\s+|more\s+)?(?:tests?|docs?|documentation|docstrings?|comments?)\b|looks?\s+good|lgtm\b|nice\b|good\s|great\b|well done|improve(?:ment)?\b)/i;

/** Words by which a text says what happens, and when. */
const CONSEQUENCE =
  /\b(?:throws?|raises?|crash\w*|panics?|leaks?|fails?|failure|wrong|incorrect\w*|los[te]s?|overwrit\w*|inject\w*|race|deadlock\w*|null|nil|none|undefined|nan|never|twice|exceeds?|overflows?|corrupt\w*|expos\w*|bypass\w*|attacker\w*|instead of|because|otherwise|so that|hangs?|blocks?|ignored?|skipped|silently|breaks?|stale|empty|zero|negative|quadratic|unbounded)\b/i;

/**
 * The gate against advice: a finding of the expert says what is wrong. One whose title only asks to
 * verify, consider or test something, with a text that names nothing that happens, is no finding.
 */
export function adviceGate(): Gate {
  return async (standing) => {
    const { source, title, body } = standing.candidate;
    const isEmpty =
      source === "expert" && ADVICE.test(title) && !CONSEQUENCE.test(`${title} ${body}`);
    return isEmpty
      ? { stage: "facts", reason: "it says nothing that is wrong", detail: "" }
      : standing;
  };
}
