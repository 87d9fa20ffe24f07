import type { Tree, TreeCursor } from "web-tree-sitter";

export interface TreeVisitor {
  enter(cursor: TreeCursor, depth: number): void;
  leave(depth: number): void;
}

/** Visits every node in source order without recursion: code can be nested 100,000 deep. */
export function visitTree(tree: Tree, visitor: TreeVisitor): void {
  const cursor = tree.walk();
  try {
    let depth = 0;
    visitor.enter(cursor, depth);
    for (;;) {
      if (cursor.gotoFirstChild()) {
        depth++;
      } else {
        visitor.leave(depth);
        while (!cursor.gotoNextSibling()) {
          if (!cursor.gotoParent()) return;
          depth--;
          visitor.leave(depth);
        }
      }
      visitor.enter(cursor, depth);
    }
  } finally {
    cursor.delete();
  }
}
