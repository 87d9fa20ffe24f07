import { type Environment, readEnvironment } from "../environment.ts";
import type { Settings } from "../settings.ts";
import { apiKeyOf, endpointSettings } from "./endpoint-settings.ts";
import type { CodeExpertSettings, EndpointSettings } from "./expert-settings.ts";
import { toSettings } from "./expert-settings.ts";
import type { ExpertsFile } from "./experts-file-schema.ts";
import { reviewExpert } from "./load-experts.ts";
import { readExpertsFile } from "./read-experts-file.ts";

/** A rule of who is asked; null: it holds for all. The first one that fits decides. */
export interface ExpertRoute {
  /** A glob over `owner/name`. */
  repository: string | null;
  team: string | null;
  language: string | null;
  /** Null: the expert of the language. */
  expert: string | null;
  /** Another model or adapter of that expert's server. */
  model: string | null;
}

export interface TranscriptionSettings extends EndpointSettings {
  /** Null: the server finds out. */
  language: string | null;
  timeoutMs: number;
}

export interface SynthesisSettings extends EndpointSettings {
  voice: string;
  format: "mp3" | "wav" | "opus" | "flac";
  timeoutMs: number;
}

/** Who answers editors. */
export interface AssistantSettings {
  /**
   * By name, one at most of each. Has `default` unless {@link isDefaultDiscovered}: the file's own, else
   * the review expert under that name.
   */
  experts: readonly CodeExpertSettings[];
  /** Nobody named a review expert or a default one: look for a server on this machine. */
  isDefaultDiscovered: boolean;
  routes: readonly ExpertRoute[];
  /** Null: there is none. */
  transcription: TranscriptionSettings | null;
  synthesis: SynthesisSettings | null;
}

/**
 * The experts of the assistant, from EXPERTS_FILE, and from EXPERT_URL as reviews have it.
 * `EXPERT_URL=none` switches all of them off: no model is asked. Raises one UsageError that lists
 * every problem of the file.
 */
export function loadAssistant(
  settings: Settings,
  environment: Environment = readEnvironment(),
): AssistantSettings {
  const file = readExpertsFile(settings, environment);
  const rest = { routes: routesOf(file), ...speechOf(file, environment) };
  if (settings.expertUrl === "none") return { experts: [], isDefaultDiscovered: false, ...rest };
  const review = reviewExpert(settings, file, environment);
  const written = Object.entries(file?.experts ?? {}).flatMap(([name, values]) =>
    values === undefined || name === "review"
      ? []
      : [toSettings(name, values, apiKeyOf(values, environment))],
  );
  const reviewing = review === "discover" ? [] : [review];
  const hasDefault = written.some(({ name }) => name === "default");
  const standIn = hasDefault ? [] : reviewing.map((each) => ({ ...each, name: "default" }));
  const experts = [...reviewing, ...standIn, ...written];
  const names = new Set(["default", ...experts.map(({ name }) => name)]);
  return {
    experts: experts.map((each) => ({
      ...each,
      fallbacks: each.fallbacks.filter((name) => name !== each.name && names.has(name)),
    })),
    isDefaultDiscovered: !hasDefault && review === "discover",
    ...rest,
  };
}

function routesOf(file: ExpertsFile | null): ExpertRoute[] {
  return (file?.routes ?? []).map(({ repository, team, language, expert, model }) => ({
    repository: repository ?? null,
    team: team ?? null,
    language: language ?? null,
    expert: expert ?? null,
    model: model ?? null,
  }));
}

function speechOf(
  file: ExpertsFile | null,
  environment: Environment,
): Pick<AssistantSettings, "transcription" | "synthesis"> {
  const { transcription, synthesis } = file?.speech ?? {};
  return {
    transcription:
      transcription === undefined
        ? null
        : {
            ...endpointSettings(transcription, apiKeyOf(transcription, environment)),
            language: transcription.language ?? null,
            timeoutMs: transcription.timeout_ms,
          },
    synthesis:
      synthesis === undefined
        ? null
        : {
            ...endpointSettings(synthesis, apiKeyOf(synthesis, environment)),
            voice: synthesis.voice,
            format: synthesis.format,
            timeoutMs: synthesis.timeout_ms,
          },
  };
}
