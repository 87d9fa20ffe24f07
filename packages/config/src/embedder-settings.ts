import { resolve } from "node:path";
import { invariant } from "@devflow/errors";
import type { z } from "zod";
import type { Environment } from "./environment.ts";
import type { ConfigurationProblem } from "./problem.ts";
import type { Secret } from "./secret.ts";
import type { settingsSchema } from "./settings-schema.ts";

/** What a model wants before a text; empty for most. */
export interface EmbedderPrefixes {
  query: string;
  document: string;
}

/** An OpenAI-compatible embeddings server. */
export interface EndpointEmbedderSettings {
  kind: "endpoint";
  /** Base URL of the API, with its version at the end. */
  url: string;
  model: string;
  dimensions: number;
  apiKey: Secret | null;
  prefixes: EmbedderPrefixes;
}

/** A model in a folder of this machine. */
export interface OnnxEmbedderSettings {
  kind: "onnx";
  /** Absolute. */
  modelFolder: string;
  dimensions: number;
  prefixes: EmbedderPrefixes;
}

export type EmbedderSettings =
  | { kind: "builtin" }
  | { kind: "none" }
  | EndpointEmbedderSettings
  | OnnxEmbedderSettings;

const NEEDED = {
  builtin: [],
  none: [],
  endpoint: ["EMBEDDER_URL", "EMBEDDER_MODEL", "EMBEDDER_DIMENSIONS"],
  onnx: ["EMBEDDER_MODEL", "EMBEDDER_DIMENSIONS"],
} as const;

/** A server that is named and not asked is a mistake, and so is one without its parts. */
export function embedderProblems(
  written: Environment,
  expectedOf: (name: string) => string,
): ConfigurationProblem[] {
  const kind = written.EMBEDDER ?? "builtin";
  if (!isKind(kind)) return [];
  const problems = NEEDED[kind]
    .filter((name) => written[name] === undefined)
    .map((name) => ({
      path: name,
      line: null,
      message: `is missing, although EMBEDDER is ${kind}`,
      expected: expectedOf(name),
    }));
  if (written.EMBEDDER_URL === undefined || kind === "endpoint") return problems;
  const message = `is set, although EMBEDDER is ${kind}`;
  const expected = "EMBEDDER=endpoint beside it, or no EMBEDDER_URL";
  return [...problems, { path: "EMBEDDER_URL", line: null, message, expected }];
}

/** Parsed values without {@link embedderProblems} as settings. */
export function toEmbedderSettings(values: z.output<typeof settingsSchema>): EmbedderSettings {
  const {
    EMBEDDER: kind,
    EMBEDDER_URL: url,
    EMBEDDER_MODEL: model,
    EMBEDDER_DIMENSIONS: dimensions,
  } = values;
  const prefixes = {
    query: values.EMBEDDER_QUERY_PREFIX ?? "",
    document: values.EMBEDDER_DOCUMENT_PREFIX ?? "",
  };
  if (kind === "none" || kind === "builtin") return { kind };
  invariant(model !== null && dimensions !== null, "an embedder's settings are complete");
  if (kind === "onnx") return { kind, modelFolder: resolve(model), dimensions, prefixes };
  invariant(url !== null, "an embeddings endpoint has an address");
  return { kind, url, model, dimensions, apiKey: values.EMBEDDER_API_KEY, prefixes };
}

function isKind(kind: string): kind is keyof typeof NEEDED {
  return Object.hasOwn(NEEDED, kind);
}
