import { createHash } from "node:crypto";
import { access, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { coerceError, invariant, UsageError } from "@devflow/errors";
import type { Embedder } from "./embedder.ts";

/** Large enough to keep the processor busy, small enough to be cancelled between two. */
const TEXTS_PER_RUN = 16;
const PACKAGE = "@huggingface/transformers";

export interface OnnxEmbedderOptions {
  /** Absolute: config.json, tokenizer.json and onnx/model.onnx or onnx/model_quantized.onnx. */
  modelFolder: string;
  dimensions: number;
  /** What the model wants before a text; empty for most. */
  prefixes: { query: string; document: string };
  /** Default: @huggingface/transformers, resolved from this package. Tests name a file. */
  modulePath?: string;
}

/** What is used of transformers.js: https://huggingface.co/docs/transformers.js. */
interface Transformers {
  env: { allowRemoteModels: boolean; allowLocalModels: boolean; localModelPath: string };
  pipeline(
    task: "feature-extraction",
    model: string,
    options: { dtype: "fp32" | "q8" },
  ): Promise<Extract>;
}

type Extract = (
  texts: string[],
  options: { pooling: string; normalize: true },
) => Promise<{ dims: number[]; data: ArrayLike<number> }>;

/**
 * A model of this machine, run by transformers.js. That package weighs 474 MB and its install
 * fails without the open internet unless told to leave out CUDA, so it is imported only here and
 * comes only with whoever wants it. Nothing is ever downloaded.
 *
 * @throws UsageError when the package, the model or its size is not what the settings say
 */
export async function openOnnxEmbedder(options: OnnxEmbedderOptions): Promise<Embedder> {
  const { modelFolder, dimensions, prefixes } = options;
  const { dtype, id } = await readModelFolder(options);
  const pooling = await readPooling(modelFolder);
  const extract = await load(options, dtype);
  const run = async (texts: string[]) => {
    const { dims, data } = await extract(texts, { pooling, normalize: true });
    refuseOtherDimensions(dims.at(-1) ?? 0, dimensions);
    invariant(data.length === texts.length * dimensions, "a model gives one vector a text");
    return texts.map((_, index) =>
      Float32Array.from({ length: dimensions }, (_, at) => data[index * dimensions + at] ?? 0),
    );
  };
  await run(["x"]);
  return {
    id,
    dimensions,
    isCostly: true,
    async embed(texts, { kind, signal }) {
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += TEXTS_PER_RUN) {
        signal?.throwIfAborted();
        const page = texts.slice(start, start + TEXTS_PER_RUN);
        vectors.push(...(await run(page.map((text) => `${prefixes[kind]} ${text}`.trimStart()))));
      }
      return vectors;
    },
  };
}

/** The weights' size and the configuration name the space: another model in the folder is another. */
async function readModelFolder({ modelFolder, dimensions, prefixes }: OnnxEmbedderOptions) {
  const isQuantized = await exists(join(modelFolder, "onnx", "model_quantized.onnx"));
  const weights = join(modelFolder, "onnx", isQuantized ? "model_quantized.onnx" : "model.onnx");
  try {
    const { size } = await stat(weights);
    const hash = createHash("sha256").update(`${size}`);
    for (const name of ["config.json", "tokenizer.json"]) {
      hash.update(await readFile(join(modelFolder, name)));
    }
    const content = hash.digest("hex").slice(0, 16);
    const dtype = isQuantized ? ("q8" as const) : ("fp32" as const);
    const id = JSON.stringify([
      "onnx-1",
      basename(modelFolder),
      content,
      dimensions,
      prefixes.document,
    ]);
    return { dtype, id };
  } catch (thrown) {
    throw new UsageError(
      `EMBEDDER_MODEL: ${modelFolder} holds no ONNX model (${coerceError(thrown).message})`,
      "Name a folder with config.json, tokenizer.json and onnx/model.onnx or onnx/model_quantized.onnx.",
      { cause: thrown },
    );
  }
}

/** As sentence-transformers writes it; without the file the mean, as most models want it. */
async function readPooling(modelFolder: string): Promise<string> {
  const file = join(modelFolder, "1_Pooling", "config.json");
  if (!(await exists(file))) return "mean";
  const config: Record<string, unknown> = JSON.parse(await readFile(file, "utf8"));
  if (config.pooling_mode_cls_token === true) return "cls";
  return config.pooling_mode_lasttoken === true ? "last_token" : "mean";
}

async function load(
  { modelFolder, modulePath }: OnnxEmbedderOptions,
  dtype: "fp32" | "q8",
): Promise<Extract> {
  const { env, pipeline } = await importTransformers(modulePath);
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = `${dirname(modelFolder)}/`;
  try {
    return await pipeline("feature-extraction", basename(modelFolder), { dtype });
  } catch (thrown) {
    throw new UsageError(
      `EMBEDDER_MODEL: the model in ${modelFolder} cannot be loaded (${coerceError(thrown).message})`,
      "Name a folder with a feature-extraction model that was exported for transformers.js.",
      { cause: thrown },
    );
  }
}

async function importTransformers(modulePath: string | undefined): Promise<Transformers> {
  const specifier = modulePath === undefined ? PACKAGE : pathToFileURL(modulePath).href;
  let loaded: unknown;
  try {
    loaded = await import(specifier);
  } catch (thrown) {
    throw new UsageError(
      `EMBEDDER=onnx needs the package ${PACKAGE}, which cannot be loaded (${coerceError(thrown).message})`,
      `Run: ONNXRUNTIME_NODE_INSTALL=skip npm install --no-save --ignore-scripts ${PACKAGE}@4`,
      { cause: thrown },
    );
  }
  invariant(isTransformers(loaded), `${PACKAGE} exports env and pipeline`);
  return loaded;
}

function isTransformers(module: unknown): module is Transformers {
  return typeof module === "object" && module !== null && "env" in module && "pipeline" in module;
}

function refuseOtherDimensions(given: number, dimensions: number): void {
  if (given === dimensions) return;
  throw new UsageError(
    `the model of EMBEDDER_MODEL gives ${given} dimensions, EMBEDDER_DIMENSIONS says ${dimensions}`,
    `Set EMBEDDER_DIMENSIONS=${given}.`,
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
