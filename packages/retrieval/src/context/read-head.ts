import { readSyntax, type SyntaxFacts } from "@devflow/syntax";

/** A file's hunks are asked for one after the other, a few files side by side, each with its old text. */
const MOST_FILES = 24;

const recent = new Map<string, { text: string; facts: Promise<SyntaxFacts | null> }>();

/** The syntax of a file at head, parsed once for all of its hunks: a large file takes 20 ms. */
export function readHead(path: string, text: string): Promise<SyntaxFacts | null> {
  const key = `${text.length} ${path}`;
  const known = recent.get(key);
  if (known?.text === text) return known.facts;
  const facts = readSyntax({ path, text });
  recent.delete(key);
  recent.set(key, { text, facts });
  const [oldest] = recent.keys();
  if (recent.size > MOST_FILES && oldest !== undefined) recent.delete(oldest);
  return facts;
}
