import { type CodeExpertSettings, defaultExpertSettings } from "@devflow/config";
import type { ExpertIdentity } from "../model.ts";
import { chooseModel } from "./choose-model.ts";
import { type ListedModel, listModels } from "./list-models.ts";
import { type ServerKind, serverWindow } from "./server-window.ts";

/** A server that was found on this machine. */
export interface DiscoveredExpert {
  identity: ExpertIdentity;
  kind: ServerKind;
  /** Every model that the server lists. */
  models: string[];
  /** The window that the server runs the chosen model with; null when it does not say. */
  windowTokens: number | null;
  /** What the user should know, in sentences. */
  notes: string[];
}

export interface DiscoverOptions {
  /** Default: the four usual ones. Their order decides between servers with equally good models. */
  ports?: readonly number[];
  /** For each question; all ports are asked at once. Default: 300. */
  timeoutMs?: number;
}

const USUAL_KINDS: Readonly<Record<number, ServerKind>> = {
  8000: "vllm",
  8080: "llama.cpp",
  1234: "lmstudio",
  11434: "ollama",
};

/** vLLM before llama.cpp, LM Studio and Ollama: the better they say what they can, the earlier. */
const USUAL_PORTS = [8000, 8080, 1234, 11434] as const;

/** Ollama's default window before 2025; since then 4,096 or more, by the graphics card's memory. */
const OLLAMA_SMALLEST_WINDOW = 2_048;

/**
 * Looks for OpenAI-compatible servers on this machine (127.0.0.1 only). A port counts only when
 * `GET /v1/models` answers in OpenAI's shape with a model that writes text; whatever else listens
 * there is passed over. Of several servers, the one with the better model by {@link chooseModel}.
 *
 * Ollama: its OpenAI endpoint takes no window size and cuts longer prompts silently, from their
 * start, where the instructions are. So its window is asked for; when the model is not loaded and
 * names none, 2,048 is assumed and the notes say how to raise it (OLLAMA_CONTEXT_LENGTH).
 */
export async function discoverExpert(
  options: DiscoverOptions = {},
): Promise<DiscoveredExpert | null> {
  const { ports = USUAL_PORTS, timeoutMs = 300 } = options;
  const found = await Promise.all(ports.map((port) => probe(port, timeoutMs)));
  const servers = found.filter((each) => each !== null);
  const best = chooseModel(servers.map(({ identity }) => identity.model));
  return servers.find(({ identity }) => identity.model === best) ?? null;
}

/**
 * Settings for a found server: the defaults, with a smaller window where the server has one. A
 * larger window is not taken: longer prompts take longer, and reviews do not get better by them.
 */
export function discoveredSettings(found: DiscoveredExpert): CodeExpertSettings {
  const { url, model } = found.identity;
  const settings = defaultExpertSettings(url, model);
  const windowTokens = Math.min(settings.windowTokens, found.windowTokens ?? settings.windowTokens);
  const maxOutputTokens = Math.min(settings.maxOutputTokens, Math.floor(windowTokens / 4));
  return { ...settings, windowTokens, maxOutputTokens };
}

async function probe(port: number, timeoutMs: number): Promise<DiscoveredExpert | null> {
  const root = `http://127.0.0.1:${port}`;
  const url = `${root}/v1`;
  const listed = await listModels(url, { timeoutMs }).catch(() => null);
  const model = chooseModel(
    (listed ?? []).filter(({ parent }) => parent === null).map(({ id }) => id),
  );
  if (listed === null || model === null) return null;
  const kind = kindOf(listed, port);
  const stated = listed.find(({ id }) => id === model)?.windowTokens ?? null;
  const asked = stated ?? (await serverWindow({ kind, root, model, timeoutMs }));
  const isUnknownOllama = kind === "ollama" && asked === null;
  return {
    identity: { url, model },
    kind,
    models: listed.map(({ id }) => id),
    windowTokens: isUnknownOllama ? OLLAMA_SMALLEST_WINDOW : asked,
    notes: isUnknownOllama ? [OLLAMA_NOTE] : [],
  };
}

const OLLAMA_NOTE =
  "Ollama does not say how large its context window is, so 2,048 tokens are assumed. Start it with OLLAMA_CONTEXT_LENGTH=8192 and load the model once for better reviews.";

/** What a server is, by who owns its models, else by the port that it has. */
export function kindOf(models: readonly ListedModel[], port: number | null): ServerKind {
  const owners = new Set(models.map(({ ownedBy }) => ownedBy));
  if (owners.has("vllm")) return "vllm";
  if (owners.has("llamacpp")) return "llama.cpp";
  if (owners.has("organization_owner")) return "lmstudio";
  if (owners.has("library")) return "ollama";
  return (port === null ? undefined : USUAL_KINDS[port]) ?? "unknown";
}
