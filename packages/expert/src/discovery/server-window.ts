import { z } from "zod";
import { boundedRequest } from "../client/bounded-fetch.ts";

/** What kind of server answered. `unknown`: OpenAI-compatible, nothing more is known. */
export type ServerKind = "vllm" | "llama.cpp" | "lmstudio" | "ollama" | "unknown";

export interface WindowQuestion {
  kind: ServerKind;
  /** The server without `/v1`. */
  root: string;
  model: string;
  timeoutMs: number;
}

/**
 * The window that a server really runs a model with, in tokens, from its own API beside the
 * OpenAI one; null where that says nothing. What a model could do at most is not asked: Ollama and
 * LM Studio run 128k models with 4k or less, and cut longer prompts without an error.
 */
export async function serverWindow(question: WindowQuestion): Promise<number | null> {
  if (question.kind === "llama.cpp") return llamaCppWindow(question);
  if (question.kind === "ollama") return ollamaWindow(question);
  if (question.kind === "lmstudio") return lmStudioWindow(question);
  return null;
}

const props = z.object({ default_generation_settings: z.object({ n_ctx: z.int().positive() }) });

async function llamaCppWindow({ root, timeoutMs }: WindowQuestion): Promise<number | null> {
  const answer = props.safeParse(await getJson(`${root}/props`, timeoutMs));
  return answer.data?.default_generation_settings.n_ctx ?? null;
}

const lmStudioModels = z.object({
  data: z.array(z.object({ id: z.string(), loaded_context_length: z.int().positive().nullish() })),
});

async function lmStudioWindow(question: WindowQuestion): Promise<number | null> {
  const { root, model, timeoutMs } = question;
  const answer = lmStudioModels.safeParse(await getJson(`${root}/api/v0/models`, timeoutMs));
  return answer.data?.data.find(({ id }) => id === model)?.loaded_context_length ?? null;
}

const ollamaRunning = z.object({
  models: z.array(z.object({ name: z.string(), context_length: z.int().positive().nullish() })),
});
const ollamaModel = z.object({ parameters: z.string().nullish() });

/** A loaded model's window, else the `num_ctx` of its Modelfile. */
async function ollamaWindow({ root, model, timeoutMs }: WindowQuestion): Promise<number | null> {
  const [running, shown] = await Promise.all([
    getJson(`${root}/api/ps`, timeoutMs),
    getJson(`${root}/api/show`, timeoutMs, { model }),
  ]);
  const loaded = ollamaRunning.safeParse(running).data?.models.find(({ name }) => name === model);
  if (loaded?.context_length) return loaded.context_length;
  const parameters = ollamaModel.safeParse(shown).data?.parameters ?? "";
  const numCtx = /^num_ctx\s+(\d{1,9})/m.exec(parameters)?.[1];
  return numCtx === undefined ? null : Number(numCtx);
}

/** The parsed answer, or undefined: these questions are asked out of courtesy. */
async function getJson(url: string, timeoutMs: number, body?: object): Promise<unknown> {
  const post = { method: "POST", body: JSON.stringify(body) };
  const headers = { "content-type": "application/json" };
  try {
    const response = await boundedRequest(url, {
      timeoutMs,
      ...(body === undefined ? {} : { ...post, headers }),
    });
    return response.status === 200 ? JSON.parse(response.text) : undefined;
  } catch {
    return undefined;
  }
}
