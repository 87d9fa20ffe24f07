/**
 * Characters that change what a reader sees without being seen: control characters, zero width,
 * bidirectional and tag characters, variation selectors.
 */
const invisible =
  /[^\P{Cc}\t\n\r]|\p{Cf}|\p{Variation_Selector}|[\u115f\u1160\u3164\uffa0\u2800]/gu;

/** The text as it looks: without invisible characters and halves of characters, lines ended by \n. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(invisible, "");
}

/**
 * The first `maxLength` characters, never half of one, and how many are left out.
 */
export function cut(text: string, maxLength: number): { text: string; left: number } {
  if (text.length <= maxLength) return { text, left: 0 };
  const kept = text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, "");
  return { text: kept, left: text.length - kept.length };
}
