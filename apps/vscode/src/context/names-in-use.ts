/** Words that no language server defines, in the languages that we have experts for. */
const keywords = new Set(
  (
    "abstract and as assert async await boolean break byte case catch chan char class const continue def default defer del do " +
    "double elif else enum except export extends false final finally float for from func function global go goto if implements " +
    "import in instanceof int interface is lambda let long map match new nil none nonlocal not null number of or package pass " +
    "private protected public raise range return self short static string struct super switch this throw throws true try type " +
    "typeof undefined unknown var void while with yield"
  ).split(" "),
);

/** A name in the text, by its offset. */
export interface NameInUse {
  name: string;
  offset: number;
}

/**
 * Names that the last lines before the cursor use, nearest first, each once: what they are declared as is what helps most
 * to go on. The name that is being typed is not one of them.
 */
export function namesInUse(
  text: string,
  offset: number,
  options: { lines: number; max: number },
): NameInUse[] {
  const start = startOfLines(text, offset, options.lines);
  const found = [...text.slice(start, offset).matchAll(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu)]
    .map((match) => ({ name: match[0], offset: start + match.index }))
    .filter(
      ({ name, offset: at }) => at + name.length < offset && !keywords.has(name.toLowerCase()),
    )
    .reverse();
  const first = new Map<string, NameInUse>();
  for (const use of found) if (!first.has(use.name)) first.set(use.name, use);
  return [...first.values()].slice(0, options.max);
}

function startOfLines(text: string, offset: number, lines: number): number {
  let start = offset;
  for (let line = 0; line <= lines && start >= 0; line += 1) {
    start = text.lastIndexOf("\n", start - 1);
    if (start <= 0) return 0;
  }
  return start + 1;
}
