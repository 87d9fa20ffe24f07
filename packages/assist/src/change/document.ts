import { documentCodePrompt } from "@devflow/expert";
import { isSameCode } from "@devflow/syntax";
import type { AssistEvent, ChangeAnswer, EditedFile } from "../model.ts";
import { applyEdits } from "../patch/apply-edits.ts";
import type { DraftedEdit, Refusal } from "../patch/model.ts";
import type { AssistPorts } from "../ports.ts";
import { bySelection } from "../prompt/citations.ts";
import { askForChange } from "./ask-for-change.ts";
import { directivesOf } from "./check-change.ts";

export interface DocumentTask {
  files: readonly EditedFile[];
  instruction: string;
  answerLanguage: string;
}

/** Documents the code: comments are all that changes, held against the syntax tree edit by edit. */
export function documentCode(
  { files, instruction, answerLanguage: language }: DocumentTask,
  ports: AssistPorts,
): AsyncGenerator<AssistEvent, ChangeAnswer> {
  const repository = ports.code?.repository ?? "";
  const sorted = bySelection(files);
  return askForChange(
    {
      files: sorted,
      words: "",
      build: (material, complaint) =>
        documentCodePrompt({ repository, instruction, language, complaint, ...material }),
      sift: (edits) => onlyComments(sorted, edits),
      refuseNew: () => "documentation makes no files",
      isUsefulInPart: true,
    },
    ports,
  );
}

/** Edits that leave the code as it is, each on top of those before it. */
async function onlyComments(
  files: readonly EditedFile[],
  edits: readonly DraftedEdit[],
): Promise<{ kept: DraftedEdit[]; refused: Refusal[] }> {
  const kept: DraftedEdit[] = [];
  const refused: Refusal[] = [];
  const options = { refuseNew: () => "documentation makes no files" };
  for (const edit of edits) {
    const { changes, refused: failed } = applyEdits(files, [...kept, edit], options);
    const change = changes.find(({ path }) => path === edit.path);
    if (failed.length > 0) refused.push(...failed);
    else if (
      change?.before != null &&
      !(await hasSameCode(change.path, change.before, change.after))
    )
      refused.push({ path: edit.path, reason: "it changes code, not comments only" });
    else kept.push(edit);
  }
  return { kept, refused };
}

async function hasSameCode(path: string, before: string, after: string): Promise<boolean> {
  const isSame = await isSameCode(path, before, after, { docstrings: "comments" });
  return isSame && directivesOf(before).join("\n") === directivesOf(after).join("\n");
}
