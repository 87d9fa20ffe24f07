import type { CodeNode, ParsedCode } from "@devflow/syntax";
import { codeOf } from "../facts/fact.ts";
import type { Check, CheckHit } from "./check.ts";
import { nodesOfKinds } from "./functions-of.ts";

/** An added condition after which a value is used just where the condition says that it is missing. */
export const usedWhenMissing: Check = {
  id: "check-used-when-missing",
  severity: "high",
  category: "correctness",
  title: "Used where the condition says it is missing",
  languages: ["typescript", "tsx", "javascript", "python"],
  find({ head, added }) {
    return nodesOfKinds(head.root, ["if_statement"]).flatMap((node): CheckHit[] => {
      const line = node.range().start.line + 1;
      const condition = node.field("condition");
      if (condition === null || !added.has(line)) return [];
      const tested = testOf(condition, head);
      if (tested === null) return [];
      const code = tested.isMissingInside ? bodyOf(node) : codeAfter(node, head);
      const use = firstUse(code, tested.name);
      if (use === null) return [];
      const body = `Where this line is reached, ${codeOf(tested.name)} is ${tested.isMissingInside ? "missing" : "missing, because the code above leaves when it is there"}, and line ${use} uses it as if it were there. The condition is probably the wrong way round.`;
      return [{ startLine: line, endLine: line, body }];
    });
  },
};

interface Tested {
  name: string;
  /** In the body of the condition, or in what follows it. */
  isMissingInside: boolean;
}

/** `!x`, `not x`, `x is None`, `x == null`, and plain `x`, which leaves it missing behind. */
function testOf(condition: CodeNode, { language }: ParsedCode): Tested | null {
  const text = condition.text().replace(/^\(\s*|\s*\)$/g, "");
  const missing =
    language === "python"
      ? /^([\w.]+)\s+is\s+None$/.exec(text)
      : (/^!([\w$.]+)$/.exec(text) ?? /^([\w$.]+)\s*===?\s*(?:null|undefined)$/.exec(text));
  if (missing?.[1] !== undefined) return { name: missing[1], isMissingInside: true };
  const present =
    language === "python"
      ? /^([\w.]+)\s+is\s+not\s+None$/.exec(text)
      : (/^([\w$.]+)$/.exec(text) ?? /^([\w$.]+)\s*!==?\s*(?:null|undefined)$/.exec(text));
  return present?.[1] === undefined ? null : { name: present[1], isMissingInside: false };
}

function bodyOf(node: CodeNode): CodeNode[] {
  const body = node.field("consequence");
  return body === null ? [] : [body];
}

/** What follows a condition whose body leaves and that has no other branch. */
function codeAfter(node: CodeNode, { lines }: ParsedCode): CodeNode[] {
  const body = node.field("consequence");
  if (body === null || node.field("alternative") !== null) return [];
  const last = body.kind().toString().endsWith("block")
    ? body
        .children()
        .filter((child) => child.isNamed())
        .at(-1)
    : body;
  if (!/^(?:return|throw|raise|continue|break)_statement$/.test(String(last?.kind()))) return [];
  const isInCode = node.parent()?.kind() === "else_clause" || lines.length === 0;
  return isInCode ? [] : node.nextAll().filter((each) => each.isNamed());
}

/** The line of the first use when that one needs the value; null when something else comes first. */
function firstUse(code: readonly CodeNode[], name: string): number | null {
  const escaped = name.replace(/[$.]/g, "\\$&");
  for (const node of code) {
    const text = node.text();
    const match = new RegExp(`(?<![\\w$.])${escaped}(?![\\w$])`).exec(text);
    if (match === null) continue;
    const behind = text.slice(match.index + name.length);
    // Inside of a function, a branch or a loop it may be another time, or tested again.
    const isPlain =
      /^(?:expression_statement|return_statement|lexical_declaration|variable_declaration|statement_block|block)$/.test(
        String(node.kind()),
      );
    const before = text.slice(0, match.index);
    if (
      !isPlain ||
      /=>|\bfunction\b|\blambda\b|\bif\b|\?|&&|\|\||\band\b|\bor\b|["'`#]|\/\//.test(before)
    )
      return null;
    if (!/^\.(?!(?:length|size)\b)[\w$]+/.test(behind) || /\btypeof\s+$/.test(before)) return null;
    return node.range().start.line + 1 + (before.match(/\n/g)?.length ?? 0);
  }
  return null;
}
