import { cleanLine } from "../clean-text.ts";
import type { Prompt } from "../draft-prompt.ts";
import {
  COMMAND_LIMITS,
  type CommandMaterial,
  changeSection,
  framedPrompt,
  hunkSections,
  instructionsSection,
  languageLine,
} from "./framed-prompt.ts";

/** A changed file in one sentence, as an earlier prompt gave it. */
export interface DescribedFile {
  path: string;
  text: string;
}

export interface DescribePromptInput extends CommandMaterial {
  /** What is known of files whose code is not shown here. */
  described: readonly DescribedFile[];
}

const SYSTEM = `You describe a code change for the people who will review it. Only what the code shows, in plain words; no praise, no guesses about reasons.

Answer in exactly this form and nothing else:
TITLE: the change in one line of at most 70 characters, as a command, without a period
SUMMARY:
- what changes for those who use the code, in at most four points
FILES:
- path: what changes in this file, in one sentence`;

/** The prompt of `/describe`; {@link readDescription} reads the answer. */
export function describePrompt(input: DescribePromptInput): Prompt {
  const known = input.described.slice(-COMMAND_LIMITS.files).map(({ path, text }) => {
    const { file } = COMMAND_LIMITS;
    return `- ${cleanLine(path, file)}: ${cleanLine(text, file)}`;
  });
  return framedPrompt(
    SYSTEM,
    [
      changeSection(input),
      instructionsSection(input),
      known.length === 0
        ? null
        : { heading: "Files that were read before:", text: known.join("\n") },
      ...hunkSections(input),
    ],
    `Describe the change: TITLE, SUMMARY, FILES.${languageLine(input)}`,
  );
}
