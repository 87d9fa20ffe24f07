import {
  checkSuggestion,
  type Position,
  rebaseSuggestion,
  type SuggestionRequest,
  splitLines,
} from "@devflow/diff";
import { cleanText } from "@devflow/expert";
import { countSyntaxErrors, isSameCode } from "@devflow/syntax";
import { findSecrets } from "../draft/find-secrets.ts";
import { limits } from "../limits.ts";
import type { Drop } from "./stages.ts";

export type SuggestionDrop = Extract<Drop, { stage: "suggestion" }>["reason"];

/** A suggestion that people can commit as it is. */
export interface Committable {
  /** The lines that it really changes. */
  position: Position;
  suggestion: string;
  /** The file with it. */
  newText: string;
  /** Whether the code is the same as before, comments and white space aside. */
  isSameCode: boolean;
}

/**
 * Whether a suggestion replaces exactly the lines that it claims, with their indentation and line
 * endings, changes something, leaves the file parsing at least as well as before, and brings in
 * neither a credential nor anything that is not seen; cut to the lines that it changes. Otherwise
 * the reason.
 *
 * @param by.isExperts of lines that hold something invisible the expert saw another text
 * @param by.mayOnlyComment whether a change of comments alone is worth something
 */
export async function checkCommittable(
  { file, headText, position, suggestion: given }: SuggestionRequest,
  by: { isExperts: boolean; mayOnlyComment: boolean },
): Promise<Committable | SuggestionDrop> {
  if (position.side !== "RIGHT") return "not on lines of the new file";
  if (given.split("\n").length > limits.suggestionLines) return "too long";
  const rows = splitLines(headText).slice(position.startLine - 1, position.line);
  const replaced = rows.map(({ text }) => text).join("\n");
  const suggestion = rebaseSuggestion(
    rows.map(({ text }) => text),
    given,
  );
  if (hidesSomething(suggestion) || (by.isExperts && hidesSomething(replaced))) {
    return "holds or replaces invisible characters";
  }
  const checked = checkSuggestion({ headText, file, position, suggestion });
  if (!checked.ok) return refusals[checked.reason] ?? "the file at head differs from the diff";
  const { newText } = checked;
  if (await addsSecret(replaced, suggestion)) return "holds a credential";
  if (!(await parsesAsWell(file.path, headText, newText))) return "does not parse";
  const isOther = await changesCode(file.path, { replaced, suggestion }, headText, newText);
  if (!isOther && !by.mayOnlyComment) return "changes white space or comments only";
  return { ...(checked.trimmed ?? { position, suggestion }), newText, isSameCode: !isOther };
}

/** `checkSuggestion`'s words for the reasons that are told apart here. */
const refusals: Readonly<Record<string, SuggestionDrop>> = {
  "the suggestion changes nothing": "changes nothing",
};

/**
 * Invisible, bidirectional or control characters: what people would commit is not what they see.
 * Of lines that hold some, for example in an emoji, the expert saw another text: its replacement
 * would lose them. A rule that takes them out knows what it does.
 */
function hidesSomething(text: string): boolean {
  return cleanText(text) !== text.replace(/\r\n/g, "\n");
}

async function addsSecret(replaced: string, suggestion: string): Promise<boolean> {
  const after = await findSecrets(suggestion);
  return after.length > 0 && after.length > (await findSecrets(replaced)).length;
}

async function parsesAsWell(path: string, before: string, after: string): Promise<boolean> {
  const errorsAfter = await countSyntaxErrors({ path, text: after });
  if (errorsAfter === null || errorsAfter === 0) return true;
  return errorsAfter <= ((await countSyntaxErrors({ path, text: before })) ?? 0);
}

/** Where no comment can be concerned, the two trees need not be compared. */
const mayBeComment = /\/\/|\/\*|\*|#|--|;|%|"""|'''|<!--|=begin/;

async function changesCode(
  path: string,
  rows: { replaced: string; suggestion: string },
  before: string,
  after: string,
): Promise<boolean> {
  const isOtherText = rows.replaced.replace(/\s+/g, "") !== rows.suggestion.replace(/\s+/g, "");
  if (isOtherText && !mayBeComment.test(rows.replaced + rows.suggestion)) return true;
  return !(await isSameCode(path, before, after));
}
