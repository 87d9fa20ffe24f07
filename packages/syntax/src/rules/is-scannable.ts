import { maxLineCharacters, maxParsedCharacters } from "../limits.ts";

/** False for texts that rules are not run on: minified ones, and those over 1 MB. */
export function isScannable(text: string): boolean {
  if (text.length > maxParsedCharacters) return false;
  let start = 0;
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
    if (end - start > maxLineCharacters) return false;
    start = end + 1;
  }
  return text.length - start <= maxLineCharacters;
}
