import * as z from "zod";
import type { Snippet } from "../context/snippet.ts";
import type { Choice } from "./answer-cache.ts";

/** The server cuts it to the expert's window; more than this no window takes for one completion. */
const maxPrefixChars = 24_000;
const maxSuffixChars = 8_000;
const prefixStepChars = 4_096;

export interface CompletionQuestion {
  language: string;
  isManual: boolean;
  /** Of the document, from `textStart` on, all that is sent of it and more. */
  text: string;
  textStart: number;
  offset: number;
  filepath: string | null;
  gitUrl: string | null;
  declarations: readonly Snippet[];
  edited: readonly Snippet[];
  opened: readonly Snippet[];
}

/** The body of `POST /v1/completions`, in the shape of Tabby's clients; `trigger` is DevFlow's. */
export function completionBody(question: CompletionQuestion): Record<string, unknown> {
  const { text, textStart, offset } = question;
  const at = offset - textStart;
  const list = (name: string, snippets: readonly Snippet[]) =>
    snippets.length === 0 ? {} : { [name]: snippets };
  const ranked = (snippets: readonly Snippet[]) =>
    snippets.map((snippet) => ({ ...snippet, score: snippet.score ?? 1 }));
  return {
    language: question.language,
    // Who asks by a key gets several choices to go through.
    trigger: question.isManual ? "manual" : "automatic",
    segments: {
      prefix: text.slice(Math.max(0, startOfPrefix(offset) - textStart), at),
      suffix: text.slice(at, at + maxSuffixChars),
      ...(question.filepath === null ? {} : { filepath: question.filepath }),
      ...(question.gitUrl === null ? {} : { git_url: question.gitUrl }),
      ...list("declarations", question.declarations),
      ...list("relevant_snippets_from_changed_files", ranked(question.edited)),
      ...list("relevant_snippets_from_recently_opened_files", ranked(question.opened)),
    },
  };
}

/**
 * The window moves in steps: the server knows a later keystroke at a place by its beginning with the
 * same text, and finds what it answered before, or is about to, by that.
 */
function startOfPrefix(offset: number): number {
  return Math.max(0, Math.ceil((offset - maxPrefixChars) / prefixStepChars) * prefixStepChars);
}

/** The answer of `POST /v1/completions`; what else it has is not needed here. */
export const completionAnswer = z.object({
  id: z.string(),
  choices: z.array(z.object({ index: z.number().int(), text: z.string() })),
});

export function choicesOf(answer: z.infer<typeof completionAnswer>, clientMs: number): Choice[] {
  const { id: completionId, choices } = answer;
  return choices.map(({ index, text }) => ({ completionId, index, text, clientMs }));
}
