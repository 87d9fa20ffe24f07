import { type DraftPromptInput, draftPrompt, type Prompt } from "@devflow/expert";
import { languageOf } from "@devflow/syntax";
import type { GroupWithContext } from "../context/gather-context.ts";
import type { Change, ReviewPolicy } from "../model.ts";

/** What a prompt about a group shows: the group without what only the pipeline needs of it. */
type Shown = Pick<GroupWithContext, "parts" | "context" | "facts" | "words"> & {
  file: Pick<GroupWithContext["file"], "path">;
};

/** What the draft prompt about one group of hunks is made from: plain data, kept for training. */
export function promptInputOfGroup(
  { file, parts, context, facts, words }: Shown,
  { repository, title }: Pick<Change, "repository" | "title">,
  { language: answerLanguage }: Pick<ReviewPolicy, "language">,
): DraftPromptInput {
  const { path } = file;
  const language = languageOf(path) ?? "";
  return {
    ...{ repository, title, ...words, language: answerLanguage, facts },
    context: context.map(shownContext),
    hunks: parts.map(({ rendered }) => ({ path, language, rendered })),
  };
}

/** The draft prompt about one group of hunks. */
export function promptOfGroup(
  group: Shown,
  change: Pick<Change, "repository" | "title">,
  policy: Pick<ReviewPolicy, "language">,
): Prompt {
  return draftPrompt(promptInputOfGroup(group, change, policy));
}

/** Without the score and what else the index gives: a prompt shows none of it. */
function shownContext(item: DraftPromptInput["context"][number]) {
  const { kind, path, startLine, endLine, reason, text } = item;
  return { kind, path, startLine, endLine, reason, text };
}
