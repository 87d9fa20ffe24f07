import type { SynthesisSettings, TranscriptionSettings } from "@devflow/config";
import { type SpeechOptions, slow, startModelServer, status } from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import { createSpeaker, createTranscriber } from "../src/index.ts";
import { key } from "./support.ts";

const { signal } = new AbortController();
const endpoint = { model: null, apiKey: null, headers: {}, timeoutMs: 5_000 };
const ears = (url: string, changes: Partial<TranscriptionSettings> = {}) =>
  createTranscriber({ ...endpoint, url, language: null, ...changes });
const mouth = (url: string, changes: Partial<SynthesisSettings> = {}) =>
  createSpeaker({ ...endpoint, url, voice: "alloy", format: "mp3", ...changes });
const spoken = {
  audio: new Uint8Array([1, 2, 3, 255]),
  fileName: "question.webm",
  contentType: "audio/webm",
  signal,
};

const serve = (speech: SpeechOptions, apiKey?: string) =>
  startModelServer({
    script: [],
    speech,
    models: [{ id: "whisper-large-v3" }],
    ...(apiKey === undefined ? {} : { apiKey }),
  });

describe("words out of speech", () => {
  test("the sound goes out as it is, with the model that the server lists", async () => {
    await using server = await serve(
      { transcribe: () => " Explain this function. \n" },
      key.expose(),
    );
    const transcriber = ears(server.url, { apiKey: key, language: "en" });
    expect(await transcriber.transcribe({ ...spoken, hint: "parseLinks" })).toBe(
      "Explain this function.",
    );
    expect(server.spoken[0]).toMatchObject({
      model: "whisper-large-v3",
      fileName: "question.webm",
      fields: { language: "en", prompt: "parseLinks", response_format: "json" },
    });
    expect([...(server.spoken[0]?.audio ?? [])]).toEqual([1, 2, 3, 255]);
  });

  test("failures are told as those of experts are", async () => {
    await using refusing = await serve({ transcribe: () => status(429, { retryAfter: "3" }) });
    await expect(ears(refusing.url).transcribe(spoken)).rejects.toMatchObject({
      service: "expert",
      status: 429,
      retryable: true,
      retryAfterMs: 3_000,
    });
    await using without = await serve({});
    await expect(ears(without.url).transcribe(spoken)).rejects.toMatchObject({
      status: 404,
      retryable: false,
    });
    await expect(ears("http://127.0.0.1:9/v1").transcribe(spoken)).rejects.toMatchObject({
      retryable: true,
    });
  });

  test("who goes away waits no longer, and a slow server not for ever", async () => {
    await using server = await serve({ transcribe: () => slow() });
    const abort = new AbortController();
    const waiting = ears(server.url).transcribe({ ...spoken, signal: abort.signal });
    await expect.poll(() => server.spoken.length).toBe(1);
    abort.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    await expect(ears(server.url, { timeoutMs: 100 }).transcribe(spoken)).rejects.toMatchObject({
      code: "timeout",
    });
  });
});

describe("speech out of words", () => {
  test("comes back as sound", async () => {
    await using server = await serve({ speak: ({ input }) => Buffer.from(`<${input}>`) });
    const said = await mouth(server.url, { model: "tts", voice: "nova", format: "wav" }).speak(
      "It adds.",
      signal,
    );
    expect(said).toEqual({ audio: Buffer.from("<It adds.>"), contentType: "audio/wav" });
    expect(server.spoken[0]).toMatchObject({
      model: "tts",
      input: "It adds.",
      fields: { voice: "nova", response_format: "wav" },
    });
  });

  test("silence is a failure", async () => {
    await using server = await serve({ speak: () => Buffer.alloc(0) });
    await expect(mouth(server.url).speak("It adds.", signal)).rejects.toMatchObject({
      code: "empty_answer",
    });
  });
});
