import type { Tree } from "web-tree-sitter";
import { type Grammar, loadGrammar } from "./grammar.ts";
import { maxLineCharacters, maxParsedCharacters, parseTimeoutMs } from "./limits.ts";
import type { Language } from "./model.ts";

export interface ParsedText {
  grammar: Grammar;
  tree: Tree;
}

/** Parses and hands the tree to `use`, which must not keep it: null when the text is not parsed. */
export async function withTree<Result>(
  language: Language,
  text: string,
  use: (parsed: ParsedText) => Result,
): Promise<Result | null> {
  if (text.length > maxParsedCharacters || hasLongLine(text)) return null;
  const grammar = await loadGrammar(language);
  const tree = parseWithin(grammar, grammar.vocabulary.prepare?.(text) ?? text, parseTimeoutMs);
  if (tree === null) return null;
  try {
    return use({ grammar, tree });
  } finally {
    tree.delete();
  }
}

function parseWithin({ parser }: Grammar, text: string, timeoutMs: number): Tree | null {
  const deadline = performance.now() + timeoutMs;
  const tree = parser.parse(text, null, {
    progressCallback: () => performance.now() > deadline,
  });
  // A stopped parser would resume with the next file's text.
  if (tree === null) parser.reset();
  return tree;
}

function hasLongLine(text: string): boolean {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const next = end === -1 ? text.length : end;
    if (next - start > maxLineCharacters) return true;
    start = next + 1;
  }
  return false;
}
