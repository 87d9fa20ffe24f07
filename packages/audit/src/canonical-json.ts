/**
 * JSON with sorted keys and no white space, without what Postgres cannot store: the same data always
 * gives the same text. Nothing of it is parsed on the way (`read-json.ts` says why).
 */
export function canonicalJson(value: unknown): string {
  return sortedJson(kept(value));
}

/** The same of what was stored once: keys are sorted as JavaScript has them, whole numbers first. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? "null";
}

/** Neither NUL nor half a character can be stored. */
export function keptText(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

function kept(value: unknown): unknown {
  if (typeof value === "string") return keptText(value);
  if (typeof value !== "object" || value === null) return value;
  if ("toJSON" in value && typeof value.toJSON === "function") return kept(value.toJSON());
  if (Array.isArray(value)) return value.map(kept);
  const entries = Object.entries(value).filter(([, each]) => isWritten(each));
  return Object.fromEntries(entries.map(([key, each]) => [keptText(key), kept(each)]));
}

/** What JSON leaves out must not take the place of a key that is the same without its NUL. */
function isWritten(value: unknown): boolean {
  return value !== undefined && typeof value !== "function" && typeof value !== "symbol";
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}
