import { isLanguage } from "../language-of.ts";
import { withTree } from "../parse-text.ts";

/**
 * Where the first statement of a piece of code ends, as the grammar reads it: the offset behind it.
 * Comments, attributes and decorators in front belong to it. Null for a language without a grammar,
 * and where the piece up to there has errors, since then the end is a guess.
 */
export async function firstStatementEnd(language: string, text: string): Promise<number | null> {
  if (!isLanguage(language)) return null;
  return withTree(language, text, ({ tree }) => {
    const first = tree.rootNode.namedChildren.find(
      (node) => node !== null && !/comment|^(attribute_item|decorator)$/.test(node.type),
    );
    return first == null || first.hasError ? null : first.endIndex;
  });
}
