import type { ServerResponse } from "node:http";
import { z } from "zod";
import type { AnswerFunction } from "./model-script.ts";
import { sendError, sendJson } from "./respond.ts";

/** Adapters as vLLM serves them: loaded and unloaded while it runs, listed with their parent. */
export interface AdapterOptions {
  /** What each adapter answers, by its name. All other models answer by the server's own script. */
  scripts: Readonly<Record<string, AnswerFunction>>;
  /** Those that are there from the start, as with `--lora-modules`. */
  loaded?: readonly string[];
  /** False: as without VLLM_ALLOW_RUNTIME_LORA_UPDATING, the routes are not there. */
  isRuntimeLoading?: boolean;
  /** Why the server does not take an adapter; null: it does. */
  refuse?: (name: string, path: string) => string | null;
}

const loadBody = z.object({ lora_name: z.string().min(1), lora_path: z.string().min(1) });
const unloadBody = z.object({ lora_name: z.string().min(1) });

/** The adapters of one server and what it has loaded. */
export class ServedAdapters {
  /** Path by name. */
  readonly loaded = new Map<string, string>();
  readonly #options: AdapterOptions | undefined;

  constructor(options: AdapterOptions | undefined) {
    this.#options = options;
    for (const name of options?.loaded ?? []) this.loaded.set(name, `/adapters/${name}`);
  }

  /** Null: the model is none of the adapters. `missing`: it is one, and it is not loaded. */
  scriptOf(model: string): AnswerFunction | "missing" | null {
    const script = this.#options?.scripts[model];
    if (script === undefined) return null;
    return this.loaded.has(model) ? script : "missing";
  }

  listed(parent: string) {
    return [...this.loaded].map(([id, root]) => ({ id, root, parent }));
  }

  /** True when the request was one of adapters and has its answer. */
  handle(path: string, body: string, response: ServerResponse): boolean {
    if (this.#options === undefined || this.#options.isRuntimeLoading === false) return false;
    if (path === "/v1/load_lora_adapter") this.#load(loadBody.parse(JSON.parse(body)), response);
    else if (path === "/v1/unload_lora_adapter") {
      this.#unload(unloadBody.parse(JSON.parse(body)), response);
    } else return false;
    return true;
  }

  #load({ lora_name: name, lora_path: path }: z.output<typeof loadBody>, response: ServerResponse) {
    const refusal = this.#options?.refuse?.(name, path) ?? null;
    if (refusal !== null) return sendError(response, 400, refusal);
    if (this.loaded.has(name)) {
      return sendError(response, 400, `The lora adapter '${name}' has already been loaded.`);
    }
    this.loaded.set(name, path);
    sendJson(response, 200, `Success: LoRA adapter '${name}' added successfully.`);
  }

  #unload({ lora_name: name }: z.output<typeof unloadBody>, response: ServerResponse) {
    if (!this.loaded.delete(name)) {
      return sendError(response, 404, `The lora adapter '${name}' cannot be found.`);
    }
    sendJson(response, 200, `Success: LoRA adapter '${name}' removed successfully.`);
  }
}
