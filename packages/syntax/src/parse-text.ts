import type { Tree } from "web-tree-sitter";
import { forgetGrammars, type Grammar, loadGrammar } from "./grammar.ts";
import { maxLineCharacters, maxParsedCharacters, parseTimeoutMs } from "./limits.ts";
import type { Language } from "./model.ts";
import { abandonRuntime } from "./runtime.ts";
import { syntaxErrors } from "./syntax-errors.ts";

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
  let grammar = await loadGrammar(language);
  // Another file broke it while this one waited.
  while (grammar.runtime.isBroken) grammar = await loadGrammar(language);
  try {
    const tree = parse(grammar, text);
    if (tree === null) return null;
    const result = use({ grammar, tree });
    tree.delete();
    return result;
  } catch (thrown) {
    if (!(thrown instanceof WebAssembly.RuntimeError)) throw thrown;
    abandonRuntime(grammar.runtime);
    forgetGrammars();
    return null;
  }
}

/**
 * Up to this share of the text inside of errors the whole text says more than a simplified one: that
 * loses what stands after `#else`, 3.5 % of the definitions of redis, libuv and curl.
 */
const toleratedErrors = 0.02;

function parse(grammar: Grammar, text: string): Tree | null {
  const { prepare, simplify } = grammar.vocabulary;
  const prepared = prepare?.(text) ?? text;
  const tree = parseWithin(grammar, prepared, parseTimeoutMs);
  if (simplify === undefined || tree === null || !tree.rootNode.hasError) return tree;
  const errors = syntaxErrors(tree).characters;
  if (errors <= text.length * toleratedErrors) return tree;
  const simplified = simplify(prepared);
  const other = simplified === prepared ? null : parseWithin(grammar, simplified, parseTimeoutMs);
  if (other === null) return tree;
  const isBetter = syntaxErrors(other).characters < errors;
  (isBetter ? tree : other).delete();
  return isBetter ? other : tree;
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
