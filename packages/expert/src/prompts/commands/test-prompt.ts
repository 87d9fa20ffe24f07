import { cleanLine } from "../clean-text.ts";
import { PROMPT_LIMITS, type Prompt } from "../draft-prompt.ts";
import {
  type CommandMaterial,
  contextSections,
  framedPrompt,
  hunkSections,
  instructionsSection,
} from "./framed-prompt.ts";

export interface TestPromptInput extends CommandMaterial {
  /** Where the tests will stand. */
  testPath: string;
  /** The file under test, and what of it the tests shall call. */
  path: string;
  symbols: readonly string[];
  /** For example `vitest`; empty when the neighbour has to show it. */
  framework: string;
  /** A test of this repository to be like; null when it has none. */
  neighbour: { path: string; text: string } | null;
  /** Why the last answer could not be taken; empty the first time. */
  complaint: string;
}

const SYSTEM = `You write unit tests for changed code, in the style of the tests that the repository has.

- One complete file that runs as it is: imports, tests, nothing else. Import the tested code by its path from the test file.
- The same framework, helpers and naming as the shown test. Call only names that the shown code has.
- Test behaviour: the usual case, the edges (empty, zero, missing, too large), the errors. At most six short tests, each with a name that says what holds.
- No network, no clock, no sleeping, no comments about what is obvious.

Answer with one code block that holds the whole file, and nothing else.`;

/** The prompt of `/test`; {@link readCode} reads the answer. */
export function testPrompt(input: TestPromptInput): Prompt {
  const { neighbour } = input;
  const task = [
    `file under test: ${cleanLine(input.path, PROMPT_LIMITS.path)}`,
    `test file: ${cleanLine(input.testPath, PROMPT_LIMITS.path)}`,
    ...(input.framework === "" ? [] : [`framework: ${cleanLine(input.framework, 40)}`]),
    `to test: ${cleanLine(input.symbols.join(", "), PROMPT_LIMITS.title)}`,
    ...(input.complaint === ""
      ? []
      : [`the last answer was refused: ${cleanLine(input.complaint, 300)}`]),
  ];
  return framedPrompt(
    SYSTEM,
    [
      instructionsSection(input),
      ...contextSections(input),
      ...hunkSections(input),
      neighbour === null
        ? null
        : {
            heading: "A test of this repository, to be like in form:",
            text: `file: ${cleanLine(neighbour.path, PROMPT_LIMITS.path)}\n${neighbour.text}`,
          },
      { heading: "The task:", text: task.join("\n") },
    ],
    "Write the test file: one code block.",
  );
}
