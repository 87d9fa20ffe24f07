import { refactorPrompt } from "@devflow/expert";
import type { AssistEvent, ChangeAnswer, EditedFile } from "../model.ts";
import type { AssistPorts } from "../ports.ts";
import { bySelection } from "../prompt/citations.ts";
import { askForChange } from "./ask-for-change.ts";

export interface RefactorTask {
  files: readonly EditedFile[];
  instruction: string;
  answerLanguage: string;
}

/** Changes the files as the developer asks: a patch over several files, or none and the reasons. */
export function refactor(
  { files, instruction, answerLanguage: language }: RefactorTask,
  ports: AssistPorts,
): AsyncGenerator<AssistEvent, ChangeAnswer> {
  const repository = ports.code?.repository ?? "";
  return askForChange(
    {
      files: bySelection(files),
      words: instruction,
      build: (material, complaint) =>
        refactorPrompt({ repository, instruction, language, complaint, ...material }),
      refuseNew: () => null,
      isUsefulInPart: false,
    },
    ports,
  );
}
