import type { CodeNode, RuleLanguage } from "@devflow/syntax";
import { functionAround } from "./functions-of.ts";

/**
 * What becomes of an expression's value: `awaited`; `dropped`, a statement of its own; `tested` in
 * a condition; `used` as the finished value, by its properties or in a comparison; `kept` for
 * later: returned, handed on, stored.
 */
export type ValueUse = "awaited" | "dropped" | "tested" | "used" | "kept";

const transparent = new Set([
  "parenthesized_expression",
  "non_null_expression",
  "as_expression",
  "satisfies_expression",
]);

/** A promise has these of its own; a coroutine those of Python. */
const ownNames = /^(?:then|catch|finally|send|throw|close|cr_\w+|add_done_callback)$/;

const comparisons = /^(?:[=!]==?|[<>]=?|[-+*/%]|in|instanceof|is|is not|not in)$/;

const tests: readonly string[] = ["if_statement", "while_statement", "do_statement", "elif_clause"];

/** @param name follows a value into the variable that it is stored in */
export function useOfValue(value: CodeNode, language: RuleLanguage): ValueUse {
  let node = value;
  let parent = node.parent();
  while (parent !== null && transparent.has(String(parent.kind()))) {
    node = parent;
    parent = node.parent();
  }
  if (parent === null) return "kept";
  const kind = String(parent.kind());
  const isField = (name: string) => parent.field(name)?.id() === node.id();
  if (kind === "await_expression" || kind === "await") return "awaited";
  if (kind === "expression_statement") return "dropped";
  if (tests.includes(kind) && isField("condition")) return "tested";
  if (kind === "spread_element") return "used";
  if (kind === "not_operator") return "tested";
  if (kind === "unary_expression") return /^!/.test(parent.text()) ? "tested" : "kept";
  if (kind === "ternary_expression" && isField("condition")) return "tested";
  if (kind === "conditional_expression" && parent.children()[2]?.id() === node.id())
    return "tested";
  if (kind === "boolean_operator" || kind === "binary_expression") return inOperator(parent, node);
  if (kind === "comparison_operator" || kind === "binary_operator") return "used";
  if (kind === "member_expression" || kind === "attribute") {
    const property = (parent.field("property") ?? parent.field("attribute"))?.text() ?? "";
    if (!isField("object") || isWritten(parent)) return "kept";
    return ownNames.test(property) ? "kept" : "used";
  }
  if (kind === "subscript_expression" || kind === "subscript") {
    const isObject = isField("object") || isField("value");
    return isObject && !isWritten(parent) ? "used" : "kept";
  }
  if (kind === "for_in_statement" || kind === "for_statement") {
    return isField("right") && !/^(?:async\s+for|for\s+await)\b/.test(parent.text())
      ? "used"
      : "kept";
  }
  if (kind === "variable_declarator" && isField("value")) {
    return useOfTarget(parent.field("name"), parent, language);
  }
  if ((kind === "assignment" || kind === "assignment_expression") && isField("right")) {
    return useOfTarget(parent.field("left"), parent, language);
  }
  return "kept";
}

function isWritten(node: CodeNode): boolean {
  return node.parent()?.field("left")?.id() === node.id();
}

function inOperator(parent: CodeNode, node: CodeNode): ValueUse {
  const operator = parent.field("operator")?.text() ?? "";
  if (comparisons.test(operator)) return "used";
  const isLeft = parent.field("left")?.id() === node.id();
  return isLeft && ["&&", "||", "and", "or"].includes(operator) ? "tested" : "kept";
}

/** A value that a variable holds is used as the worst of the variable's uses, if nothing waits for it. */
function useOfTarget(
  target: CodeNode | null,
  assignment: CodeNode,
  language: RuleLanguage,
): ValueUse {
  if (target === null) return "kept";
  if (/pattern|list|tuple/.test(String(target.kind()))) return "used";
  const around = functionAround(assignment, language);
  if (target.kind() !== "identifier" || around === null) return "kept";
  const name = target.text();
  const { end } = assignment.range();
  const uses: ValueUse[] = [];
  for (const each of around.findAll({ rule: { kind: "identifier", regex: `^${name}$` } })) {
    if (each.id() === target.id()) continue;
    const parent = each.parent();
    const isAssigned =
      parent?.field("left")?.id() === each.id() &&
      /^(?:assignment|augmented)/.test(String(parent?.kind()));
    const isDeclared =
      parent?.kind() === "variable_declarator" && parent.field("name")?.id() === each.id();
    // Two meanings of one name: which is used where cannot be told.
    if (isAssigned || isDeclared) return "kept";
    if (each.range().start.index < end.index) continue;
    uses.push(isStored(parent, each) ? "kept" : useOfValue(each, language));
  }
  const isWaitedFor = uses.some((use) => use === "awaited" || use === "kept");
  return !isWaitedFor && uses.includes("used") ? "used" : "kept";
}

function isStored(parent: CodeNode | null, each: CodeNode): boolean {
  const isValue =
    parent?.field("value")?.id() === each.id() && parent.kind() === "variable_declarator";
  return isValue || parent?.field("right")?.id() === each.id();
}
