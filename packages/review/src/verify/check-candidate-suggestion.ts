import { checkSuggestion, type FileDiff, type Position } from "@devflow/diff";
import { countSyntaxErrors } from "@devflow/syntax";
import type { Counts } from "../counts.ts";
import { limits } from "../limits.ts";

export interface CheckedSuggestion {
  position: Position;
  suggestion: string | null;
}

/**
 * The suggestion if it replaces exactly the lines it stands on, changes something and leaves the
 * file parsing at least as well as before; cut to the lines that it really changes. Otherwise the
 * finding stays and the suggestion goes, with a counted reason.
 */
export async function checkCandidateSuggestion(
  file: FileDiff,
  position: Position,
  suggestion: string | null,
  headText: string | null,
  counts: Counts,
): Promise<CheckedSuggestion> {
  const without = (reason: string): CheckedSuggestion => {
    counts.add(`suggestion dropped: ${reason}`);
    return { position, suggestion: null };
  };
  if (suggestion === null) return { position, suggestion: null };
  if (headText === null) return without("the file could not be read");
  if (suggestion.split("\n").length > limits.suggestionLines) return without("too long");
  const checked = checkSuggestion({ headText, file, position, suggestion });
  if (!checked.ok) return without(checked.reason);
  if (!(await parsesAsWell(file.path, headText, checked.newText))) return without("does not parse");
  return checked.trimmed ?? { position, suggestion };
}

async function parsesAsWell(path: string, before: string, after: string): Promise<boolean> {
  const errorsAfter = await countSyntaxErrors({ path, text: after });
  if (errorsAfter === null || errorsAfter === 0) return true;
  return errorsAfter <= ((await countSyntaxErrors({ path, text: before })) ?? 0);
}
