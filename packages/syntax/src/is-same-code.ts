import { languageOfFile } from "./language-of.ts";
import { withTree } from "./parse-text.ts";
import { withoutByteOrderMark } from "./source-lines.ts";
import { visitTree } from "./visit-tree.ts";

/**
 * True when two versions of a file differ in comments and white space only. White space with a
 * meaning counts: a Python line that moves out of a block makes another tree. Files without a
 * grammar are compared without white space: nobody knows their comments.
 */
export async function isSameCode(path: string, before: string, after: string): Promise<boolean> {
  const codeBefore = await codeOf(path, before);
  const codeAfter = codeBefore === null ? null : await codeOf(path, after);
  return codeBefore === null || codeAfter === null
    ? before.replace(/\s+/g, "") === after.replace(/\s+/g, "")
    : codeBefore === codeAfter;
}

/** The syntax tree without its comments, as text; null when the file cannot be parsed. */
async function codeOf(path: string, text: string): Promise<string | null> {
  const language = languageOfFile({ path, text });
  if (language === null) return null;
  return withTree(language, withoutByteOrderMark(text), ({ tree }) => {
    const parts: string[] = [];
    const isComment: boolean[] = [];
    visitTree(tree, {
      enter(cursor) {
        const isInComment = isComment.at(-1) === true || cursor.nodeType.includes("comment");
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
