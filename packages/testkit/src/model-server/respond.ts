import type { ServerResponse } from "node:http";
import type { ModelAnswer, ServerAnswer } from "./model-answer.ts";
import type { ModelRequest } from "./model-request.ts";
import { streamAnswer, wholeAnswer } from "./shapes.ts";

/** Does what the script says; without an answer the server says 501. */
export async function playAnswer(
  answer: ModelAnswer | null,
  request: ModelRequest,
  response: ServerResponse,
): Promise<void> {
  if (answer === null) sendError(response, 501, "no scripted answer is left");
  else if (answer.kind !== "text" && answer.kind !== "stream") playRaw(answer, response);
  else if (request.isStream) await streamAnswer(piecesOf(answer), request, response);
  else sendJson(response, 200, wholeAnswer(await joined(answer), request));
}

type Told = Extract<ModelAnswer, { kind: "text" | "stream" }>;

/** Texts are sent as a model would: a word at a time, with the space before it. */
function piecesOf(answer: Told): Extract<ModelAnswer, { kind: "stream" }> {
  if (answer.kind === "stream") return answer;
  const pieces = answer.text.match(/\s*\S{1,8}|\s+/g) ?? [];
  return { kind: "stream", pieces, finishReason: answer.finishReason };
}

async function joined(answer: Told): Promise<Extract<ModelAnswer, { kind: "text" }>> {
  if (answer.kind === "text") return answer;
  await Promise.all(answer.pieces);
  const text = answer.pieces.filter((piece) => typeof piece === "string").join("");
  return { kind: "text", text, finishReason: answer.finishReason ?? "stop" };
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

/** A JSON answer. */
export function sendJson(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** An error in OpenAI's shape. */
export function sendError(response: ServerResponse, code: number, message: string): void {
  sendJson(response, code, { error: { message, type: null, code: null, param: null } });
}
