/** What a text writes as code: between backticks, called, or as nobody writes a word of prose. */
export function namesIn(text: string): Set<string> {
  const written = text.match(
    /`[^`\n]+`|[\p{L}_$][\p{L}\p{N}_$]*(?=\()|[\p{L}\p{N}_$]*(?:\p{Ll}\p{Lu}|_)[\p{L}\p{N}_$]*/gu,
  );
  return wordsIn((written ?? []).join(" "));
}

/** All words that may be names, as they are written. */
export function wordsIn(text: string): Set<string> {
  return new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu));
}
