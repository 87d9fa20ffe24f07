import type { ServerResponse } from "node:http";
import { estimateTokens } from "@devflow/expert";
import type { ModelAnswer } from "./model-answer.ts";
import type { Endpoint, ModelRequest } from "./model-request.ts";

/** An answer in one body, in the endpoint's own shape. */
export function wholeAnswer(
  { text, finishReason }: Extract<ModelAnswer, { kind: "text" }>,
  request: ModelRequest,
): object {
  const { endpoint, model, number } = request;
  if (endpoint === "infill") return infillEvent(text, finishReason);
  if (endpoint === "generate") return generateEvent(request, text, finishReason);
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
    usage: usageOf(request, text),
  };
}

/** An answer in pieces: server-sent events, of Ollama's own API lines of JSON. */
export async function streamAnswer(
  { pieces, finishReason }: Extract<ModelAnswer, { kind: "stream" }>,
  request: ModelRequest,
  response: ServerResponse,
): Promise<void> {
  const isLines = request.endpoint === "generate";
  const send = (event: object | "[DONE]") => {
    const text = typeof event === "string" ? event : JSON.stringify(event);
    response.write(isLines ? `${text}\n` : `data: ${text}\n\n`);
  };
  response.writeHead(200, {
    "content-type": isLines ? "application/x-ndjson" : "text/event-stream",
  });
  response.flushHeaders();
  let text = "";
  for (const piece of pieces) {
    if (typeof piece !== "string") await piece;
    else {
      text += piece;
      const usage = countsAlong(request) ? { usage: usageOf(request, text) } : {};
      if (!response.destroyed)
        send({ ...events[request.endpoint](request, piece, null), ...usage });
    }
  }
  if (response.destroyed) return;
  if (finishReason !== null) {
    send(events[request.endpoint](request, "", finishReason));
    if (wantsUsage(request))
      send({ ...frame(request), choices: [], usage: usageOf(request, text) });
    if (request.endpoint === "chat" || request.endpoint === "completions") send("[DONE]");
  }
  response.end();
}

type Event = (request: ModelRequest, text: string, finishReason: string | null) => object;

const events: Readonly<Record<Endpoint, Event>> = {
  chat: (request, text, finishReason) => ({
    ...frame(request),
    choices: [
      { index: 0, delta: text === "" ? {} : { content: text }, finish_reason: finishReason },
    ],
  }),
  completions: (request, text, finishReason) => ({
    ...frame(request),
    choices: [{ index: 0, text, finish_reason: finishReason, logprobs: null }],
  }),
  infill: (_request, text, finishReason) => infillEvent(text, finishReason),
  generate: (request, text, finishReason) => generateEvent(request, text, finishReason),
};

function frame({ endpoint, model, number }: ModelRequest) {
  const object = endpoint === "chat" ? "chat.completion.chunk" : "text_completion";
  return { id: `scripted-${number}`, object, created: 0, model };
}

function infillEvent(content: string, finishReason: string | null) {
  if (finishReason === null) return { index: 0, content, tokens: [], stop: false };
  const stop_type = finishReason === "length" ? "limit" : "eos";
  return { index: 0, content, tokens: [], stop: true, stop_type };
}

function generateEvent({ model }: ModelRequest, response: string, finishReason: string | null) {
  if (finishReason === null) return { model, response, done: false };
  return { model, response, done: true, done_reason: finishReason };
}

function wantsUsage({ endpoint, body }: ModelRequest): boolean {
  const options = body.stream_options;
  const isWanted =
    typeof options === "object" && options !== null && Reflect.get(options, "include_usage");
  return isWanted === true && (endpoint === "chat" || endpoint === "completions");
}

/** vLLM's: the count so far with each event. */
function countsAlong({ body: { stream_options: options } }: ModelRequest): boolean {
  const isObject = typeof options === "object" && options !== null;
  return isObject && Reflect.get(options, "continuous_usage_stats") === true;
}

function usageOf({ system, user }: ModelRequest, text: string) {
  const promptTokens = estimateTokens(system) + estimateTokens(user);
  const completionTokens = estimateTokens(text);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
