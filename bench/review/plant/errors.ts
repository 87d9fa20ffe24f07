import type { SgNode } from "@ast-grep/napi";
import { type Edit, hasOwnRows, type Operator, removeRows, replaceNode } from "./operator.ts";
import { indentationOf, isChanged, nodesOf, type Source } from "./source.ts";

export const uncheckedError: Operator = {
  kind: "unchecked error",
  category: "error_handling",
  sites(source) {
    if (source.group === "go") return droppedChecks(source);
    return source.group === "python" ? passedExceptions(source) : emptiedCatches(source);
  },
};

/** `v, err := f()` and the check after it, as `v, _ := f()`. */
function droppedChecks(source: Source): Edit[] {
  const kinds = ["short_var_declaration", "assignment_statement"];
  return nodesOf(source.root, ...kinds).flatMap((assigned) => {
    const check = assigned.next();
    if (check === null || check === undefined || !isErrorCheck(check)) return [];
    const wanted = hasOwnRows(source, assigned) && isChanged(source, check);
    if (!wanted || !source.shown.has(assigned.range().start.line + 1)) return [];
    const ignoring = withoutError(assigned.text());
    if (ignoring === null) return [];
    const rows = removeRows(source, assigned);
    const indentation = indentationOf(source, assigned.range().start.line);
    const end = removeRows(source, check).end;
    return [{ start: rows.start, end, text: `${indentation}${ignoring}\n` }];
  });
}

function isErrorCheck(node: SgNode): boolean {
  return (
    node.kind() === "if_statement" &&
    /^\w*[eE]rr\s*!=\s*nil$/.test(node.field("condition")?.text() ?? "") &&
    node.field("alternative") === null
  );
}

/** Null where the error is not the last of what is assigned. */
function withoutError(assignment: string): string | null {
  const match = /^((?:[\w.[\]]+,\s*)*)\w*[eE]rr\s*(:?=)([\s\S]*)$/.exec(assignment);
  if (match === null) return null;
  const [, others = "", operator = "", value = ""] = match;
  return others === "" ? `_ =${value}` : `${others}_ ${operator}${value}`;
}

function passedExceptions(source: Source): Edit[] {
  return nodesOf(source.root, "except_clause")
    .filter((node) => isChanged(source, node))
    .flatMap((node) => {
      const body = node.children().find((child) => child.kind() === "block");
      const says = body?.text() ?? "pass";
      return body === undefined || /^(pass|\.\.\.)\s*$/.test(says)
        ? []
        : [replaceNode(body, "pass")];
    });
}

function emptiedCatches(source: Source): Edit[] {
  return nodesOf(source.root, "catch_clause")
    .filter((node) => isChanged(source, node))
    .flatMap((node) => {
      const body = node.field("body");
      return body === null || body.namedChildren().length === 0 ? [] : [replaceNode(body, "{}")];
    });
}
