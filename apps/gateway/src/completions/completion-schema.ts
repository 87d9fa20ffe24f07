import { z } from "zod";

/** A language as editors name it: `typescriptreact`, `c++`, `objective-c`. */
export const languageSchema = z
  .string()
  .regex(/^[\w+#.-]{1,64}$/, "is no language identifier of VS Code")
  .describe("Language identifier as VS Code has it.");

const declaration = z.object({ filepath: z.string().max(2_000), body: z.string() });
const snippet = z.object({ filepath: z.string().max(2_000), body: z.string(), score: z.number() });

/** More than any editor sends; what is shown is chosen from them. */
const mostSnippets = 100;

const segments = z.object({
  prefix: z.string().describe("The file up to the cursor, or the end of that."),
  suffix: z.string().nullish().describe("The file behind the cursor, or the beginning of that."),
  filepath: z
    .string()
    .max(2_000)
    .nullish()
    .describe("From the root of the git repository, else of the workspace."),
  git_url: z.string().max(2_000).nullish().describe("The repository's remote."),
  declarations: z.array(declaration).max(mostSnippets).nullish(),
  relevant_snippets_from_changed_files: z.array(snippet).max(mostSnippets).nullish(),
  relevant_snippets_from_recently_opened_files: z.array(snippet).max(mostSnippets).nullish(),
  clipboard: z.string().nullish(),
  edit_history: z
    .object({
      original_code: z.string(),
      edits_diff: z.string(),
      current_version: z.string(),
    })
    .nullish()
    .describe("Accepted, and not used."),
});

export type Segments = z.output<typeof segments>;

/** Sampling that a request may set. */
export const samplingFields = {
  temperature: z.number().min(0).max(2).nullish(),
  seed: z.int().nullish(),
};

/** As Tabby's clients send it; `trigger` is ours. */
export const completionRequest = z
  .object({
    language: languageSchema.nullish(),
    segments,
    user: z.string().nullish().describe("Not believed: the token says who asks."),
    ...samplingFields,
    mode: z
      .enum(["standard", "next_edit_suggestion"])
      .nullish()
      .describe("`next_edit_suggestion` has no choices here."),
    trigger: z
      .enum(["automatic", "manual"])
      .nullish()
      .describe("`manual`: somebody pressed a key for it, and gets several and longer choices."),
    debug_options: z
      .object({
        raw_prompt: z.string().nullish().describe("Only for administrators."),
        return_snippets: z.boolean().nullish(),
        return_prompt: z.boolean().nullish().describe("Only for administrators."),
        disable_retrieval_augmented_code_completion: z
          .boolean()
          .nullish()
          .describe("The index is not asked."),
      })
      .nullish(),
  })
  .meta({ id: "Completion" });

export const completionAnswer = z
  .object({
    id: z.string().describe("What events about it name."),
    choices: z
      .array(z.object({ index: z.int().min(0), text: z.string() }))
      .describe("Empty where nothing is worth showing."),
    mode: z.literal("standard"),
    model: z.string().describe("The model that really answered."),
  })
  .meta({ id: "CompletionAnswer" });
