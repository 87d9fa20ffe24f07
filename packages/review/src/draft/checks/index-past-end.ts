import type { CodeNode } from "@devflow/syntax";
import { codeOf } from "../facts/fact.ts";
import type { Check, CheckHit } from "./check.ts";
import { nodesOfKinds } from "./functions-of.ts";

/** An added read of the element at its own list's length. */
export const indexPastEnd: Check = {
  id: "check-index-past-end",
  severity: "high",
  category: "correctness",
  title: "Reads one past the end",
  languages: ["typescript", "tsx", "javascript", "python", "go", "java"],
  find({ head, added }) {
    const kinds = [
      "subscript_expression",
      "subscript",
      "index_expression",
      "array_access",
      "method_invocation",
    ];
    return nodesOfKinds(head.root, kinds).flatMap((node): CheckHit[] => {
      const line = node.range().start.line + 1;
      if (!added.has(line) || isWritten(node)) return [];
      const [list, index] = partsOf(node);
      if (list === undefined || index === undefined || !/^[\w$.]+$/.test(list)) return [];
      if (!lengthsOf(list).has(index.replace(/\s+/g, ""))) return [];
      const body = `The last element of ${codeOf(list)} is at its length minus one; at its length there is none. Take one off.`;
      return [{ startLine: line, endLine: line, body }];
    });
  },
};

function lengthsOf(list: string): Set<string> {
  return new Set([`${list}.length`, `len(${list})`, `${list}.size()`, `${list}.length()`]);
}

function partsOf(node: CodeNode): (string | undefined)[] {
  if (node.kind() === "method_invocation") {
    const name = node.field("name")?.text();
    const given =
      node
        .field("arguments")
        ?.children()
        .filter((child) => child.isNamed()) ?? [];
    const isRead = (name === "get" || name === "charAt") && given.length === 1;
    return isRead ? [node.field("object")?.text(), given[0]?.text()] : [];
  }
  const list =
    node.field("object") ?? node.field("value") ?? node.field("operand") ?? node.field("array");
  const index = node.field("index") ?? node.field("subscript");
  return [list?.text(), index?.text()];
}

/** JavaScript appends like that; elsewhere the write fails as the read does. */
function isWritten(node: CodeNode): boolean {
  const parent = node.parent();
  const left = parent?.field("left") ?? parent?.field("argument");
  return left?.id() === node.id() || left?.children()[0]?.id() === node.id();
}
