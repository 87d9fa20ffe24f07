import type { Secret } from "../secret.ts";
import { endpointSettings } from "./endpoint-settings.ts";
import type { fimFamilyNames } from "./expert-names.ts";
import { type ExpertValues, expertSchema } from "./expert-schema.ts";

/** How a model server is reached. */
export interface EndpointSettings {
  /** Base URL of the API, with its version at the end: what OpenAI clients take. */
  url: string;
  /** Null: the first model that the server lists. */
  model: string | null;
  apiKey: Secret | null;
  headers: Record<string, Secret>;
}

/** One model endpoint and its limits. */
export interface ExpertSettings extends EndpointSettings {
  /** In experts.yaml. */
  name: string;
  /** `completions`: the prompt is rendered in Llama-2's instruct template before it is sent. */
  api: "chat" | "completions";
  windowTokens: number;
  maxOutputTokens: number;
  temperature: number;
  /** Null: the server's own. */
  topP: number | null;
  timeoutMs: number;
  concurrency: number;
  retries: number;
  tokenizer: "server" | "estimate";
}

/** What an expert is asked by editors. */
export type ExpertTask = "completion" | "chat";

export interface CompletionSettings {
  temperature: number;
  maxTokens: number;
  topP: number;
  frequencyPenalty: number;
  timeoutMs: number;
  concurrency: number;
}

export interface ExplanationSettings {
  temperature: number;
  maxTokens: number;
  topP: number;
}

/** An expert of the assistant: what editors ask of it, beside what reviews need. */
export interface CodeExpertSettings extends ExpertSettings {
  tasks: readonly ExpertTask[];
  fim: "auto" | "none" | (typeof fimFamilyNames)[number];
  server: ExpertValues["server"];
  /** Names of experts that are asked instead, best first; all of them are configured. */
  fallbacks: readonly string[];
  /** Requests that may wait. */
  queue: number;
  /** Longest answer for an editor, where the file says one; null: by what is asked. */
  answerTokens: number | null;
  completion: CompletionSettings;
  explanation: ExplanationSettings;
}

/** Of a review, where the file says nothing. */
export const standardOutputTokens = 1_024;

/** What the file says of one expert. Its fallbacks are as written: {@link loadAssistant} knows the others. */
export function toSettings(
  name: string,
  values: ExpertValues,
  apiKey: string | null,
): CodeExpertSettings {
  const { completion, explanation } = values;
  const most = Math.floor(values.window_tokens / 2);
  return {
    name,
    ...endpointSettings(values, apiKey),
    api: values.api,
    windowTokens: values.window_tokens,
    maxOutputTokens: values.max_output_tokens ?? standardOutputTokens,
    temperature: values.temperature,
    topP: values.top_p ?? null,
    timeoutMs: values.timeout_ms,
    concurrency: values.concurrency,
    retries: values.retries,
    tokenizer: values.tokenizer,
    tasks: values.tasks,
    fim: values.fim,
    server: values.server,
    fallbacks: values.fallbacks ?? ["default"],
    queue: values.queue,
    answerTokens: values.max_output_tokens ?? null,
    completion: {
      temperature: completion.temperature,
      maxTokens: Math.min(completion.max_tokens, most),
      topP: completion.top_p,
      frequencyPenalty: completion.frequency_penalty,
      timeoutMs: completion.timeout_ms,
      concurrency: completion.concurrency,
    },
    explanation: {
      temperature: explanation.temperature,
      maxTokens: Math.min(explanation.max_tokens, most),
      topP: explanation.top_p,
    },
  };
}

/** Limits for an expert that no file describes, for example one that was found on this machine. */
export function defaultExpertSettings(url: string, model: string | null): CodeExpertSettings {
  return { ...toSettings("review", expertSchema.parse({ url }), null), fallbacks: [], model };
}
