/** What is inserted, and how many characters right of the cursor it replaces. */
export interface Fitted {
  text: string;
  replacedAfter: number;
}

const closers = new Set([")", "]", "}", ">", '"', "'", "`", ";", ","]);

/**
 * Fits a suggested text to the line right of the cursor. Editors close brackets and quotes by themselves, so the
 * expert, which was shown them or not, may write them a second time: those that the text has are
 * replaced. Where code stands right of the cursor only the first line is kept.
 * Null where nothing is left to show.
 */
export function fitToCursor(text: string, after: string): Fitted | null {
  const rest = after.trimEnd();
  if (rest === "") return text.trim() === "" ? null : { text, replacedAfter: 0 };
  const isClosersOnly = [...rest].every((char) => closers.has(char) || /\s/u.test(char));
  const kept = isClosersOnly ? text : firstLine(text);
  if (kept.trim() === "") return null;
  const line = firstLine(kept);
  // The first line has all that stands right of the cursor, in this order: it was meant to take its place.
  if (isClosersOnly && hasInOrder(line, rest)) return { text: kept, replacedAfter: rest.length };
  if (!isClosersOnly && line.endsWith(rest)) return { text: kept, replacedAfter: rest.length };
  // Several lines before `)` would push it to the last of them, which is right only if it was meant so.
  const isWhole = kept === line || opensBlock(line);
  return { text: isWhole ? kept : line, replacedAfter: 0 };
}

function opensBlock(line: string): boolean {
  return /[{([]\s*$/u.test(line);
}

/** Whether the text closes what it did not open, by these characters in this order. */
function hasInOrder(text: string, closing: string): boolean {
  const wanted = [...closing].filter((char) => !/\s/u.test(char));
  let found = 0;
  for (const char of unopened(text)) if (char === wanted[found]) found += 1;
  return wanted.length > 0 && found === wanted.length;
}

const opening: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{", ">": "<" };

/** The characters of the text that close what was open before it. */
function unopened(text: string): string[] {
  const open: string[] = [];
  const extra: string[] = [];
  for (const char of text) {
    const partner = opening[char];
    if (Object.values(opening).includes(char)) open.push(char);
    else if (partner !== undefined && open.at(-1) === partner) open.pop();
    else if (closers.has(char) && (partner !== undefined || extra.length > 0)) extra.push(char);
    else if (isLoneQuote(text, char) && closers.has(char)) extra.push(char);
  }
  return extra;
}

/** An odd number of a quote closes one that was open before. */
function isLoneQuote(text: string, char: string): boolean {
  return /["'`]/u.test(char) && text.split(char).length % 2 === 0;
}

function firstLine(text: string): string {
  const end = text.search(/\r?\n/);
  return end < 0 ? text : text.slice(0, end);
}
