import { ExternalError } from "@devflow/errors";
import type { CodeExpert, Completion, CompletionRequest, Expert } from "@devflow/expert";

/**
 * An expert of the assistant as reviews ask theirs: whole answers, with the limits of people who wait.
 *
 * @param model another model of its server; null: its own
 */
export function asReviewer(expert: CodeExpert, model: string | null): Expert {
  const { windowTokens, answerTokens } = expert;
  return {
    get identity() {
      const { url, model: own } = expert.identity;
      return { url, model: model ?? own };
    },
    windowTokens,
    maxOutputTokens:
      answerTokens === null
        ? Math.min(1_024, Math.floor(windowTokens / 4))
        : Math.min(answerTokens, Math.floor(windowTokens / 2)),
    countTokens: async (text) => expert.estimateTokens(text),
    complete: (request) => complete(expert, model, request),
  };
}

async function complete(
  expert: CodeExpert,
  model: string | null,
  request: CompletionRequest,
): Promise<Completion> {
  const asked = request.model ?? model;
  const pieces = expert.streamChat({
    messages: [
      { role: "system", content: request.system },
      { role: "user", content: request.user },
    ],
    maxOutputTokens: request.maxOutputTokens,
    temperature: request.temperature ?? expert.completion.temperature,
    ...(asked === null ? {} : { model: asked }),
    signal: request.signal ?? new AbortController().signal,
  });
  const answer: Completion = {
    text: "",
    finishReason: "stop",
    promptTokens: null,
    completionTokens: null,
  };
  for await (const { text, finishReason, usage } of pieces) {
    answer.text += text;
    if (finishReason !== null) answer.finishReason = finishReason;
    if (usage !== null) Object.assign(answer, usage);
  }
  if (answer.text.trim() !== "") return answer;
  throw new ExternalError("The expert gave an empty answer", {
    service: "expert",
    retryable: false,
    code: "empty_answer",
  });
}
