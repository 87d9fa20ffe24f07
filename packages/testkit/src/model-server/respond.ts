import type { ServerResponse } from "node:http";
import { estimateTokens } from "@devflow/expert";
import type { ModelAnswer, ServerAnswer } from "./model-answer.ts";
import type { ModelRequest } from "./model-request.ts";

/** Does what the script says; without an answer the server says 501. */
export function playAnswer(
  answer: ModelAnswer | null,
  request: ModelRequest,
  response: ServerResponse,
): void {
  if (answer === null) sendError(response, 501, "no scripted answer is left");
  else if (answer.kind === "text") sendJson(response, 200, completion(answer, request));
  else playRaw(answer, response);
}

/** What a script may do to any request, whatever it asked for. */
export function playRaw(answer: ServerAnswer, response: ServerResponse): void {
  if (answer.kind === "raw") {
    response.writeHead(answer.status, answer.headers).end(answer.body);
  } else if (answer.kind === "cut") {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"choices": [', () => response.destroy());
  }
}

function completion(
  { text, finishReason }: Extract<ModelAnswer, { kind: "text" }>,
  { endpoint, system, user, model, number }: ModelRequest,
) {
  const promptTokens = estimateTokens(system) + estimateTokens(user);
  const completionTokens = estimateTokens(text);
  const choice = { index: 0, finish_reason: finishReason, logprobs: null };
  return {
    id: `scripted-${number}`,
    object: endpoint === "chat" ? "chat.completion" : "text_completion",
    created: 0,
    model,
    choices: [
      endpoint === "chat"
        ? { ...choice, message: { role: "assistant", content: text } }
        : { ...choice, text },
    ],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
}

/** A JSON answer. */
export function sendJson(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** An error in OpenAI's shape. */
export function sendError(response: ServerResponse, code: number, message: string): void {
  sendJson(response, code, { error: { message, type: null, code: null, param: null } });
}
