import { languageLine } from "../commands/framed-prompt.ts";
import type { Prompt } from "../draft-prompt.ts";
import {
  type AssistMaterial,
  askedSection,
  assistPrompt,
  assistSections,
  complaintSection,
} from "./assist-prompt.ts";
import { PATCH_FORM } from "./patch-form.ts";

export interface ChangeCodePromptInput extends AssistMaterial {
  instruction: string;
  /** Why the last answer could not be used; empty the first time. */
  complaint: string;
}

const REFACTOR = `You change code in an editor as a careful senior engineer of the team would: what was asked for, all of it, and nothing else.

- What the code does stays as it is, unless the developer asks for another behaviour. Change every place in the shown files that has to follow.
- Use only names that the shown code or the language has. Keep the style of the files.
- Change only the files of the editor; other code is there to understand. Where a change is needed in a file that is not shown, say so in the sentences before the blocks.

Begin with two or three sentences: what you change and what to look at. ${PATCH_FORM}`;

/** The prompt that refactors over several files. Pure. */
export function refactorPrompt(input: ChangeCodePromptInput): Prompt {
  return assistPrompt(
    REFACTOR,
    sectionsOf(input),
    `Do what the developer asks for: two or three sentences, then the blocks.${languageLine(input)}`,
  );
}

const DOCUMENT = `You write documentation comments in an editor, in the form that the language and the shown code use.

- For each function, class and exported name of the selected code, or of the files where nothing is selected, that has none: what it does, its parameters where their names do not say it, what it gives, what it throws. At most six lines each.
- Only what the code shows. Code stays as it is, to the letter: nothing but comments is added. In Python the comment is a docstring.
- Comments that are right stay as they are.

Begin with one sentence about what you documented. ${PATCH_FORM}`;

/** The prompt that documents code. Pure. */
export function documentCodePrompt(input: ChangeCodePromptInput): Prompt {
  return assistPrompt(
    DOCUMENT,
    sectionsOf(input),
    `Document the code: one sentence, then the blocks. In a block the lines to replace are the declaration, and the new lines are the comment with the declaration unchanged.${languageLine(input)}`,
  );
}

function sectionsOf(input: ChangeCodePromptInput) {
  return [
    ...assistSections(input, { isNumbered: false }),
    askedSection(input.instruction),
    complaintSection(input.complaint),
  ];
}
