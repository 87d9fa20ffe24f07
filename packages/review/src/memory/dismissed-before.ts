import type { Dismissal, Finding } from "../model.ts";
import { sharedTerms } from "./remark-terms.ts";

/**
 * From here on two findings of one rule, or of the expert in one category, are about code like it.
 * Midway between the labelled pairs of `dismissed-before.test.ts`: another matter goes up to 0.40
 * for rules and 0.33 for the expert, the same one begins at 0.75 and 0.70.
 */
const alikeByRule = 0.6;
const alikeByExpert = 0.5;

/**
 * The team's word about code like it, if there is one. The same content anywhere counts for every
 * source. Likeness silences neither secrets nor critical security findings of rules: those are
 * silent only where their very lines were dismissed.
 */
export function dismissedBefore(
  finding: Finding,
  terms: readonly string[],
  dismissals: readonly Dismissal[],
): Dismissal | null {
  const exact = dismissals.find(({ contentKey }) => contentKey === finding.contentKey);
  if (exact !== undefined) return exact;
  if (!maySilenceByLikeness(finding)) return null;
  return (
    dismissals.find(
      (dismissal) =>
        dismissal.source === finding.source &&
        dismissal.category === finding.category &&
        isAlike(finding, terms, dismissal.terms),
    ) ?? null
  );
}

function maySilenceByLikeness({ source, severity, category }: Finding): boolean {
  if (source.startsWith("secret:")) return false;
  return source === "expert" || severity !== "critical" || category !== "security";
}

function isAlike(
  { source }: Finding,
  terms: readonly string[],
  others: readonly string[],
): boolean {
  const [words, code] = ["w:", "c:"].map((kind) =>
    sharedTerms(ofKind(terms, kind), ofKind(others, kind)),
  );
  // A rule always says the same words: only the code tells its hits apart.
  return source === "expert"
    ? ((words ?? 0) + (code ?? 0)) / 2 >= alikeByExpert
    : (code ?? 0) >= alikeByRule;
}

function ofKind(terms: readonly string[], kind: string): Set<string> {
  return new Set(terms.filter((term) => term.startsWith(kind)));
}
