import { type CodeExpertSettings, defaultExpertSettings } from "@devflow/config";
import { type CodeExpert, createCodeExpert } from "@devflow/expert";
import { createLogger } from "@devflow/logging";
import {
  type ModelScript,
  type ModelServer,
  startModelServer,
} from "@devflow/testkit/model-server";
import type { CompletionInput, CompletionPorts, SharedTexts } from "../../src/index.ts";
import { createCompletionService } from "../../src/index.ts";

/** A service with a real expert behind real HTTP, and what the model server answers by script. */
export async function startServed(script: ModelScript, ports: CompletionPorts = {}) {
  const server = await startModelServer({ script });
  const service = createCompletionService(ports);
  const expert = expertAt(server.url);
  return {
    server,
    service,
    expert,
    ask: (input: Partial<CompletionInput>, asked: Asked = {}) =>
      service.complete(place(input), { signal: never, expert, ...asked }),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

interface Asked {
  signal?: AbortSignal;
  expert?: CodeExpert;
  askedBy?: string;
  model?: string;
  repositoryName?: string;
}

const never = new AbortController().signal;
const logger = createLogger({ level: "silent" });

export function expertAt(url: string, changes: Partial<CodeExpertSettings> = {}): CodeExpert {
  const settings = defaultExpertSettings(url, "Qwen/Qwen2.5-Coder-7B");
  return createCodeExpert({ ...settings, name: "typescript", retries: 0, ...changes }, logger);
}

/** A line in a function, with an open end. */
export function place(changes: Partial<CompletionInput> = {}): CompletionInput {
  return {
    language: "typescript",
    path: "src/total.ts",
    repositoryId: null,
    prefix: "function total(prices: number[]): number {\n  const sum = ",
    suffix: "\n  return sum;\n}\n",
    snippets: [],
    trigger: "automatic",
    ...changes,
  };
}

/** The shared store as several processes see it, and all that stands in it. */
export class SharedStore implements SharedTexts {
  readonly texts = new Map<string, Buffer[]>();

  async read(key: string): Promise<readonly Buffer[]> {
    return this.texts.get(key) ?? [];
  }

  async append(key: string, text: Buffer, { most }: { most: number }): Promise<void> {
    this.texts.set(key, [text, ...(this.texts.get(key) ?? [])].slice(0, most));
  }
}

export function textsOf({ choices }: { choices: readonly { text: string }[] }): string[] {
  return choices.map(({ text }) => text);
}

export type { ModelServer };
