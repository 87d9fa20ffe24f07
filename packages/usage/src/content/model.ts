import { z } from "zod";

/** What is kept of a completion: what stood around the cursor, and every text that was served. */
const keptCompletion = z.object({
  kind: z.literal("completion"),
  path: z.string().nullable(),
  language: z.string().nullable(),
  prefix: z.string(),
  suffix: z.string(),
  choices: z.array(z.object({ index: z.number(), text: z.string() })),
});

/** What is kept of another answer: the messages as the expert got them, and its words. */
const keptAnswer = z.object({
  kind: z.literal("answer"),
  feature: z.string(),
  messages: z.array(
    z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() }),
  ),
  answer: z.string(),
  /** Paths of what the expert was shown, what was asked about first, and of the files that the answer changes. */
  paths: z.array(z.string()).default([]),
  changed: z.array(z.string()).default([]),
  /** Neither cut at its limit nor refused in part: only such an answer is learned from. */
  isWhole: z.boolean().default(false),
});

export const keptContent = z.discriminatedUnion("kind", [keptCompletion, keptAnswer]);

export type KeptContent = z.output<typeof keptContent>;
export type KeptCompletion = z.output<typeof keptCompletion>;
export type KeptAnswer = z.output<typeof keptAnswer>;

/** Texts of one served completion or answer, to be kept for a while. */
export interface ContentToKeep {
  /** Of the completion or answer. */
  id: string;
  personId: number;
  repositoryId: number | null;
  content: KeptContent;
  at: Date;
}

/** What of a file is kept around the cursor: twice what a training example shows. */
export const keptChars = { prefix: 12_000, suffix: 4_000 } as const;

/** Every text of it, for the scan. */
export function textsOf(content: KeptContent): string[] {
  if (content.kind === "answer") {
    return [...content.messages.map(({ content: text }) => text), content.answer];
  }
  const { prefix, suffix, choices } = content;
  return choices.map(({ text }) => `${prefix}${text}${suffix}`);
}
