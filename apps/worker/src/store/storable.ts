/** Postgres keeps no NUL, and no half of a surrogate pair, which a cut may leave. */
export function storable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

/** The same of everything in it; as JSON, for a column of type jsonb. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === "string" ? storable(each) : each,
  );
}
