import type { Node } from "web-tree-sitter";
import { languageOfFile } from "./language-of.ts";
import { withTree } from "./parse-text.ts";
import { withoutByteOrderMark } from "./source-lines.ts";
import { visitTree } from "./visit-tree.ts";

/**
 * True when two versions of a file differ in comments and white space only. White space with a
 * meaning counts: a Python line that moves out of a block makes another tree. Files without a
 * grammar are compared without white space: nobody knows their comments.
 *
 * @param options.docstrings `comments`: Python's docstrings do not count either. To the parser and
 * to `__doc__` they are code; one with an expression in it always counts.
 */
export async function isSameCode(
  path: string,
  before: string,
  after: string,
  { docstrings = "code" }: { docstrings?: "code" | "comments" } = {},
): Promise<boolean> {
  const hasDocstrings = docstrings === "comments";
  const codeBefore = await codeOf(path, before, hasDocstrings);
  const codeAfter = codeBefore === null ? null : await codeOf(path, after, hasDocstrings);
  return codeBefore === null || codeAfter === null
    ? before.replace(/\s+/g, "") === after.replace(/\s+/g, "")
    : codeBefore === codeAfter;
}

/** The syntax tree without its comments, as text; null when the file cannot be parsed. */
async function codeOf(path: string, text: string, hasDocstrings: boolean): Promise<string | null> {
  const language = languageOfFile({ path, text });
  if (language === null) return null;
  return withTree(language, withoutByteOrderMark(text), ({ tree }) => {
    const parts: string[] = [];
    const isComment: boolean[] = [];
    visitTree(tree, {
      enter(cursor) {
        const isInComment =
          isComment.at(-1) === true ||
          cursor.nodeType.includes("comment") ||
          (hasDocstrings && language === "python" && isDocstring(cursor.currentNode));
        isComment.push(isInComment);
        if (isInComment) return;
        const isLeaf = cursor.currentNode.childCount === 0;
        parts.push(isLeaf ? `${cursor.nodeType} ${cursor.nodeText}(` : `${cursor.nodeType}(`);
      },
      leave() {
        if (isComment.pop() === false) parts.push(")");
      },
    });
    return parts.join("\n");
  });
}

/** A plain string that is the first statement of a module, class or function. */
function isDocstring(node: Node): boolean {
  if (node.type !== "expression_statement") return false;
  const [string, ...others] = node.namedChildren;
  if (string?.type !== "string" || others.length > 0) return false;
  if (string.namedChildren.some((part) => part?.type === "interpolation")) return false;
  const { parent } = node;
  const isOfDefinition =
    parent?.type === "module" ||
    (parent?.type === "block" && /^(?:function|class)_definition$/.test(parent.parent?.type ?? ""));
  const first = parent?.namedChildren.find((child) => child?.type !== "comment");
  return isOfDefinition && first?.id === node.id;
}
