import { randomUUID } from "node:crypto";
import {
  answerSpeech,
  callersText,
  type EditedFile,
  findCallers,
  type ReadSpeech,
  readSpeech,
  spokenText,
} from "@devflow/assist";
import { loadAssistant } from "@devflow/config";
import { coerceError, ExternalError } from "@devflow/errors";
import {
  createSpeaker,
  createTranscriber,
  type Speaker,
  type SpokenText,
  type Transcriber,
} from "@devflow/expert";
import type { z } from "zod";
import { refuseSecrets } from "../completions/serve-completion.ts";
import { GatewayError } from "../http/gateway-error.ts";
import { defineRoute, type Route, type RouteRequest } from "../http/route.ts";
import { changeEventJson, explanationJson } from "./answer-json.ts";
import type { AssistServices } from "./assist-services.ts";
import { askedOf, filesOf } from "./code-routes.ts";
import { whyNothing } from "./empty-search.ts";
import { knownRepository, openRepositoryCode } from "./known-repository.ts";
import { Recorder, startAssist } from "./run-assist.ts";
import { voiceAnswer, voiceBytes, voiceContext, voiceRequest } from "./schemas/voice.ts";
import { findCode, retrievedOf, searchScope } from "./search-routes.ts";
import { toldSpeech } from "./told-speech.ts";

type VoiceJson = z.input<typeof voiceAnswer>;
type VoiceCall = RouteRequest<undefined, undefined, typeof voiceRequest, "assist">;

/** What a sentence came to, before it is spoken. */
type Said = Omit<VoiceJson, "transcript" | "audio">;

interface Voice {
  transcriber: Transcriber;
  /** Null: answers are text only. */
  speaker: Speaker | null;
  /** As the settings name them, for the audit log. */
  models: { transcription: string; synthesis: string };
}

/** `POST /v1/voice`: what somebody says is understood, done, and answered in words and sound. */
export function voiceRoutes(services: AssistServices): Route[] {
  const { transcription, synthesis } = loadAssistant(services.parts.settings);
  const voice: Voice | null =
    transcription === null
      ? null
      : {
          transcriber: createTranscriber(transcription),
          speaker: synthesis === null ? null : createSpeaker(synthesis),
          models: {
            transcription: transcription.model ?? "default",
            synthesis: synthesis?.model ?? "default",
          },
        };
  return [
    defineRoute({
      method: "POST",
      path: "/v1/voice",
      operation: "speak",
      summary:
        "Does what somebody says: explain, test, document, refactor, search, who calls this.",
      description:
        "A form with the sound in `audio` and, as JSON in `request`, the files that it is about. English and German are sorted by rules, everything else by the expert.",
      scope: "assist",
      rate: "assist",
      bodyType: "multipart",
      maxBodyBytes: voiceBytes,
      body: voiceRequest,
      answer: voiceAnswer,
      errors: [422, 501, 502, 504],
      async handle(request) {
        if (voice === null) throw notConfigured();
        return { body: await answerVoice(services, voice, request) };
      },
    }),
  ];
}

function notConfigured(): GatewayError {
  return new GatewayError(
    501,
    "No endpoint for transcription is configured: speech.transcription in experts.yaml.",
    { code: "no_transcription" },
  );
}

async function answerVoice(
  services: AssistServices,
  { transcriber, speaker, models }: Voice,
  request: VoiceCall,
): Promise<VoiceJson> {
  const { body, signal, logger } = request;
  const context = voiceContext.parse(jsonOf(body.request));
  const files = filesOf(context.files ?? []);
  for (const { path } of files) refuseSecrets(services, path);
  const { audio } = body;
  const sound = {
    audio: new Uint8Array(await audio.arrayBuffer()),
    fileName: audio.name || "speech.webm",
    contentType: audio.type || "audio/webm",
    signal,
  };
  const heard = { purpose: "transcription", model: models.transcription } as const;
  const transcript = await toldSpeech(services, request, heard, () =>
    transcriber.transcribe(sound),
  );
  if (transcript === "") {
    throw new GatewayError(422, "Nothing was understood.", { code: "nothing_said" });
  }
  const read = readSpeech(transcript);
  const said = await doWhatWasSaid(services, request, read, context.repository, files);
  const isSpoken = speaker !== null && context.is_audio_wanted !== false;
  const spoken = { purpose: "synthesis", model: models.synthesis } as const;
  const asSound = (words: string) =>
    isSpoken ? toldSpeech(services, request, spoken, () => speaker.speak(words, signal)) : null;
  return { ...said, transcript, audio: await speak(asSound, said.text, signal, logger) };
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "{}");
  } catch (cause) {
    throw new GatewayError(400, "request: is no JSON", { code: "malformed_body", cause });
  }
}

