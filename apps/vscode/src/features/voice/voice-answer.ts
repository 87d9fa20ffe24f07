import * as z from "zod";
import { citation, patch, searchHit } from "../shared/answers.ts";

/** What `/v1/voice` answers, as far as it is used here. */
export const voiceAnswer = z.object({
  id: z.string(),
  transcript: z.string(),
  intent: z.string(),
  text: z.string(),
  model: z.string().nullable(),
  patch: patch.nullable(),
  citations: z.array(citation),
  hits: z.array(searchHit),
  audio: z.object({ content_type: z.string(), base64: z.string() }).nullable(),
});

export type VoiceAnswer = z.infer<typeof voiceAnswer>;

/** What the gateway takes at most. */
export const MAX_AUDIO_BYTES = 25 * 1024 * 1024;

/** What the page of the voice command tells the extension. Anything else is ignored. */
export const voiceMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({
    type: z.literal("recorded"),
    bytes: z.union([z.instanceof(Uint8Array), z.instanceof(ArrayBuffer)]),
    contentType: z.string().regex(/^audio\/[\w.+-]+(;.*)?$/),
  }),
  z.object({ type: z.literal("choose") }),
  z.object({ type: z.literal("stop") }),
  z.object({
    type: z.literal("open"),
    path: z.string().max(1000),
    startLine: z.int().min(1).nullable(),
    endLine: z.int().min(1).nullable(),
  }),
]);

const contentTypes: Readonly<Record<string, string>> = {
  wav: "audio/wav",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  ogg: "audio/ogg",
  flac: "audio/flac",
  webm: "audio/webm",
};

/** Endings of sound files that can be chosen. */
export const soundFiles = Object.keys(contentTypes);

export function contentTypeOf(path: string): string {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return contentTypes[ending] ?? "audio/webm";
}

/** The only sound that the page plays: a type of sound, so that nothing else can be smuggled into its address. */
export function soundAddress(audio: VoiceAnswer["audio"]): string | null {
  if (!audio || !/^audio\/[\w.+-]+$/.test(audio.content_type)) return null;
  if (!/^[A-Za-z0-9+/=]*$/.test(audio.base64)) return null;
  return `data:${audio.content_type};base64,${audio.base64}`;
}
