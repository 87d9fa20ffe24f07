import { z } from "zod";

const usageSchema = z
  .object({
    prompt_tokens: z.int().nullable(),
    completion_tokens: z.int().nullable(),
  })
  .describe("Tokens of all calls for this answer, where the model server counts them.");

export const citationSchema = z
  .object({
    number: z.int().min(1).describe("The text refers to it as `[number]`."),
    path: z.string(),
    start_line: z.int().min(1),
    end_line: z.int().min(1),
    commit: z.string().nullable().describe("Null for a file as it was sent."),
    label: z.string().describe("`path:line@commit`."),
    kind: z
      .string()
      .describe("file, definition, caller, test, duplicate, similar, review or convention."),
    reason: z.string(),
    is_cited: z.boolean().describe("The text refers to it."),
  })
  .meta({ id: "Citation" });

const notReadSchema = z
  .object({
    path: z.string(),
    start_line: z.int().min(1).nullable(),
    end_line: z.int().min(1).nullable(),
    reason: z.string(),
  })
  .describe("What the model was not shown.");

export const finishReasonSchema = z
  .enum(["stop", "length"])
  .describe(
    "`length`: the answer reached its limit of tokens and is not whole; its text says so. Of a change only documentation is taken in part.",
  );

/** What every answer of a model says beside its text. */
const answerFields = {
  id: z.string(),
  text: z.string().describe("Markdown."),
  finish_reason: finishReasonSchema,
  expert: z.string().describe("Its name in experts.yaml."),
  model: z.string().describe("The model that really answered."),
  citations: z.array(citationSchema),
  not_read: z.array(notReadSchema),
  usage: usageSchema,
};

export const explanationSchema = z.object(answerFields).meta({ id: "Explanation" });

export const patchSchema = z
  .object({
    diff: z
      .string()
      .describe("A unified diff that `git apply` takes, for the files as they were sent."),
    files: z
      .array(
        z.object({
          path: z.string(),
          text: z.string().describe("The whole file after the change."),
          is_new: z.boolean(),
          syntax: z
            .enum(["ok", "as_before", "unchecked"])
            .describe(
              "`ok`: it parses. `as_before`: it had errors before and has no more now. `unchecked`: no grammar for it.",
            ),
        }),
      )
      .min(1),
  })
  .meta({ id: "Patch" });

const refusedSchema = z
  .object({ path: z.string(), reason: z.string() })
  .describe("An edit of the model that was not taken.");

export const changeAnswerSchema = z
  .object({
    ...answerFields,
    patch: patchSchema.nullable().describe("Null: nothing that could be applied came of it."),
    refused: z.array(refusedSchema),
    tests: z
      .object({ path: z.string(), framework: z.string().describe("Empty where nothing tells.") })
      .nullable()
      .describe("Of `/v1/tests`: where the tests stand, and in which framework."),
  })
  .meta({ id: "ChangeAnswer" });

const textEvent = z.object({
  type: z.literal("text"),
  text: z.string().describe("A piece of the answer's text; all of them together are the text."),
});

const patchEvent = z.object({ type: z.literal("patch"), patch: patchSchema });

const doneOf = <A extends z.ZodType>(answer: A) =>
  z.object({ type: z.literal("done"), answer: answer.describe("As without `stream`.") });

/**
 * One event of a stream. `type` is also the event's name (`event: text`). A failure on the way is
 * `event: error` with `{"error": …}`, as in any answer, and the end.
 */
export const explanationEvent = z
  .discriminatedUnion("type", [textEvent, doneOf(explanationSchema)])
  .meta({ id: "ExplanationEvent" });

export const changeEvent = z
  .discriminatedUnion("type", [textEvent, patchEvent, doneOf(changeAnswerSchema)])
  .meta({ id: "ChangeEvent" });