/** Callers and searches come from the index, whether there is an expert or not. */
async function doWhatWasSaid(
  services: AssistServices,
  request: VoiceCall,
  read: ReadSpeech,
  repository: string | null | undefined,
  files: readonly EditedFile[],
): Promise<Said> {
  if (read.intent === "callers" || read.intent === "search") {
    return fromIndex(services, request, read, read.intent, { repository, files });
  }
  const asked = askedOf("voice", request, { repository, files });
  const { id, events } = await startAssist(services, asked, (ports) =>
    answerSpeech({ ...read, files }, ports),
  );
  let next = await events.next();
  let patch: Said["patch"] = null;
  while (!next.done) {
    const event = changeEventJson(next.value);
    if (event.type === "patch") patch = event.patch;
    next = await events.next();
  }
  const { text, finish_reason, model, citations } = explanationJson(id, next.value);
  return {
    ...{ id, intent: next.value.intent, text, finish_reason, model, patch, citations },
    hits: [],
  };
}

async function fromIndex(
  services: AssistServices,
  { caller, editor, signal }: VoiceCall,
  { text, language }: ReadSpeech,
  intent: "callers" | "search",
  about: { repository: string | null | undefined; files: readonly EditedFile[] },
): Promise<Said> {
  const repository = await knownRepository(services, caller, about.repository, signal);
  const watched = repository === null ? null : await openRepositoryCode(services, repository);
  const retrieved = watched === null ? [] : [watched.retrieved];
  const recorder = new Recorder(services, {
    id: `voice-${randomUUID()}`,
    ...{ feature: "voice", caller, editor, language: null },
    ...{ repositoryId: repository?.id ?? null, retrieved },
  });
  const common = {
    ...{ id: recorder.id, intent, finish_reason: "stop" as const },
    ...{ model: null, patch: null, citations: [] },
  };
  if (intent === "callers") {
    const callers = await findCallers(text, about.files, watched?.code ?? null);
    await recorder.record("answered");
    return { ...common, text: callersText(callers, language), hits: [] };
  }
  const scope = await searchScope(services, caller, about.repository, signal);
  const hits = await findCode(services, scope, { query: text.slice(0, 1_000) });
  const note = hits.length > 0 ? null : await whyNothing(services, scope, about.repository || null);
  retrieved.push(...retrievedOf(hits));
  await recorder.record("answered");
  return { ...common, text: note ?? hitsText(hits, language === "German"), hits };
}

function hitsText(hits: Said["hits"], isGerman: boolean): string {
  if (hits.length === 0) return isGerman ? "Nichts gefunden." : "Nothing was found.";
  const lines = hits.slice(0, 5).map(({ path, start_line, symbol, commit }) => {
    const what = symbol === null ? "" : ` \`${symbol}\``;
    return `- \`${path}:${start_line}@${commit.slice(0, 12)}\`${what}`;
  });
  return `${isGerman ? "Gefunden" : "Found"}:\n${lines.join("\n")}`;
}

/** Without sound the text is still an answer. */
async function speak(
  asSound: (words: string) => Promise<SpokenText> | null,
  text: string,
  signal: AbortSignal,
  logger: VoiceCall["logger"],
): Promise<VoiceJson["audio"]> {
  const words = spokenText(text);
  if (words === "") return null;
  try {
    const sound = await asSound(words);
    if (sound === null) return null;
    const { audio, contentType } = sound;
    return { content_type: contentType, base64: audio.toString("base64") };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ExternalError)) throw error;
    logger.warn({ err: coerceError(error) }, "an answer could not be spoken");
    return null;
  }
}
