import { z } from "zod";

/** Bounds of one request; a window of 16,000 tokens holds a tenth of it. */
export const assistLimits = {
  files: 20,
  fileChars: 1_000_000,
  bodyBytes: 8 * 1024 * 1024,
  instructionChars: 8_000,
  turns: 20,
  turnChars: 20_000,
  failureChars: 100_000,
} as const;

/** From the repository's root, with `/`: not absolute, nothing with `.` or `..`, no control characters. */
export const pathSchema = z
  .string()
  .min(1)
  .max(500)
  .regex(
    // What is excluded, not what is allowed: a range up to U+FFFF is read in two ways beyond it.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be in a path
    /^(?!(?:.*\/)?\.{0,2}(?:\/|$))[^\u0000-\u001f\u007f-\u009f\\]+$/,
    "is no path from the repository's root",
  )
  .describe("From the repository's root, with forward slashes.");

/** Text that a diff can be made of: a NUL makes a file binary to git. */
const fileText = z
  .string()
  .max(assistLimits.fileChars)
  .regex(/^[^\0]*$/, "is no text")
  .refine((text) => text.isWellFormed(), "is no well-formed Unicode");

export const repositorySchema = z
  .string()
  .max(2_000)
  .nullish()
  .describe(
    "The repository that the files are of: `owner/name`, or a git remote's URL. Code of it is shown to the model where it is indexed and the caller may read it; where not, nothing says which of the two it was.",
  );

const selectionSchema = z
  .object({ start_line: z.int().min(1), end_line: z.int().min(1) })
  .describe("Lines, 1-based, both ends included.");

export const editedFileSchema = z
  .object({
    path: pathSchema,
    text: fileText.describe("The whole file as the editor has it, saved or not."),
    selection: selectionSchema.nullish().describe("What is meant; absent for the whole file."),
  })
  .meta({ id: "EditedFile" });

export const filesSchema = z
  .array(editedFileSchema)
  .min(1)
  .max(assistLimits.files)
  .describe("What matters most first.");

export const optionalFileText = fileText.nullish();

export const answerLanguageSchema = z
  .string()
  .max(40)
  .nullish()
  .describe("Language of the words of the answer, as an English word, for example `German`.");

export const streamSchema = z
  .boolean()
  .nullish()
  .describe("True: server-sent events as they come. Default: one JSON answer.");
