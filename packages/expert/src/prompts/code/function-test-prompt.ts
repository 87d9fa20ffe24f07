import { cleanLine, cut } from "../clean-text.ts";
import { framedPrompt } from "../commands/framed-prompt.ts";
import { PROMPT_LIMITS, type Prompt } from "../draft-prompt.ts";
import { neutralise } from "../spotlight.ts";
import { CODE_PROMPT_LIMITS, type FunctionPromptInput, placeLines } from "./function-prompt.ts";

/** One more test for a function, in a test file that is there. */
export interface FunctionTestPromptInput extends Omit<FunctionPromptInput, "documentation"> {
  /** The function's own code. */
  code: string;
  testPath: string;
  /** What the new test is called; empty when the model shall find a name. */
  testName: string;
}

const SYSTEM = `You write one test of a function as a careful senior engineer of the team would: in the style of its language and of the test file, about behaviour, calling only what the shown code has.

Answer with one code block that holds that one test, without imports, and nothing else.`;

/** The prompt for one test of a function; {@link readCode} reads the answer. Pure. */
export function functionTestPrompt(input: FunctionTestPromptInput): Prompt {
  const { name, code } = CODE_PROMPT_LIMITS;
  const task = [
    `test file: ${cleanLine(input.testPath, PROMPT_LIMITS.path)}`,
    ...(input.testName === "" ? [] : [`test: ${cleanLine(input.testName, name)}`]),
  ];
  return framedPrompt(
    SYSTEM,
    [
      {
        heading: "The function under test:",
        text: `${placeLines(input).join("\n")}\n${cut(neutralise(input.code), code)}`,
      },
      { heading: "The task:", text: task.join("\n") },
    ],
    "Write the test: one code block.",
  );
}
