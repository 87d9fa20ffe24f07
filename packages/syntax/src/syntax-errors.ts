import type { Tree, TreeCursor } from "web-tree-sitter";
import { visitTree } from "./visit-tree.ts";

/** tree-sitter's own id for ERROR nodes (`ts_builtin_sym_error`). */
const errorTypeId = 65_535;

export interface SyntaxErrors {
  /** Error nodes, and nodes that the parser put in because they were missing. */
  count: number;
  /** Characters below error nodes; one for each missing node. */
  characters: number;
}

export function syntaxErrors(tree: Tree): SyntaxErrors {
  const errors: SyntaxErrors = { count: 0, characters: 0 };
  if (!tree.rootNode.hasError) return errors;
  const add = (cursor: TreeCursor) => {
    errors.count++;
    errors.characters += Math.max(1, cursor.endIndex - cursor.startIndex);
  };
  visitTree(tree, {
    enter(cursor) {
      if (cursor.nodeTypeId === errorTypeId || cursor.nodeIsMissing) add(cursor);
    },
    leave() {},
  });
  return errors;
}
