import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "@devflow/errors";
import { z } from "zod";
import { folderDigest } from "./folder-digest.ts";

/** vLLM's own default of `--max-lora-rank`. */
const defaultMaxLoraRank = 16;

const configSchema = z.object({
  peft_type: z.string(),
  base_model_name_or_path: z.string().nullish(),
  r: z.number().int().positive(),
  lora_alpha: z.number().nullish(),
  target_modules: z.union([z.string(), z.array(z.string())]).nullish(),
  modules_to_save: z.array(z.string()).nullish(),
  use_dora: z.boolean().nullish(),
  bias: z.string().nullish(),
  task_type: z.string().nullish(),
});

/** What is known of an adapter's folder after it was looked through. */
export interface CheckedFolder {
  sha256: string;
  baseModel: string;
  rank: number;
  /** Of its training, as `run.json` says; empty where there is none. */
  run: Record<string, unknown>;
  tensors: number;
}

/**
 * Looks through the folder of a trained adapter for all that a model server would refuse later:
 * vLLM takes LoRA only, without DoRA, without whole modules saved beside it and without bias, and
 * up to the rank it was started with (vllm/lora/peft_helper.py). Raises one UsageError with everything that is wrong.
 *
 * @param maxRank what the server was started with (`--max-lora-rank`)
 */
export async function checkAdapterFolder(
  folder: string,
  maxRank = defaultMaxLoraRank,
): Promise<CheckedFolder> {
  const config = await readConfig(folder);
  const tensors = await readTensorNames(join(folder, "adapter_model.safetensors"));
  const problems = [...configProblems(config, maxRank), ...tensorProblems(tensors)];
  if (problems.length > 0) {
    throw new UsageError(
      `${folder} is no adapter that a model server would take:\n- ${problems.join("\n- ")}`,
      "Train it again with LoRA on linear layers only, or start vLLM with a larger --max-lora-rank and say so with --max-rank.",
    );
  }
  return {
    sha256: await folderDigest(folder),
    baseModel: config.base_model_name_or_path ?? "",
    rank: config.r,
    run: await readRun(folder),
    tensors: tensors?.length ?? 0,
  };
}

async function readConfig(folder: string) {
  const text = await readText(join(folder, "adapter_config.json"));
  const parsed = text === null ? undefined : configSchema.safeParse(parseJson(text));
  if (parsed?.success) return parsed.data;
  throw new UsageError(
    parsed === undefined
      ? `${folder} has no adapter_config.json`
      : `${folder}/adapter_config.json cannot be read: ${z.prettifyError(parsed.error)}`,
    "Name the folder that the training wrote: adapter_config.json and adapter_model.safetensors are in it.",
  );
}

function configProblems(config: z.output<typeof configSchema>, maxRank: number): string[] {
  const { peft_type, r, use_dora, modules_to_save, bias, base_model_name_or_path } = config;
  return [
    ...(peft_type === "LORA" ? [] : [`peft_type is ${peft_type}, not LORA`]),
    ...(use_dora === true ? ["use_dora is set"] : []),
    ...((modules_to_save ?? []).length === 0
      ? []
      : [`modules_to_save is not empty (${modules_to_save?.join(", ")})`]),
    ...(bias === undefined || bias === null || bias === "none" ? [] : [`bias is ${bias}`]),
    ...(r > maxRank ? [`its rank is ${r}, the server takes up to ${maxRank}`] : []),
    ...(base_model_name_or_path ? [] : ["base_model_name_or_path is empty"]),
  ];
}

function tensorProblems(names: readonly string[] | null): string[] {
  if (names === null) return ["adapter_model.safetensors is missing or broken"];
  const foreign = names.filter((name) => !/\.lora_(A|B|embedding_A|embedding_B)(\.|$)/.test(name));
  if (names.length === 0) return ["adapter_model.safetensors holds no weights"];
  return foreign.length === 0 ? [] : [`it holds weights that are no LoRA (${foreign[0]})`];
}

/** A header of a 70B model's adapter is below 1 MB. */
const mostHeaderBytes = 50_000_000;

/** Names of the weights, from the header: 8 bytes of length, then JSON. Null: no such file. */
async function readTensorNames(file: string): Promise<string[] | null> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return null;
  try {
    const length = Buffer.alloc(8);
    await handle.read(length, 0, 8, 0);
    const bytes = Number(length.readBigUInt64LE());
    if (bytes > mostHeaderBytes) return null;
    const header = Buffer.alloc(bytes);
    const { bytesRead } = await handle.read(header, 0, bytes, 8);
    const parsed = z.record(z.string(), z.unknown()).safeParse(parseJson(header.toString("utf8")));
    if (bytesRead < bytes || !parsed.success) return null;
    return Object.keys(parsed.data).filter((name) => name !== "__metadata__");
  } finally {
    await handle.close();
  }
}

async function readRun(folder: string): Promise<Record<string, unknown>> {
  const text = await readText(join(folder, "run.json"));
  const parsed = z.record(z.string(), z.unknown()).safeParse(parseJson(text ?? "{}"));
  if (parsed.success) return parsed.data;
  throw new UsageError(
    `${folder}/run.json is no JSON object`,
    "Train it again, or remove run.json.",
  );
}

function readText(file: string): Promise<string | null> {
  return readFile(file, "utf8").catch(() => null);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
