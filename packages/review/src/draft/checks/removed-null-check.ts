import type { CodeNode } from "@devflow/syntax";
import { isTestPath } from "../../context/test-path.ts";
import { codeOf } from "../facts/fact.ts";
import {
  type ChangedFunction,
  changedFunctions,
  lineInPlaceOf,
  linesOf,
  newLineOf,
} from "./changed-functions.ts";
import type { Check, CheckedFile, CheckHit } from "./check.ts";
import { nodesOfKinds } from "./functions-of.ts";

const isMissing =
  /^\(?\s*(?:!\s*([\w$.]+)|not\s+([\w.]+)|([\w$.]+)\s*(?:===?|is)\s*(?:null|undefined|None|nil))\s*\)?$/;
const leaves = /\b(?:return|throw|raise|continue|break|panic)\b/;

/** The change takes away a check that left when a value was missing, and the value is still used. */
export const removedNullCheck: Check = {
  id: "check-removed-null-check",
  severity: "high",
  category: "correctness",
  title: "Check for a missing value was removed",
  languages: ["typescript", "tsx", "javascript", "python", "go", "java"],
  find(file) {
    if (isTestPath(file.file.path)) return [];
    return changedFunctions(file).flatMap((changed) =>
      nodesOfKinds(changed.before.node, ["if_statement"]).flatMap((node) =>
        hitOf(node, changed, file),
      ),
    );
  },
};

function hitOf(node: CodeNode, changed: ChangedFunction, { file, head }: CheckedFile): CheckHit[] {
  const match = isMissing.exec(node.field("condition")?.text() ?? "");
  const name = match?.[1] ?? match?.[2] ?? match?.[3];
  if (name === undefined || node.field("alternative") !== null) return [];
  if (!leaves.test(node.field("consequence")?.text() ?? "")) return [];
  const { start, end } = node.range();
  for (let row = start.line; row <= end.line; row++) {
    if (newLineOf(file, row + 1) !== null) return [];
  }
  const escaped = name.replace(/[$.]/g, "\\$&");
  const isAsked = new RegExp(
    `!\\s*${escaped}(?![\\w$])|(?<![\\w$.])${escaped}(?:\\?|!|\\s*(?:[=!]=|\\bis\\b|&&|\\|\\||\\band\\b|\\bor\\b|\\?))|\\b(?:if|while|not|assert\\w*|and|or|requireNonNull|invariant|exists?|has|is\\w*)\\b\\s*\\(*\\s*${escaped}(?![\\w$])|(?:&&|\\|\\|)\\s*${escaped}(?![\\w$])`,
  );
  if (isAsked.test(changed.afterText)) return [];
  const isGiven = new RegExp(`(?<![\\w$])${escaped}\\s*(?::|=(?!=)|,)|[(,]\\s*${escaped}\\b`);
  const root = name.split(".")[0] ?? name;
  const added = linesOf(file, "added").filter(({ text }) =>
    new RegExp(`(?<![\\w$])${root}(?![\\w$])`).test(text),
  );
  // Where the value comes from something else now, it may never be missing.
  if (added.some(({ text }) => isGiven.test(text))) return [];
  const use = lineOfUse(node, name, escaped, head.lines, file);
  const line = lineInPlaceOf(file, start.line + 1);
  if (use === null || line === null) return [];
  const body = `The check of ${codeOf(name)} that stood here (${codeOf(node.text())}) is gone, nothing else in the function looks whether it is there, and line ${use} still uses it. Keep the check, or make sure that it cannot be missing.`;
  return [{ startLine: line, endLine: line, body }];
}

/** The first mention behind the check, when it stayed as it was and needs the value. */
function lineOfUse(
  node: CodeNode,
  name: string,
  escaped: string,
  lines: readonly string[],
  file: CheckedFile["file"],
): number | null {
  const mention = new RegExp(`(?<![\\w$.])${escaped}(?![\\w$])`);
  for (const next of node.nextAll()) {
    const match = mention.exec(next.text());
    if (match === null) continue;
    const row =
      next.range().start.line + (next.text().slice(0, match.index).match(/\n/g)?.length ?? 0);
    const line = newLineOf(file, row + 1);
    const now = line === null ? "" : (lines[line - 1] ?? "");
    return new RegExp(`(?<![\\w$.])${escaped}(?:\\.|\\[)`).test(now) && name !== "" ? line : null;
  }
  return null;
}
