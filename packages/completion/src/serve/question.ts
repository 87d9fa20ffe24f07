import { hash } from "node:crypto";
import type { CompletionInput } from "../model.ts";
import type { CompleteOptions } from "./model.ts";
import { type CompletionSampling, samplingOf } from "./sampling.ts";

/**
 * What a request asks, as far as answers may be shared.
 *
 * `place` is everything but what stands in front of the cursor and what the editor sent along: the
 * expert and its sampling, language, path, the repository whose index helps, and all text behind
 * the cursor. Typing changes the prefix only, so that all keystrokes of a place share it.
 *
 * Who may get whose answer: an answer holds nothing but what its prompt said and what the model
 * knows. The prompt is made of prefix, suffix, path, the editor's snippets, and name and code of the
 * one repository that `place` names. So an answer goes to somebody else only when their prefix, suffix,
 * path and snippets are the same bytes, which is text that they hold already, and when they name the
 * same repository, which the caller was checked to be allowed to read. Without a repository no code
 * of any index is in the prompt, and such places are never those of a repository. Snippets of
 * another content are passed over for one's own answers only: `askedBy` and nobody else saw them.
 */
export interface Question {
  place: string;
  prefix: string;
  /** Of what the editor sent along. */
  snippetsDigest: string;
  askedBy: string | null;
  /** Different texts that are wanted. */
  choices: number;
}

export function questionOf(
  input: CompletionInput,
  { expert, model, repositoryName = null, askedBy = null }: CompleteOptions,
  mostChoices: number,
): Question {
  const { language, path, repositoryId, suffix, snippets } = input;
  const { url, model: ownModel } = expert.identity;
  const place = digestOf([
    ...["place", expert.name, url, model ?? ownModel, ...valuesOf(samplingOf(input, expert))],
    ...[input.seed ?? null, repositoryId, repositoryName, language, path, suffix],
  ]);
  return {
    place,
    prefix: input.prefix,
    snippetsDigest: digestOf(snippets.map((each) => [each.source, each.path, each.text])),
    askedBy,
    choices: input.trigger === "manual" ? mostChoices : 1,
  };
}

function valuesOf(sampling: CompletionSampling): number[] {
  const { temperature, topP, frequencyPenalty, maxOutputTokens } = sampling;
  return [temperature, topP, frequencyPenalty, maxOutputTokens];
}

/** SHA-256 of values that are told apart wherever one ends. */
export function digestOf(values: readonly unknown[]): string {
  return hash("sha256", JSON.stringify(values), "base64url");
}

/** Whether what was answered to `asked` may be shown to whoever asks `question`, by snippets. */
export function mayShare(
  asked: Pick<Question, "snippetsDigest" | "askedBy">,
  question: Pick<Question, "snippetsDigest" | "askedBy">,
): boolean {
  if (asked.snippetsDigest === question.snippetsDigest) return true;
  return asked.askedBy !== null && asked.askedBy === question.askedBy;
}
