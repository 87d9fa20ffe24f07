/**
 * Characters that a reader does not see but a model does: zero-width and tag characters,
 * variation selectors, bidirectional controls, interlinear annotations.
 */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\uFFF9-\uFFFB]/gu;

/** C0 and C1 controls, NUL among them; tab and newline stay. */
const CONTROL = /[^\P{Cc}\t\n]/gu;

/**
 * Removes what could hide in text: invisible, bidirectional and control characters, lone
 * surrogates. Line ends become `\n`. Visible text is never changed.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(INVISIBLE, "")
    .replace(CONTROL, "")
    .toWellFormed();
}

/** {@link cleanText} on one line of at most `maxCharacters`, for paths, titles and labels. */
export function cleanLine(text: string, maxCharacters: number): string {
  return cut(cleanText(text).replace(/\s+/g, " ").trim(), maxCharacters);
}

/** The text, or its beginning with `…` when it is longer than `maxCharacters`. */
export function cut(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  return `${text
    .slice(0, maxCharacters - 1)
    .toWellFormed()
    .trimEnd()}…`;
}
