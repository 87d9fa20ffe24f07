import { checkSuggestion, type Position, rebaseSuggestion, splitLines } from "@devflow/diff";
import { cleanText } from "@devflow/expert";
import { countSyntaxErrors, isSameCode } from "@devflow/syntax";
import { findSecrets } from "../draft/find-secrets.ts";
import { limits } from "../limits.ts";
import { countKey, type Drop } from "./stages.ts";
import type { Gate, Standing, VerifyWorld } from "./standing.ts";

type SuggestionDrop = Extract<Drop, { stage: "suggestion" }>["reason"];
type Outcome = { position: Position; suggestion: string } | SuggestionDrop;

/**
 * The gate `suggestion`: it replaces exactly the lines that it claims, with their indentation and
 * line endings, changes code, leaves the file parsing at least as well as before, and is no wider
 * than what it changes. One that fails is dropped with a counted reason; the finding goes on. It
 * stands before the second look, so that the expert judges what will be posted.
 */
export function suggestionGate(world: VerifyWorld): Gate {
  let budget: number = limits.suggestionChecks;
  return async (standing) => {
    if (standing.suggestion === null) return standing;
    budget -= 1;
    const outcome: Outcome =
      budget < 0
        ? "over the budget of checks"
        : await check({ ...standing, suggestion: standing.suggestion }, world);
    if (typeof outcome !== "string") return { ...standing, ...outcome };
    world.counts.add(countKey({ stage: "suggestion", reason: outcome }));
    return { ...standing, suggestion: null };
  };
}

async function check(
  { candidate, file, anchor, suggestion: given }: Standing & { suggestion: string },
  { texts }: VerifyWorld,
): Promise<Outcome> {
  if (anchor.side !== "RIGHT") return "not on lines of the new file";
  const headText = await texts.head(file.path);
  if (headText === null) return "the file could not be read";
  if (given.split("\n").length > limits.suggestionLines) return "too long";
  const replaced = splitLines(headText)
    .slice(anchor.startLine - 1, anchor.line)
    .map(({ text }) => text);
  const suggestion = rebaseSuggestion(replaced, given);
  if (
    hidesSomething(suggestion) ||
    (candidate.source === "expert" && hidesSomething(replaced.join("\n")))
  ) {
    return "holds or replaces invisible characters";
  }
  const checked = checkSuggestion({ headText, file, position: anchor, suggestion });
  if (!checked.ok) return refusals[checked.reason] ?? "the file at head differs from the diff";
  const narrow = checked.trimmed ?? { position: anchor, suggestion };
  if (await addsSecret(replaced.join("\n"), suggestion)) return "holds a credential";
  if (!(await parsesAsWell(file.path, headText, checked.newText))) return "does not parse";
  const rows = { replaced: replaced.join("\n"), suggestion };
  return (await changesCode(file.path, rows, headText, checked.newText))
    ? narrow
    : "changes white space or comments only";
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
