import type { ExpertSettings } from "@devflow/config";
import { ExternalError } from "@devflow/errors";
import { chooseModel } from "../discovery/choose-model.ts";
import { type ListedModel, listModels } from "../discovery/list-models.ts";
import { connected } from "./connected.ts";
import { requestHeaders } from "./create-client.ts";

/** A list of names is quick also on a busy server. */
const TIMEOUT_MS = 10_000;

export interface ModelName {
  /** Null until it has been resolved. */
  known(): string | null;
  /** Asks the server once, when the settings name no model; a failure is asked again next time. */
  resolve(): Promise<string>;
}

export function createModelName(
  settings: Pick<ExpertSettings, "url" | "model" | "apiKey" | "headers">,
): ModelName {
  let known = settings.model;
  let asking: Promise<string> | null = null;
  return {
    known: () => known,
    async resolve() {
      if (known !== null) return known;
      asking ??= askServer(settings).finally(() => {
        asking = null;
      });
      known = await asking;
      return known;
    },
  };
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
