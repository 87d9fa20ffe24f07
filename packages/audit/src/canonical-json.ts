/**
 * JSON with sorted keys and no white space: the same data always gives the same bytes, also after
 * a round through a jsonb column, which keeps neither the order of keys nor NUL characters.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(plain(value)));
}

/** What a jsonb column keeps of it. */
export function plain(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text === undefined ? null : kept(JSON.parse(text));
}

function kept(value: unknown): unknown {
  if (typeof value === "string") return keptText(value);
  if (Array.isArray(value)) return value.map(kept);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [keptText(key), kept(each)]),
  );
}

/** Neither NUL nor half a character can be stored. */
export function keptText(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}
