import type { Dismissal, Finding } from "../model.ts";
import { standAnywhere } from "./remark-terms.ts";

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
  byContent: ReadonlyMap<string, Dismissal>;
  /** By source and category. */
  groups: ReadonlyMap<string, Group>;
}

const indexes = new WeakMap<readonly Dismissal[], Index>();

/**
 * The team's word about code like it, if there is one. The same content anywhere counts for every
 * source. Likeness silences neither secrets nor critical security findings of rules: those are
 * silent only where their very lines were dismissed. So is the expert on lines that any file has.
 */
export function dismissedBefore(
  finding: Finding,
  terms: readonly string[],
  dismissals: readonly Dismissal[],
): Dismissal | null {
  const { byContent, groups } = indexOf(dismissals);
  const exact = byContent.get(finding.contentKey);
  if (exact !== undefined) return exact;
  const group = groups.get(groupKey(finding));
  if (group === undefined || !maySilenceByLikeness(finding)) return null;
  if (finding.source === "expert" && standAnywhere(codeTerms(terms))) return null;
  const alike = likenessIn(group, terms, finding);
  const bound = finding.source === "expert" ? alikeByExpert : alikeByRule;
  return group.dismissals.find((_, at) => alike(at) >= bound) ?? null;
}

/** Whether the terms of a finding matter. */
export function mayBeDismissedByLikeness(
  finding: Finding,
  dismissals: readonly Dismissal[],
): boolean {
  const { byContent, groups } = indexOf(dismissals);
  const isExact = byContent.has(finding.contentKey);
  return !isExact && maySilenceByLikeness(finding) && groups.has(groupKey(finding));
}

function maySilenceByLikeness({ source, severity, category }: Finding): boolean {
  if (source.startsWith("secret:")) return false;
  return source === "expert" || severity !== "critical" || category !== "security";
}

/** How alike each dismissal of the group is, by its index: the terms in common are counted at once. */
function likenessIn(
  { sizes, having }: Group,
  terms: readonly string[],
  { source }: Finding,
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
  return source === "expert"
    ? (at) => (shareOf(at, "w") + shareOf(at, "c")) / 2
    : (at) => shareOf(at, "c");
}

/** Worked out once for a review's dismissals: each finding is compared with each of them. */
function indexOf(dismissals: readonly Dismissal[]): Index {
  const known = indexes.get(dismissals);
  if (known !== undefined) return known;
  // Of two with the same content the first one counts.
  const byContent = new Map(dismissals.toReversed().map((each) => [each.contentKey, each]));
  const groups = new Map(
    [...Map.groupBy(dismissals, groupKey)].map(([key, each]) => [key, groupOf(each)]),
  );
  const index = { byContent, groups };
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

function codeTerms(terms: readonly string[]): string[] {
  return terms.flatMap((term) => (kindOf(term) === "c" ? [term.slice("c:".length)] : []));
}

function kindOf(term: string): Kind {
  return term.startsWith("w:") ? "w" : "c";
}
