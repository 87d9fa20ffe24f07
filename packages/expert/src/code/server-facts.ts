import { isDeepStrictEqual } from "node:util";
import type { CodeExpertSettings } from "@devflow/config";
import { basesOf } from "../adapters/base-models.ts";
import { connected } from "../client/connected.ts";
import { requestHeaders } from "../client/create-client.ts";
import { createLookUp } from "../client/looked-up.ts";
import { modelOf } from "../client/model-name.ts";
import { untilAborted } from "../client/until-aborted.ts";
import { kindOf } from "../discovery/discover-expert.ts";
import { listModels } from "../discovery/list-models.ts";
import type { ServerKind } from "../discovery/server-window.ts";
import { type FimFamily, fimFamilyOf } from "../fim/fim-families.ts";

/** What the settings leave open about a server. */
export interface ServerFacts {
  kind: ServerKind;
  model: string;
  fimFamily: FimFamily | null;
  /** The window that it runs the model with; null where it does not say. */
  windowTokens: number | null;
}

export interface KnownServer {
  /** Null until the server was asked, unless the settings say everything. */
  known(): ServerFacts | null;
  /** Waits for the first answer only, and looks again behind later ones. Raises ExternalError, the signal's reason. */
  ask(signal: AbortSignal): Promise<ServerFacts>;
  /** Asks anew, for facts that a request was refused by; the same where the settings say all. */
  renewed(former: ServerFacts): Promise<ServerFacts>;
}

export interface KnownServerOptions {
  lookAgainAfterMs?: number | undefined;
}

/** A list of names is quick also on a busy server. */
const TIMEOUT_MS = 10_000;

/** A server's kind, model and family, from the settings and from its list of models. */
export function createKnownServer(
  settings: CodeExpertSettings,
  { lookAgainAfterMs }: KnownServerOptions = {},
): KnownServer {
  const told = fromSettings(settings);
  if (told !== null) {
    return { known: () => told, ask: async () => told, renewed: async () => told };
  }
  const { known, get, renewed } = createLookUp<ServerFacts>({
    ask: () => askServer(settings),
    isSame: isDeepStrictEqual,
    againAfterMs: lookAgainAfterMs,
  });
  return { known, renewed, ask: (signal) => untilAborted(get(), signal) };
}

const KINDS = {
  openai: "unknown",
  vllm: "vllm",
  llama_cpp: "llama.cpp",
  ollama: "ollama",
} as const;

function fromSettings({ server, model, fim }: CodeExpertSettings): ServerFacts | null {
  if (server === "auto" || model === null) return null;
  const fimFamily = fim === "auto" ? fimFamilyOf(model) : fim === "none" ? null : fim;
  // Under an alias of the model, vLLM's list may still tell what it was started with.
  if (fimFamily === null && fim === "auto") return null;
  return { kind: KINDS[server], model, fimFamily, windowTokens: null };
}

async function askServer(settings: CodeExpertSettings): Promise<ServerFacts> {
  const { url, server, fim } = settings;
  const listed = await connected(() =>
    listModels(url, { headers: requestHeaders(settings), timeoutMs: TIMEOUT_MS }),
  );
  const model = settings.model ?? modelOf(listed);
  const names = [model, ...basesOf(model, listed ?? [])];
  const family = names.map(fimFamilyOf).find((each) => each !== null) ?? null;
  return {
    kind: server === "auto" ? kindOf(listed ?? [], null) : KINDS[server],
    model,
    fimFamily: fim === "auto" ? family : fim === "none" ? null : fim,
    windowTokens: listed?.find(({ id }) => id === model)?.windowTokens ?? null,
  };
}
