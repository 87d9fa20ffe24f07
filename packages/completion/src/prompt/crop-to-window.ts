/** Gives how many tokens a text has, at least. */
export type CountTokens = (text: string) => number;

/** The end of a text that fits, in whole lines; of a last line that is too long itself, its end. */
export function lastLinesWithin(text: string, mostTokens: number, count: CountTokens): string {
  let kept = text.length;
  for (let tokens = 0; kept > 0; ) {
    const lineStart = kept < 2 ? 0 : text.lastIndexOf("\n", kept - 2) + 1;
    tokens += countLine(text, lineStart, kept, mostTokens, count);
    if (tokens > mostTokens) break;
    kept = lineStart;
  }
  const lines = text.slice(kept);
  const current = text.lastIndexOf("\n") + 1;
  if (kept <= current) return lines;
  return lastCharactersWithin(text.slice(current), mostTokens, count);
}

/** The beginning of a text that fits, in whole lines; of a first line that is too long, its beginning. */
export function firstLinesWithin(text: string, mostTokens: number, count: CountTokens): string {
  let kept = 0;
  for (let tokens = 0; kept < text.length; ) {
    const newline = text.indexOf("\n", kept);
    const lineEnd = newline === -1 ? text.length : newline + 1;
    tokens += countLine(text, kept, lineEnd, mostTokens, count);
    if (tokens > mostTokens) break;
    kept = lineEnd;
  }
  if (kept > 0 || text === "") return text.slice(0, kept);
  return firstCharactersWithin(text, mostTokens, count);
}

/** No token is longer than this in code, so a line of more characters need not be counted. */
const longestToken = 24;

function countLine(
  text: string,
  start: number,
  end: number,
  mostTokens: number,
  count: CountTokens,
): number {
  if (end - start > mostTokens * longestToken) return Number.POSITIVE_INFINITY;
  return count(text.slice(start, end));
}

function lastCharactersWithin(line: string, mostTokens: number, count: CountTokens): string {
  let size = Math.min(line.length, mostTokens * 4);
  while (size > 0 && count(line.slice(line.length - size)) > mostTokens)
    size = Math.floor(size / 2);
  const start = line.length - size;
  return line.slice(isLowSurrogate(line, start) ? start + 1 : start);
}

function firstCharactersWithin(text: string, mostTokens: number, count: CountTokens): string {
  const newline = text.indexOf("\n");
  const line = newline === -1 ? text : text.slice(0, newline);
  let size = Math.min(line.length, mostTokens * 4);
  while (size > 0 && count(line.slice(0, size)) > mostTokens) size = Math.floor(size / 2);
  return line.slice(0, isLowSurrogate(line, size) ? size - 1 : size);
}

/** A cut here would part a character that is two units long. */
function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return at > 0 && unit >= 0xdc00 && unit <= 0xdfff;
}
