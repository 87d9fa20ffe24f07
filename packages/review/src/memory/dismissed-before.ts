import type { Dismissal, Finding } from "../model.ts";
import { acrossLanguages, titleAlone } from "./across-languages.ts";
import { standAnywhere, termsOf } from "./remark-terms.ts";

/**
 * From here on two findings of one rule, or of the expert in one category, are about code like it.
 * Midway between the labelled pairs of `dismissed-before.test.ts`: another matter goes up to 0.40
 * for rules and 0.33 for the expert, the same one begins at 0.75 and 0.70.
 */
const alikeByRule = 0.6;
const alikeByExpert = 0.5;

type Kind = "w" | "c";

interface Group {
  dismissals: Dismissal[];
  /** How many terms of each kind they have. */
  sizes: Record<Kind, number>[];
  /** The indexes of those that have a term. */
  having: Map<string, number[]>;
}

interface Index {
  byFingerprint: ReadonlyMap<string, Dismissal>;
  byContent: ReadonlyMap<string, Dismissal>;
  /** Of the expert, by the terms of their code. */
  byCode: ReadonlyMap<string, readonly Dismissal[]>;
  /** By source and category. */
  groups: ReadonlyMap<string, Group>;
  /** Of the expert in any category, with their titles to be read in their language. */
  ofExpert: Group & { titles: readonly ReturnType<typeof titleAlone>[] };
}

const indexes = new WeakMap<readonly Dismissal[], Index>();

/**
 * The team's word about code like it, if there is one. The same content anywhere counts for every
 * source; what was taken back without a reason counts for the same lines of the same file. Likeness silences neither secrets nor critical security findings of rules: those are
 * silent only where their very lines were dismissed. So is the expert on lines that any file has.
 */
export function dismissedBefore(
  finding: Finding,
  terms: readonly string[],
  dismissals: readonly Dismissal[],
): Dismissal | null {
  const index = indexOf(dismissals);
  const { byContent, groups } = index;
  const exact = index.byFingerprint.get(finding.fingerprint) ?? byContent.get(finding.contentKey);
  if (exact !== undefined) return exact;
  if (!maySilenceByLikeness(finding)) return null;
  const isExperts = finding.source === "expert";
  if (isExperts && standAnywhere(codeTerms(terms))) return null;
  const group = groups.get(groupKey(finding));
  if (group !== undefined) {
    const alike = likenessIn(group, terms, isExperts ? "words and code" : "code");
    const bound = isExperts ? alikeByExpert : alikeByRule;
    const found = group.dismissals.find((_, at) => alike(at) >= bound);
    if (found !== undefined) return found;
  }
  return isExperts
    ? (underAnotherCategory(finding, terms, index) ?? inAnotherLanguage(finding, terms, index))
    : null;
}

/**
 * The expert says it again of code like it in another language, under whatever category. No word can
 * tell that, so it takes code as like as of a rule and no two things that their texts name. Never of
 * what would be worst to miss: security under another category, and what is critical.
 */
function inAnotherLanguage(
  finding: Finding,
  terms: readonly string[],
  { ofExpert }: Index,
): Dismissal | null {
  if (finding.severity === "critical") return null;
  const alike = likenessIn(ofExpert, terms, "code");
  const found = ofExpert.dismissals.find(({ category }, at) => {
    if (finding.category === "security" && category !== "security") return false;
    const title = ofExpert.titles[at];
    return alike(at) >= alikeByRule && title !== undefined && acrossLanguages(finding, title);
  });
  return found ?? null;
}

/**
 * The expert says it again of the same code, but under another category: one word of the dismissed
 * title that is not of the code itself tells that it does. Never of security, which is a matter of
 * its own.
 */
function underAnotherCategory(
  finding: Finding,
  terms: readonly string[],
  { byCode }: Index,
): Dismissal | null {
  if (finding.category === "security") return null;
  const code = new Set(codeTerms(terms));
  const words = termsOf(`${finding.title} ${finding.body}`).difference(code);
  const says = ({ terms: dismissed }: Dismissal) =>
    dismissed.some((term) => kindOf(term) === "w" && words.has(term.slice("w:".length)));
  return byCode.get(codeKey(terms))?.find(says) ?? null;
}

