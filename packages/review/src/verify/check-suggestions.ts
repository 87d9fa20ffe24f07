import { checkSuggestion, type FileDiff, type Position } from "@devflow/diff";
import { invariant } from "@devflow/errors";
import { countSyntaxErrors } from "@devflow/syntax";
import type { Counts } from "../counts.ts";
import { limits } from "../limits.ts";
import type { Finding } from "../model.ts";
import type { FileTexts } from "../scope/file-texts.ts";

/**
 * The findings with only those suggestions that replace exactly the lines they stand on, change
 * something and leave the file parsing at least as well as before; cut to the lines that they
 * really change. Otherwise the finding stays and the suggestion goes, with a counted reason. Only
 * for findings that are posted: each check parses its whole file.
 */
export async function checkSuggestions(
  findings: readonly Finding[],
  files: readonly FileDiff[],
  texts: FileTexts,
  counts: Counts,
): Promise<Finding[]> {
  const checked: Finding[] = [];
  for (const finding of findings) {
    const file = files.find(({ path }) => path === finding.path);
    invariant(file !== undefined, "a finding is about a file of the change");
    const outcome = await checkOne(finding, file, texts);
    if ("dropped" in outcome) counts.add(`suggestion dropped: ${outcome.dropped}`);
    checked.push({ ...finding, ...("dropped" in outcome ? { suggestion: null } : outcome) });
  }
  return checked;
}

type Outcome = (Position & { suggestion: string }) | { suggestion: null } | { dropped: string };

async function checkOne(finding: Finding, file: FileDiff, texts: FileTexts): Promise<Outcome> {
  const { suggestion, side, startLine, line } = finding;
  if (suggestion === null) return { suggestion };
  const position = { side, startLine, line };
  const headText = await texts.head(file.path);
  if (headText === null) return { dropped: "the file could not be read" };
  if (suggestion.split("\n").length > limits.suggestionLines) return { dropped: "too long" };
  const checked = checkSuggestion({ headText, file, position, suggestion });
  if (!checked.ok) return { dropped: checked.reason };
  if (!(await parsesAsWell(file.path, headText, checked.newText))) {
    return { dropped: "does not parse" };
  }
  return checked.trimmed === null
    ? { ...position, suggestion }
    : { ...checked.trimmed.position, suggestion: checked.trimmed.suggestion };
}

async function parsesAsWell(path: string, before: string, after: string): Promise<boolean> {
  const errorsAfter = await countSyntaxErrors({ path, text: after });
  if (errorsAfter === null || errorsAfter === 0) return true;
  return errorsAfter <= ((await countSyntaxErrors({ path, text: before })) ?? 0);
}
