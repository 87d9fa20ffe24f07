import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { ServerAnswer } from "./model-answer.ts";
import { playRaw, sendJson } from "./respond.ts";

/** A request for words out of speech, or for speech out of words. */
export interface SpeechRequest {
  /** From 1, in the order of arrival. */
  number: number;
  endpoint: "transcriptions" | "speech";
  model: string;
  /** What was said, as it came; empty on `speech`. */
  audio: Buffer;
  fileName: string;
  /** What shall be said; empty on `transcriptions`. */
  input: string;
  /** All other fields. */
  fields: Readonly<Record<string, unknown>>;
}

export interface SpeechOptions {
  /** The words of what was said. Default: there is no `/v1/audio/transcriptions`. */
  transcribe?: (request: SpeechRequest) => string | ServerAnswer;
  /** The sound of a text. Default: there is no `/v1/audio/speech`. */
  speak?: (request: SpeechRequest) => Buffer | ServerAnswer;
}

const speakBody = z.looseObject({ model: z.string(), input: z.string(), voice: z.string() });

/** True when the request was one of speech and has its answer. */
export async function answerSpeech(
  options: SpeechOptions,
  path: string,
  body: Buffer,
  { headers }: IncomingMessage,
  response: ServerResponse,
  recorded: SpeechRequest[],
): Promise<boolean> {
  const number = recorded.length + 1;
  if (path === "/v1/audio/transcriptions" && options.transcribe !== undefined) {
    const type = headers["content-type"] ?? "";
    const form = await new Response(body, { headers: { "content-type": type } }).formData();
    const file = form.get("file");
    if (!(file instanceof File)) throw new Error("no file");
    const fields = Object.fromEntries([...form].filter(([name]) => name !== "file"));
    const audio = Buffer.from(await file.arrayBuffer());
    const request: SpeechRequest = {
      ...{ number, endpoint: "transcriptions", model: String(fields.model ?? "") },
      ...{ audio, fileName: file.name, input: "", fields },
    };
    recorded.push(request);
    const said = options.transcribe(request);
    if (typeof said === "string") sendJson(response, 200, { text: said });
    else playRaw(said, response);
    return true;
  }
  if (path === "/v1/audio/speech" && options.speak !== undefined) {
    const fields = speakBody.parse(JSON.parse(body.toString("utf8")));
    const request: SpeechRequest = {
      ...{ number, endpoint: "speech", model: fields.model },
      ...{ audio: Buffer.alloc(0), fileName: "", input: fields.input, fields },
    };
    recorded.push(request);
    const sound = options.speak(request);
    if (!Buffer.isBuffer(sound)) playRaw(sound, response);
    else response.writeHead(200, { "content-type": "audio/mpeg" }).end(sound);
    return true;
  }
  return false;
}
