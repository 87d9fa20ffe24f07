import type { CodeNode, ParsedCode } from "@devflow/syntax";
import { isTestPath } from "../../context/test-path.ts";
import type { Check, CheckHit } from "./check.ts";
import { functionAround, nameOf, nodesOfKinds } from "./functions-of.ts";

/** The change empties an `except` or `catch` that did something before. */
export const emptiedHandler: Check = {
  id: "check-emptied-handler",
  severity: "high",
  category: "error_handling",
  title: "Error is no longer handled",
  languages: ["typescript", "tsx", "javascript", "python", "java"],
  find({ file, head, added, base }) {
    if (isTestPath(file.path)) return [];
    const empty = handlersOf(head).filter(
      ({ doesNothing, startLine, endLine }) => doesNothing && touches(added, startLine, endLine),
    );
    const before = empty.length === 0 ? null : base();
    if (before === null) return [];
    const former = handlersOf(before);
    return empty.flatMap((handler): CheckHit[] => {
      const same = former.filter(({ key }) => key === handler.key);
      const [only] = same;
      if (same.length !== 1 || only === undefined || only.doesNothing) return [];
      const { startLine, endLine } = handler;
      const body = `Before this change the handler did something (\`${only.did}\`), now it does nothing: when the code above fails, nobody notices and the rest goes on. Handle the error or let it pass to the caller.`;
      return [{ startLine, endLine, body }];
    });
  },
};

interface Handler {
  /** Its function, its head, and how the guarded code begins. */
  key: string;
  doesNothing: boolean;
  did: string;
  startLine: number;
  endLine: number;
}

function handlersOf(code: ParsedCode): Handler[] {
  return nodesOfKinds(code.root, ["except_clause", "catch_clause"]).flatMap((node) => {
    const body = node.field("body") ?? node.children().find((child) => child.kind() === "block");
    if (body === null || body === undefined) return [];
    const around = functionAround(node, code.language);
    const head = node.text().slice(0, body.range().start.index - node.range().start.index);
    const guarded = node.parent()?.field("body")?.text().replace(/\s+/g, "").slice(0, 60) ?? "";
    const { start, end } = node.range();
    const did = body
      .text()
      .replace(/^\{|\}$/g, "")
      .trim();
    return [
      {
        key: [around === null ? "" : nameOf(around), head.replace(/\s+/g, ""), guarded].join("\n"),
        doesNothing: isEmpty(body),
        did: (did.split("\n", 1)[0] ?? "").replaceAll("`", "'").slice(0, 60),
        startLine: start.line + 1,
        endLine: end.line + 1,
      },
    ];
  });
}

/** A comment says that it is meant. */
function isEmpty(body: CodeNode): boolean {
  return body
    .children()
    .filter((child) => child.isNamed())
    .every((child) => child.kind() === "pass_statement" || /^\.\.\.$/.test(child.text()));
}

function touches(added: ReadonlySet<number>, startLine: number, endLine: number): boolean {
  for (let line = startLine; line <= endLine; line++) if (added.has(line)) return true;
  return false;
}
