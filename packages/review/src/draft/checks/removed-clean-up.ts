import { isTestPath } from "../../context/test-path.ts";
import { codeOf } from "../facts/fact.ts";
import {
  type ChangedFunction,
  changedFunctions,
  lineInPlaceOf,
  linesAround,
  linesOf,
} from "./changed-functions.ts";
import type { Check, CheckHit } from "./check.ts";

/** How something is given back, by its form; the first group is what, the second how. */
const givesBack = [
  /^\s*defer\s+([\w.]+)\.(Close|Release|Stop|Rollback|Unlock|RUnlock)\(\s*\)/,
  /^\s*(?:await\s+)?([\w$.]+)\.(close|release|dispose|destroy|disconnect|terminate)\(\s*\)\s*;?\s*$/,
];

/** The change takes away what gives a resource back, and still opens it. */
export const removedCleanUp: Check = {
  id: "check-removed-clean-up",
  severity: "high",
  category: "error_handling",
  title: "Clean-up was removed, what it cleans up was not",
  languages: ["typescript", "tsx", "javascript", "python", "go", "java"],
  find(checked) {
    const { file } = checked;
    if (isTestPath(file.path)) return [];
    const removed = linesOf(file, "removed");
    const added = linesOf(file, "added");
    return changedFunctions(checked).flatMap((changed): CheckHit[] => {
      const { start, end } = linesAround(changed.before.node);
      for (const { number, text } of removed) {
        if (number < start || number > end) continue;
        const match = givesBack.map((form) => form.exec(text)).find((found) => found !== null);
        const [, name, how] = match ?? [];
        if (name === undefined || how === undefined) continue;
        const line = lineInPlaceOf(file, number);
        if (line === null || !isStillOpened(name, changed, added)) continue;
        const body = `${codeOf(text)} gave \`${name}\` back; \`${changed.after.name}\` still opens it, and nothing gives it back any more. Keep the clean-up, also for the ways out by an error.`;
        return [{ startLine: line, endLine: line, body }];
      }
      return [];
    });
  },
};

/** Opened in this function by an unchanged line, and neither given back there nor handed on. */
function isStillOpened(
  name: string,
  { afterText }: ChangedFunction,
  added: readonly { text: string }[],
): boolean {
  const escaped = name.replace(/[$.]/g, "\\$&");
  const opening = new RegExp(
    `(?<![\\w$.])${escaped}\\b[^=\\n]*:?=[^=\\n]*\\b(?:open|Open\\w*|Create\\w*|create\\w*|connect|Dial\\w*|acquire|new\\s+\\w+|Query\\w*|Begin\\w*|Get|Do|Listen\\w*|NewReader|NewWriter|getConnection|Lock)\\s*\\(`,
  );
  const opened = opening.exec(afterText)?.[0];
  if (opened === undefined || added.some(({ text }) => opening.test(text))) return false;
  const mentions = new RegExp(
    `\\b(?:return|yield|with|using|close\\w*|defer|Cleanup|push|append|set)\\b[^\\n]*(?<![\\w$.])${escaped}(?![\\w$.])|(?<![\\w$.])${escaped}\\s*[,)}]|(?<![\\w$])${escaped}\\.(?:[cC]lose\\w*|[rR]elease|[dD]ispose\\w*|[dD]estroy|[sS]top|end|disconnect|terminate|Rollback|Commit)\\b|=\\s*${escaped}\\s*;?$`,
    "m",
  );
  return !mentions.test(afterText.replace(opened, ""));
}
