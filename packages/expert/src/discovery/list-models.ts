import { ExternalError } from "@devflow/errors";
import { z } from "zod";
import { boundedRequest } from "../client/bounded-fetch.ts";

/** What `GET /v1/models` tells about one model. */
export interface ListedModel {
  id: string;
  /** vLLM says `vllm`, llama.cpp `llamacpp`, Ollama `library` or a person, LM Studio `organization_owner`. */
  ownedBy: string;
  /** The window that the server runs it with, where it says so (vLLM). */
  windowTokens: number | null;
  /** The model that it is an adapter of (vLLM); null for a model of its own. */
  parent: string | null;
  /** What it was loaded from, a folder or a name on the Hub (vLLM). */
  root: string | null;
}

const answer = z.object({
  object: z.literal("list"),
  data: z
    .array(
      z.object({
        id: z.string().min(1).max(500),
        owned_by: z.string().nullish(),
        parent: z.string().nullish(),
        root: z.string().nullish(),
        max_model_len: z.number().int().positive().nullish(),
      }),
    )
    .nullable(),
});

export interface ListModelsOptions {
  headers?: Record<string, string>;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * The models of an OpenAI-compatible server. Null when whatever listens there is none: another
 * status, or an answer of another shape.
 *
 * @param url base URL with its version, for example `http://127.0.0.1:8000/v1`
 * @throws ExternalError or a system error when nothing answers in time
 */
export async function listModels(
  url: string,
  options: ListModelsOptions,
): Promise<ListedModel[] | null> {
  const { headers = {}, timeoutMs, signal = null } = options;
  const response = await boundedRequest(`${url}/models`, { headers, timeoutMs, signal });
  if (response.status === 401 || response.status === 403) {
    throw new ExternalError("The expert wants another API key", {
      service: "expert",
      retryable: false,
      status: response.status,
      code: "unauthorized",
    });
  }
  const parsed = response.status === 200 ? parseModels(response.text) : undefined;
  return (
    parsed?.map((model) => ({
      id: model.id,
      ownedBy: model.owned_by ?? "",
      windowTokens: model.max_model_len ?? null,
      parent: model.parent ?? null,
      root: model.root ?? null,
    })) ?? null
  );
}

function parseModels(text: string) {
  try {
    const parsed = answer.safeParse(JSON.parse(text));
    return parsed.success ? (parsed.data.data ?? []) : undefined;
  } catch {
    return undefined;
  }
}
