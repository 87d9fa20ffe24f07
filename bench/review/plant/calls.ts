import type { SgNode } from "@ast-grep/napi";
import { type Edit, type Operator, replaceNode } from "./operator.ts";
import { isChanged, nodesOf, type Source } from "./source.ts";

const callKinds = [
  "call_expression",
  "call",
  "method_invocation",
  "new_expression",
  "object_creation_expression",
];
const plainName = /^[A-Za-z_][\w.]*$/;

/** Swapping what a log line prints is no defect. */
const harmless = /\b(log|print|printf|println|debug|info|warn|error|format|sprintf|console)\b/i;

export const swappedArguments: Operator = {
  kind: "swapped arguments",
  category: "api_misuse",
  sites: (source) =>
    nodesOf(source.root, ...callKinds)
      .filter((call) => isChanged(source, call) && !harmless.test(headOf(call)))
      .flatMap(swapFirstTwo),
};

function headOf(call: SgNode): string {
  return call.text().split("(")[0] ?? "";
}

function swapFirstTwo(call: SgNode): Edit[] {
  const given = call.field("arguments")?.children() ?? [];
  const [first, second] = given.filter((child) => child.isNamed() && child.kind() !== "comment");
  if (first === undefined || second === undefined || first.text() === second.text()) return [];
  if (!plainName.test(first.text()) || !plainName.test(second.text())) return [];
  const { start } = first.range();
  const { end } = second.range();
  const between = call
    .text()
    .slice(
      first.range().end.index - call.range().start.index,
      second.range().start.index - call.range().start.index,
    );
  return [
    { start: start.index, end: end.index, text: `${second.text()}${between}${first.text()}` },
  ];
}

export const missingAwait: Operator = {
  kind: "missing await",
  category: "concurrency",
  sites: (source) =>
    source.group === "typescript" || source.group === "python" ? awaits(source) : [],
};

function awaits(source: Source): Edit[] {
  const kind = source.group === "python" ? "await" : "await_expression";
  return nodesOf(source.root, kind)
    .filter((node) => isChanged(source, node))
    .map((node) => replaceNode(node, node.text().replace(/^await\s+/, "")));
}
