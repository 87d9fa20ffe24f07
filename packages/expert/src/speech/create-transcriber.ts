import type { TranscriptionSettings } from "@devflow/config";
import { ExternalError } from "@devflow/errors";
import { z } from "zod";
import { speechModel, speechRequest } from "./speech-request.ts";

export interface SpokenAudio {
  audio: Uint8Array;
  /** Servers tell the format by its ending: `question.webm`. */
  fileName: string;
  /** For example `audio/webm`. */
  contentType: string;
  /** Names that may be said, for example of functions: servers spell them as they are here. */
  hint?: string;
  signal: AbortSignal;
}

export interface Transcriber {
  /** The words of what was said, trimmed; empty where nothing was. Raises ExternalError, the signal's reason. */
  transcribe(spoken: SpokenAudio): Promise<string>;
}

const answer = z.object({ text: z.string() });

/** Words out of speech, by any server with OpenAI's `/v1/audio/transcriptions`. Neither is logged. */
export function createTranscriber(settings: TranscriptionSettings): Transcriber {
  const model = speechModel(settings, "whisper-1");
  return {
    async transcribe({ audio, fileName, contentType, hint, signal }) {
      const form = new FormData();
      form.set("model", await model());
      form.set("response_format", "json");
      if (settings.language !== null) form.set("language", settings.language);
      if (hint !== undefined) form.set("prompt", hint);
      form.set("file", new File([new Uint8Array(audio)], fileName, { type: contentType }));
      const encoded = new Response(form);
      const { text } = await speechRequest(settings, {
        path: "audio/transcriptions",
        contentType: encoded.headers.get("content-type") ?? "multipart/form-data",
        body: new Uint8Array(await encoded.arrayBuffer()),
        timeoutMs: settings.timeoutMs,
        signal,
      });
      return wordsOf(text);
    },
  };
}

function wordsOf(text: string): string {
  try {
    return answer.parse(JSON.parse(text)).text.trim();
  } catch (error) {
    throw new ExternalError("The transcription is not what an OpenAI-compatible server sends", {
      service: "expert",
      retryable: false,
      code: "invalid_response",
      cause: error,
    });
  }
}
