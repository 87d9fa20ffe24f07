import { draftPrompt, type Prompt } from "@devflow/expert";
import { languageOf } from "@devflow/syntax";
import type { GroupWithContext } from "../context/gather-context.ts";
import type { Change, ReviewPolicy } from "../model.ts";

/** The draft prompt about one group of hunks. */
export function promptOfGroup(
  { file, parts, context, facts, words }: GroupWithContext,
  { repository, title }: Pick<Change, "repository" | "title">,
  { language: answerLanguage }: Pick<ReviewPolicy, "language">,
): Prompt {
  const { path } = file;
  const language = languageOf(path) ?? "";
  return draftPrompt({
    ...{ repository, title, ...words, language: answerLanguage, context, facts },
    hunks: parts.map(({ rendered }) => ({ path, language, rendered })),
  });
}
