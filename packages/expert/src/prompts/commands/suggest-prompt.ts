import type { Prompt } from "../draft-prompt.ts";
import { type PromptPlace, placeSection } from "./ask-prompt.ts";
import {
  type CommandMaterial,
  conversationSection,
  framedPrompt,
  languageLine,
  materialSections,
  type SaidComment,
} from "./framed-prompt.ts";

/** The form of suggestions is that of findings: one reader, one way to find their lines. */
const FORM = `Answer with blocks in exactly this form and nothing else:
FINDING
file: path of the file
line: \`the line to replace, copied exactly, without its number and +\`
title: what becomes better, in one short sentence
why: the reason, in at most two sentences
fix:
\`\`\`
the lines that replace the copied line
\`\`\`
END
To replace several lines, copy all of them in a code block after line: instead.
Keep the indentation of the file. When there is nothing to suggest, answer only: NO FINDINGS`;

const IMPROVE = `You suggest small improvements of changed code, as a careful senior engineer.

- Only lines that the change adds or touches. At most three suggestions, the most useful first.
- Each must be worth a colleague's time: a mistake, a case that is forgotten, a simpler way, a clearer name. No formatting.
- Each fix stands by itself, compiles, and uses only names that the shown code or the language has.`;

/** The prompt of `/improve`; `parseFindings` reads the answer. */
export function improvePrompt(input: CommandMaterial): Prompt {
  return framedPrompt(
    `${IMPROVE}\n\n${FORM}`,
    materialSections(input),
    `Suggest at most three improvements: FINDING blocks with a fix, or NO FINDINGS.${languageLine(input)}`,
  );
}

export interface FixPromptInput extends CommandMaterial {
  place: PromptPlace;
  conversation: readonly SaidComment[];
}

const FIX = `You fix what a thread of a code review is about, with as little change as possible.

- One block. Replace only lines of the shown changed code, those of the thread or close to them.
- The fix compiles, handles the case that the thread names, and changes nothing else.
- It uses only names that the shown code or the language has.`;

/** The prompt of `/fix`; `parseFindings` reads the answer. */
export function fixPrompt(input: FixPromptInput): Prompt {
  return framedPrompt(
    `${FIX}\n\n${FORM}`,
    [
      ...materialSections(input),
      placeSection(input.place),
      conversationSection(input.conversation),
    ],
    `Fix what the thread is about: one FINDING block with a fix, or NO FINDINGS.${languageLine(input)}`,
  );
}

export interface DocsPromptInput extends CommandMaterial {
  /** The first lines of the functions to document, as they stand in the file. */
  declarations: readonly string[];
}

const DOCS = `You write documentation comments for functions, in the form that the language and the shown code use.

- For each listed declaration one block: line is the declaration, fix is the comment with the declaration unchanged.
- In Python the comment is a docstring below the declaration; elsewhere it stands above it.
- What it does, its parameters where their names do not say it, what it gives, what it throws. Nothing that the code does not show. At most six lines.`;

/** The prompt of `/docs`; `parseFindings` reads the answer. */
export function docsPrompt(input: DocsPromptInput): Prompt {
  return framedPrompt(
    `${DOCS}\n\n${FORM}`,
    [
      ...materialSections(input),
      { heading: "Declarations to document:", text: input.declarations.join("\n") },
    ],
    `One FINDING block with a fix for each declaration.${languageLine(input)}`,
  );
}
