import type { Node } from "web-tree-sitter";
import type { TextSpan } from "./model.ts";

/** Python's documentation: a string that is the first statement of a body, and not all of it. */
export function docstringOf(body: Node): TextSpan | null {
  const [first, second] = body.namedChildren.filter((child) => child?.type !== "comment");
  const string = first?.type === "expression_statement" ? first.namedChild(0) : first;
  if (first == null || second == null || string?.type !== "string") return null;
  return { start: string.startIndex, end: string.endIndex };
}
