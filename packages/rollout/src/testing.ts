import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder as a LoRA run leaves it, with weights of one layer. */
export async function adapterFolder(
  changes: { config?: object; tensors?: readonly string[]; run?: object; salt?: string } = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "devflow-adapter-"));
  const config = {
    peft_type: "LORA",
    base_model_name_or_path: "llama-2-13b",
    r: 16,
    lora_alpha: 32,
    target_modules: ["q_proj", "v_proj"],
    modules_to_save: null,
    use_dora: false,
    bias: "none",
    task_type: "CAUSAL_LM",
    ...changes.config,
  };
  await writeFile(join(folder, "adapter_config.json"), JSON.stringify(config));
  const layer = "base_model.model.model.layers.0.self_attn.q_proj";
  const names = changes.tensors ?? [`${layer}.lora_A.weight`, `${layer}.lora_B.weight`];
  const tensors = Object.fromEntries(
    names.map((name, at) => [
      name,
      { dtype: "F32", shape: [1], data_offsets: [at * 4, at * 4 + 4] },
    ]),
  );
  const header = Buffer.from(JSON.stringify({ __metadata__: { format: "pt" }, ...tensors }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const weights = Buffer.alloc(names.length * 4, changes.salt ?? "a");
  await writeFile(
    join(folder, "adapter_model.safetensors"),
    Buffer.concat([length, header, weights]),
  );
  if (changes.run !== undefined) {
    await writeFile(join(folder, "run.json"), JSON.stringify(changes.run));
  }
  return folder;
}
