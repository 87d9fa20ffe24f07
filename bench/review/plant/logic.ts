import type { SgNode } from "@ast-grep/napi";
import { type Edit, hasOwnRows, type Operator, removeRows, replaceNode } from "./operator.ts";
import { beginsAdded, isChanged, nodesOf, type Source } from "./source.ts";

const opposites: Readonly<Record<string, string>> = {
  "<": ">=",
  ">": "<=",
  "<=": ">",
  ">=": "<",
  "==": "!=",
  "!=": "==",
  "===": "!==",
  "!==": "===",
};

const emptyWord = /\b(null|undefined|nil|None)\b/;
const errorWord = /\berr(or)?\b/i;

function comparisonsIn(source: Source, node: SgNode): SgNode[] {
  return nodesOf(node, source.group === "python" ? "comparison_operator" : "binary_expression");
}

/** The operator of a comparison with exactly two sides. */
function operatorOf(comparison: SgNode): SgNode | null {
  const operators = comparison.children().filter((child) => child.text() in opposites);
  return operators.length === 1 ? (operators[0] ?? null) : null;
}

function conditionsOf(source: Source): SgNode[] {
  const kinds = ["if_statement", "while_statement"];
  return nodesOf(source.root, ...kinds).flatMap((statement) => statement.field("condition") ?? []);
}

export const invertedCondition: Operator = {
  kind: "inverted condition",
  category: "correctness",
  sites: (source) =>
    conditionsOf(source)
      .filter((condition) => isChanged(source, condition) && !emptyWord.test(condition.text()))
      .flatMap((condition) => invert(source, condition)),
};

function invert(source: Source, condition: SgNode): Edit[] {
  const compared = comparisonsIn(source, condition).flatMap((comparison) => {
    const operator = operatorOf(comparison);
    const opposite = operator === null ? undefined : opposites[operator.text()];
    return operator === null || opposite === undefined ? [] : [replaceNode(operator, opposite)];
  });
  const kind = source.group === "python" ? "not_operator" : "unary_expression";
  const negated = nodesOf(condition, kind)
    .filter((node) => /^(!|not\b)/.test(node.text()) && !/^!!/.test(node.text()))
    .map((node) => replaceNode(node, node.text().replace(/^(!|not\s+)/, "")));
  return [...compared, ...negated];
}

export const offByOne: Operator = {
  kind: "off by one",
  category: "correctness",
  sites: (source) => [...loopBounds(source), ...lastIndexes(source)],
};

/** `i < n` in the head of a loop, and Python's `range(n)`. */
function loopBounds(source: Source): Edit[] {
  const loops = nodesOf(source.root, "for_statement", "for_clause");
  const compared = loops
    .flatMap((loop) => loop.field("condition") ?? [])
    .filter((condition) => isChanged(source, condition))
    .flatMap((condition) => comparisonsIn(source, condition))
    .flatMap((comparison) => {
      const operator = operatorOf(comparison);
      if (operator?.text() === "<") return [replaceNode(operator, "<=")];
      return operator?.text() === "<=" ? [replaceNode(operator, "<")] : [];
    });
  if (source.group !== "python") return compared;
  const ranges = source.root.findAll("range($END)").filter((node) => isChanged(source, node));
  return ranges.flatMap((node) => {
    const end = node.getMatch("END");
    return end === null ? [] : [replaceNode(end, `${end.text()} + 1`)];
  });
}

/** `items.length - 1` without the one. */
function lastIndexes(source: Source): Edit[] {
  const kind = source.group === "python" ? "binary_operator" : "binary_expression";
  return nodesOf(source.root, kind)
    .filter((node) => isChanged(source, node))
    .flatMap((node) => {
      const match = /^((?:len\(.+\)|.*\.(?:length|size)(?:\(\))?))\s*-\s*1$/s.exec(node.text());
      return match?.[1] === undefined ? [] : [replaceNode(node, match[1])];
    });
}

export const removedNullCheck: Operator = {
  kind: "removed null check",
  category: "correctness",
  sites: (source) => [...guards(source), ...optionalChains(source)],
};

const leaves = /\b(return|throw|raise|continue|break)\b/;

/** `if (x == null) return …` on rows of its own. */
function guards(source: Source): Edit[] {
  return nodesOf(source.root, "if_statement")
    .filter((statement) => {
      const condition = statement.field("condition")?.text() ?? "";
      const isEmptyCheck = emptyWord.test(condition) && /(===?|\bis\b)/.test(condition);
      return (
        isEmptyCheck &&
        !/\bis not\b|!=/.test(condition) &&
        !errorWord.test(condition) &&
        statement.field("alternative") === null &&
        leaves.test(statement.text()) &&
        hasOwnRows(source, statement) &&
        isChanged(source, statement) &&
        statement.parent()?.kind() !== "else_clause" &&
        (statement.parent()?.namedChildren().length ?? 0) > 1
      );
    })
    .map((statement) => removeRows(source, statement));
}

function optionalChains(source: Source): Edit[] {
  if (source.group !== "typescript") return [];
  return nodesOf(source.root, "member_expression")
    .filter((node) => beginsAdded(source, node) && isChanged(source, node))
    .flatMap((node) => {
      const chain = node.children().find((child) => child.kind() === "optional_chain");
      return chain === undefined ? [] : [replaceNode(chain, ".")];
    });
}
