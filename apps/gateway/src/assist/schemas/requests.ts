import { z } from "zod";
import {
  answerLanguageSchema,
  assistLimits,
  filesSchema,
  pathSchema,
  repositorySchema,
  streamSchema,
} from "./files.ts";

const common = {
  repository: repositorySchema,
  files: filesSchema,
  answer_language: answerLanguageSchema,
  stream: streamSchema,
};

const words = (meaning: string) => z.string().max(assistLimits.instructionChars).describe(meaning);

export const explainRequest = z
  .object({
    ...common,
    question: words("What to explain; absent: what the selected code does.").nullish(),
    turns: z
      .array(
        z.object({
          role: z.enum(["user", "assistant"]),
          text: z.string().max(assistLimits.turnChars),
        }),
      )
      .max(assistLimits.turns)
      .nullish()
      .describe("What was asked and answered before, oldest first."),
  })
  .meta({ id: "ExplainRequest" });

export const testsRequest = z
  .object({
    ...common,
    instruction: words("What the tests shall be about.").nullish(),
    framework: z.string().max(60).nullish().describe("Default: that of the tests beside the code."),
    test_path: pathSchema
      .nullish()
      .describe("Where the tests shall stand. Default: by the project's custom."),
    failure: z
      .object({
        output: z.string().max(assistLimits.failureChars),
        attempt: z.int().min(1).max(3).nullish(),
      })
      .nullish()
      .describe(
        "A run of the tests that failed: its output. The test file is sent among the files as it was run.",
      ),
  })
  .meta({ id: "TestsRequest" });

export const refactorRequest = z
  .object({ ...common, instruction: words("What shall change.").min(1) })
  .meta({ id: "RefactorRequest" });

export const docsRequest = z
  .object({ ...common, instruction: words("How it shall be documented.").nullish() })
  .meta({ id: "DocsRequest" });
