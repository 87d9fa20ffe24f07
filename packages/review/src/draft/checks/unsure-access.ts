import type { CodeNode, RuleLanguage } from "@devflow/syntax";
import { codeOf } from "../facts/fact.ts";
import type { Check, CheckHit } from "./check.ts";
import { functionAround, nodesOfKinds } from "./functions-of.ts";

/**
 * `a.b ?? a?.c` and `a?.b || a.c` on added lines: one side says that `a` may be missing, and the
 * other is reached without it and fails.
 */
export const unsureAccess: Check = {
  id: "check-unsure-access",
  severity: "medium",
  category: "correctness",
  title: "Fails when the value is missing",
  languages: ["typescript", "tsx", "javascript"],
  find({ head, added, headText }) {
    if (!headText.includes("?.")) return [];
    const lines = new Set<number>();
    return nodesOfKinds(head.root, ["binary_expression"]).flatMap((node): CheckHit[] => {
      const operator = node.field("operator")?.text() ?? "";
      const [left, right] = [node.field("left"), node.field("right")];
      if (!["||", "??"].includes(operator) || left === null || right === null) return [];
      if (!touches(added, node)) return [];
      const plain = plainBeside(left, right, head.language);
      const line = (plain?.range().start.line ?? -1) + 1;
      if (plain === null || !added.has(line) || lines.has(line)) return [];
      lines.add(line);
      const name = codeOf(plain.field("object")?.text() ?? "");
      const body = `The other side of this condition reads ${name} with \`?.\`, so it may be missing; ${codeOf(plain.text())} is reached then and throws. Use \`?.\` here too, or take it away there.`;
      return [{ startLine: line, endLine: line, body }];
    });
  },
};

function plainBeside(left: CodeNode, right: CodeNode, language: RuleLanguage): CodeNode | null {
  const [before, behind] = [accessesIn(left, language), accessesIn(right, language)];
  const isOptional = (accesses: readonly Access[], object: string) =>
    accesses.some((each) => each.isOptional && each.object === object);
  const isPlain = (accesses: readonly Access[], other: readonly Access[]) =>
    accesses.find(
      (each) =>
        !each.isOptional && isOptional(other, each.object) && !isOptional(accesses, each.object),
    )?.node ?? null;
  // `!a?.b || a.c` and `a?.b !== 1 || a.c` leave before the right side when `a` is missing.
  const rightIsReached = !/!|\bundefined\b|\bnull\b|&&/.test(left.text());
  const first = isPlain(before, behind);
  if (first !== null && !/&&|\?(?!\.)/.test(left.text())) return first;
  const isGuarded = /&&|\?(?![.?])/.test(right.text());
  return rightIsReached && !isGuarded ? isPlain(behind, before) : null;
}

interface Access {
  node: CodeNode;
  object: string;
  isOptional: boolean;
}

/** Accesses by name, those in functions inside left out: they run another time. */
function accessesIn(node: CodeNode, language: RuleLanguage): Access[] {
  const around = functionAround(node, language)?.id();
  return [
    ...(node.kind() === "member_expression" ? [node] : []),
    ...nodesOfKinds(node, ["member_expression"]),
  ]
    .filter((each) => functionAround(each, language)?.id() === around)
    .map((each) => ({
      node: each,
      object: each.field("object")?.text() ?? "",
      isOptional: each.children().some((child) => child.kind() === "optional_chain"),
    }));
}

function touches(added: ReadonlySet<number>, node: CodeNode): boolean {
  const { start, end } = node.range();
  for (let row = start.line; row <= end.line; row++) if (added.has(row + 1)) return true;
  return false;
}
