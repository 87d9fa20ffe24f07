import { saysItIsGenerated } from "@devflow/syntax";

const MINIFIED_LINE_CHARACTERS = 500;
/** A file of one long line, such as a licence, is no bundle. */
const SMALLEST_MINIFIED_CHARACTERS = 5_000;

/** Why a file's content is not indexed; null when it is. Files with a 0 byte are binary to git too. */
export function contentSkipReason(content: Buffer): string | null {
  if (content.includes(0)) return "binary";
  const text = content.toString("latin1");
  if (saysItIsGenerated(text)) return "generated";
  return isMinified(text) ? "minified" : null;
}

function isMinified(text: string): boolean {
  if (text.length < SMALLEST_MINIFIED_CHARACTERS) return false;
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines += 1;
  return text.length / lines > MINIFIED_LINE_CHARACTERS;
}
