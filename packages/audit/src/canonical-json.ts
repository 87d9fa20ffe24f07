/**
 * JSON with sorted keys and no white space: the same data always gives the same bytes, also after
 * a round through a jsonb column, which keeps neither the order of keys nor NUL characters.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(plain(value)));
}

/** What a jsonb column keeps of it. */
export function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, each: unknown) =>
    typeof each === "string" ? each.replaceAll("\0", "").toWellFormed() : each,
  );
  return text === undefined ? null : JSON.parse(text);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}
