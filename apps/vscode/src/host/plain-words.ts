/** What reorders a line or is not seen in it. */
const unseen = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/**
 * Text for a notice, in which VS Code makes links of `[label](command:…)` and runs them at a click, with all that
 * an editor may do. What a model, a file's name or a server says has none.
 */
export function plainWords(text: string): string {
  return text.replace(unseen, " ").replaceAll("](", "] (");
}

/** Text that somebody decides by, each sign that is not seen written out; lines stay lines. */
export function plainLines(text: string): string {
  return text.replace(unseen, (sign) =>
    sign === "\n" ? sign : `\\u{${sign.codePointAt(0)?.toString(16)}}`,
  );
}
