import { cleanLine } from "../clean-text.ts";
import { languageLine } from "../commands/framed-prompt.ts";
import { PROMPT_LIMITS, type Prompt } from "../draft-prompt.ts";
import { neutralise } from "../spotlight.ts";
import {
  ASSIST_LIMITS,
  type AssistMaterial,
  askedSection,
  assistPrompt,
  assistSections,
  complaintSection,
} from "./assist-prompt.ts";
import { PATCH_FORM } from "./patch-form.ts";

export interface WriteTestsPromptInput extends AssistMaterial {
  instruction: string;
  /** The file under test, and what of it the tests shall call. */
  path: string;
  symbols: readonly string[];
  /** Where the tests stand, and whether that file is among the files of the editor. */
  testPath: string;
  isThere: boolean;
  /** For example `vitest`; empty when the example has to show it. */
  framework: string;
  /** A test of this repository to be like; null when none is known. */
  neighbour: { path: string; text: string } | null;
  /** The output of a run that failed; empty the first time. */
  failure: string;
  complaint: string;
}

const SYSTEM = `You write unit tests in an editor, in the style of the tests that the repository has.

- The same framework, helpers and naming as the shown test. Import the tested code by its path from the test file. Call only names that the shown code has.
- Test behaviour: the usual case, the edges (empty, zero, missing, too large), the errors. At most eight short tests, each with a name that says what holds.
- No network, no clock, no sleeping, no comments about what is obvious. The code under test is not changed.
- When a run of the tests failed, decide by the code which of the two is wrong. Correct the tests; when the code is wrong, say so and leave that test as it should be.

Begin with what the tests cover and what they do not, in at most four sentences. ${PATCH_FORM}`;

/** The prompt that writes tests, or corrects them after a run. Pure. */
export function writeTestsPrompt(input: WriteTestsPromptInput): Prompt {
  const { neighbour, isThere } = input;
  const task = [
    `file under test: ${cleanLine(input.path, PROMPT_LIMITS.path)}`,
    `test file: ${cleanLine(input.testPath, PROMPT_LIMITS.path)} (${isThere ? "it is there: change it by blocks" : "new"})`,
    ...(input.framework === "" ? [] : [`framework: ${cleanLine(input.framework, 40)}`]),
    ...(input.symbols.length === 0
      ? []
      : [`to test: ${cleanLine(input.symbols.join(", "), PROMPT_LIMITS.title)}`]),
  ];
  const failure = endOf(neutralise(input.failure).trim());
  return assistPrompt(
    SYSTEM,
    [
      neighbour === null
        ? null
        : {
            heading: "A test of this repository, to be like in form:",
            text: `file: ${cleanLine(neighbour.path, PROMPT_LIMITS.path)}\n${neighbour.text}`,
          },
      ...assistSections(input, { isNumbered: false }),
      failure === ""
        ? null
        : { heading: "The tests were run and failed; the end of the output:", text: failure },
      askedSection(input.instruction),
      { heading: "The task:", text: task.join("\n") },
      complaintSection(input.complaint),
    ],
    `${failure === "" ? "Write the tests" : "Correct the tests"}: what they cover, then the file.${languageLine(input)}`,
  );
}

/** What failed stands at the end of an output. */
function endOf(output: string): string {
  return output.length <= ASSIST_LIMITS.failure
    ? output
    : `…${output.slice(-ASSIST_LIMITS.failure).toWellFormed()}`;
}