/** Whether the terms of a finding matter. */
export function mayBeDismissedByLikeness(
  finding: Finding,
  dismissals: readonly Dismissal[],
): boolean {
  const { byContent, byCode, groups } = indexOf(dismissals);
  if (byContent.has(finding.contentKey) || !maySilenceByLikeness(finding)) return false;
  return groups.has(groupKey(finding)) || (finding.source === "expert" && byCode.size > 0);
}

function maySilenceByLikeness({ source, severity, category }: Finding): boolean {
  if (source.startsWith("secret:")) return false;
  return source === "expert" || severity !== "critical" || category !== "security";
}

/** How alike each dismissal of the group is, by its index: the terms in common are counted at once. */
function likenessIn(
  { sizes, having }: Group,
  terms: readonly string[],
  by: "code" | "words and code",
): (at: number) => number {
  const own = sizesOf(terms);
  const common = { w: new Uint32Array(sizes.length), c: new Uint32Array(sizes.length) };
  for (const term of new Set(terms)) {
    const counts = common[kindOf(term)];
    for (const at of having.get(term) ?? []) counts[at] = (counts[at] ?? 0) + 1;
  }
  const shareOf = (at: number, kind: Kind) => {
    const shared = common[kind][at] ?? 0;
    const all = own[kind] + (sizes[at]?.[kind] ?? 0) - shared;
    return all === 0 ? 0 : shared / all;
  };
  // A rule always says the same words: only the code tells its hits apart.
  return by === "words and code"
    ? (at) => (shareOf(at, "w") + shareOf(at, "c")) / 2
    : (at) => shareOf(at, "c");
}

/** Worked out once for a review's dismissals: each finding is compared with each of them. */
function indexOf(dismissals: readonly Dismissal[]): Index {
  const known = indexes.get(dismissals);
  if (known !== undefined) return known;
  const ofTheSame = dismissals.filter(({ fingerprint }) => fingerprint !== undefined);
  const ofLike = dismissals.filter(({ fingerprint }) => fingerprint === undefined);
  const byFingerprint = new Map(ofTheSame.map((each) => [each.fingerprint ?? "", each]));
  // Of two with the same content the first one counts.
  const byContent = new Map(ofLike.toReversed().map((each) => [each.contentKey, each]));
  const groups = new Map(
    [...Map.groupBy(ofLike, groupKey)].map(([key, each]) => [key, groupOf(each)]),
  );
  const ofExpert = ofLike.filter(({ source }) => source === "expert");
  const byCode = Map.groupBy(ofExpert, ({ terms }) => codeKey(terms));
  const titles = ofExpert.map(({ title }) => titleAlone(title));
  const index = {
    ...{ byFingerprint, byContent, byCode, groups },
    ofExpert: { ...groupOf(ofExpert), titles },
  };
  indexes.set(dismissals, index);
  return index;
}

function groupOf(dismissals: Dismissal[]): Group {
  const having = new Map<string, number[]>();
  for (const [at, { terms }] of dismissals.entries()) {
    for (const term of new Set(terms)) {
      const others = having.get(term);
      if (others === undefined) having.set(term, [at]);
      else others.push(at);
    }
  }
  return { dismissals, having, sizes: dismissals.map(({ terms }) => sizesOf(terms)) };
}

function groupKey({ source, category }: Finding | Dismissal): string {
  return `${category} ${source}`;
}

function sizesOf(terms: readonly string[]): Record<Kind, number> {
  const sizes = { w: 0, c: 0 };
  for (const term of new Set(terms)) sizes[kindOf(term)] += 1;
  return sizes;
}

function codeKey(terms: readonly string[]): string {
  return codeTerms(terms).sort().join(" ");
}

function codeTerms(terms: readonly string[]): string[] {
  return terms.flatMap((term) => (kindOf(term) === "c" ? [term.slice("c:".length)] : []));
}

function kindOf(term: string): Kind {
  return term.startsWith("w:") ? "w" : "c";
}
