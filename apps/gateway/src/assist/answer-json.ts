import type { AssistAnswer, AssistEvent, ChangeAnswer, Patch } from "@devflow/assist";
import type { z } from "zod";
import { modelHeader } from "../completions/answer-headers.ts";
import type { RouteAnswer } from "../http/route.ts";
import type { StartedAssist } from "./run-assist.ts";
import type { changeAnswerSchema, explanationSchema, patchSchema } from "./schemas/answers.ts";

type ExplanationJson = z.input<typeof explanationSchema>;
type ChangeJson = z.input<typeof changeAnswerSchema>;
type PatchJson = z.input<typeof patchSchema>;

export function explanationJson(id: string, answer: AssistAnswer): ExplanationJson {
  return {
    id,
    text: answer.text,
    finish_reason: answer.finishReason,
    expert: answer.expert,
    model: answer.model,
    citations: answer.citations.map((citation) => ({
      number: citation.number,
      path: citation.path,
      start_line: citation.startLine,
      end_line: citation.endLine,
      commit: citation.commit,
      label: citation.label,
      kind: citation.kind,
      reason: citation.reason,
      is_cited: citation.isCited,
    })),
    not_read: answer.notRead.map(({ path, lines, reason }) => ({
      path,
      start_line: lines?.start ?? null,
      end_line: lines?.end ?? null,
      reason,
    })),
    usage: {
      prompt_tokens: answer.usage.promptTokens,
      completion_tokens: answer.usage.completionTokens,
    },
  };
}

export function changeJson(id: string, answer: ChangeAnswer): ChangeJson {
  const { patch, refused, tests } = answer;
  return {
    ...explanationJson(id, answer),
    patch: patch && patchJson(patch),
    refused: refused.map(({ path, reason }) => ({ path, reason })),
    tests,
  };
}

function patchJson({ diff, files }: Patch): PatchJson {
  return {
    diff,
    files: files.map(({ path, text, isNew, syntax }) => ({ path, text, is_new: isNew, syntax })),
  };
}

/** A change's events as they are sent. */
export function changeEventJson(event: AssistEvent) {
  return event.type === "text" ? event : { type: "patch" as const, patch: patchJson(event.patch) };
}

/** How an answer and its events are written. */
export interface AnswerForm<A, E, J, O> {
  toJson(id: string, answer: A): J;
  toEvent(event: E): O;
}

/** One JSON answer, or its events as they come. */
export async function answerAssist<A, E, J, O>(
  { id, model, events }: StartedAssist<A, E>,
  isStream: boolean,
  form: AnswerForm<A, E, J, O>,
): Promise<RouteAnswer<J, O | { type: "done"; answer: J }>> {
  const headers = modelHeader(model);
  if (isStream) return { headers, events: eventsOf(id, events, form) };
  let next = await events.next();
  while (!next.done) next = await events.next();
  return { headers, body: form.toJson(id, next.value) };
}

async function* eventsOf<A, E, J, O>(
  id: string,
  events: AsyncGenerator<E, A>,
  { toJson, toEvent }: AnswerForm<A, E, J, O>,
): AsyncGenerator<O | { type: "done"; answer: J }> {
  try {
    let next = await events.next();
    while (!next.done) {
      yield toEvent(next.value);
      next = await events.next();
    }
    yield { type: "done", answer: toJson(id, next.value) };
  } finally {
    await events.return(undefined as never);
  }
}
