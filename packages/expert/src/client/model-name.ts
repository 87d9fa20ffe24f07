import type { ExpertSettings } from "@devflow/config";
import { ExternalError } from "@devflow/errors";
import { chooseModel } from "../discovery/choose-model.ts";
import { type ListedModel, listModels } from "../discovery/list-models.ts";
import { connected } from "./connected.ts";
import { requestHeaders } from "./create-client.ts";
import { createLookUp } from "./looked-up.ts";

/** A list of names is quick also on a busy server. */
const TIMEOUT_MS = 10_000;

export interface ModelName {
  /** Null until it has been resolved. */
  known(): string | null;
  /** Asks the server when the settings name no model, and looks again behind later answers. */
  resolve(): Promise<string>;
  /** Asks anew, for a name that the server does not know; the same where the settings name it. */
  renewed(former: string): Promise<string>;
}

export interface ModelNameOptions {
  /** What was found when the server was: a later look may find another one. */
  found?: string | undefined;
  lookAgainAfterMs?: number | undefined;
}

export function createModelName(
  settings: Pick<ExpertSettings, "url" | "model" | "apiKey" | "headers">,
  { found, lookAgainAfterMs }: ModelNameOptions = {},
): ModelName {
  const { model } = settings;
  if (model !== null) {
    return { known: () => model, resolve: async () => model, renewed: async () => model };
  }
  const { known, get, renewed } = createLookUp<string>({
    ask: () => askServer(settings),
    isSame: (one, other) => one === other,
    first: found ?? null,
    againAfterMs: lookAgainAfterMs,
  });
  return { known, resolve: get, renewed };
}

async function askServer(settings: Parameters<typeof createModelName>[0]): Promise<string> {
  const models = await connected(() =>
    listModels(settings.url, { headers: requestHeaders(settings), timeoutMs: TIMEOUT_MS }),
  );
  return modelOf(models);
}

/** The model to take of those that a server lists. @throws ExternalError `no_model`, `invalid_response` */
export function modelOf(models: readonly ListedModel[] | null): string {
  // An adapter posts when it is rolled out, not because a server happens to list it.
  const own = (models ?? []).filter(({ parent }) => parent === null);
  const chosen = chooseModel(own.map((model) => model.id));
  if (chosen !== null) return chosen;
  throw new ExternalError("The expert lists no model that writes text", {
    service: "expert",
    retryable: false,
    code: models === null ? "invalid_response" : "no_model",
  });
}
