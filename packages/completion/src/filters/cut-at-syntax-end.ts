import { firstStatementEnd } from "@devflow/syntax";
import type { ReadingRules } from "../reading/model.ts";

/** Parsing takes about 0.4 ms per 1,000 characters; what is longer is a block that was asked for. */
const mostParsedCharacters = 2_500;

export interface SyntaxCut {
  text: string;
  /** The tree has seen a whole statement without errors, so that its brackets are in pairs. */
  isWhole: boolean;
}

/**
 * A statement of several lines up to where the grammar ends it. Brackets and indentation have told
 * the end already; the tree knows better where they misread patterns, markup or character literals.
 * The same text where there is no grammar, or where the tree has errors.
 */
export async function cutAtSyntaxEnd(
  text: string,
  { place, extent }: ReadingRules,
): Promise<SyntaxCut> {
  const unknown = { text, isWhole: false };
  if (extent.kind !== "statement" || !place.isBlankLine || !text.includes("\n")) return unknown;
  if (place.language === null || text.length > mostParsedCharacters) return unknown;
  if (place.state.in !== "code") return unknown;
  const end = await firstStatementEnd(place.language, text);
  if (end === null) return unknown;
  const lineEnd = text.indexOf("\n", end);
  // What stands behind it on its line belongs to it: `;`, a comment, further brackets.
  const cut = lineEnd === -1 ? text : text.slice(0, lineEnd);
  return { text: cut, isWhole: !/[([{]/.test(cut.slice(end)) };
}
