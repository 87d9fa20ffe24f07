const TOKEN = /[\p{L}_$][\p{L}\p{N}_$]*|\d+|[^\s\p{L}\p{N}_$]/gu;
/** Three tokens in a row: two still meet by chance, four lose every pair around one edited word. */
const WIDTH = 3;

/** Runs of tokens of a piece of code: what is left of it when spaces and line ends do not count. */
export function shingles(text: string): Set<string> {
  const tokens = text.match(TOKEN) ?? [];
  const found = new Set<string>();
  for (let at = 0; at + WIDTH <= tokens.length; at++) {
    found.add(tokens.slice(at, at + WIDTH).join(" "));
  }
  return found;
}

/** The share of runs that both have, 0 to 1. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const run of small) if (large.has(run)) shared += 1;
  return shared / (a.size + b.size - shared);
}
