import type { SynthesisSettings } from "@devflow/config";
import { ExternalError } from "@devflow/errors";
import { speechModel, speechRequest } from "./speech-request.ts";

export interface SpokenText {
  audio: Buffer;
  /** For example `audio/mpeg`. */
  contentType: string;
}

export interface Speaker {
  /** The text as sound. Raises ExternalError, the signal's reason. */
  speak(text: string, signal: AbortSignal): Promise<SpokenText>;
}

const types = { mp3: "audio/mpeg", wav: "audio/wav", opus: "audio/ogg", flac: "audio/flac" };

/** Speech out of words, by any server with OpenAI's `/v1/audio/speech`. Neither is logged. */
export function createSpeaker(settings: SynthesisSettings): Speaker {
  const model = speechModel(settings, "tts-1");
  return {
    async speak(text, signal) {
      const { voice, format, timeoutMs } = settings;
      const body = { model: await model(), input: text, voice, response_format: format };
      const { bytes } = await speechRequest(settings, {
        path: "audio/speech",
        contentType: "application/json",
        body: JSON.stringify(body),
        timeoutMs,
        signal,
      });
      if (bytes.length === 0) {
        throw new ExternalError("The speech server said nothing", {
          service: "expert",
          retryable: false,
          code: "empty_answer",
        });
      }
      return { audio: bytes, contentType: types[format] };
    },
  };
}
