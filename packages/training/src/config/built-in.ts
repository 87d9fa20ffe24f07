import type { TrainingMethod } from "../model.ts";

/** Every linear layer of Llama, Qwen, Mistral and their like; attention alone learns less. */
const linearLayers = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];

/**
 * What holds where the file says nothing. Rates are TRL's for LoRA, about ten times those of full
 * training (its documentation, peft_integration and lora_without_regret); r is what vLLM takes
 * without a flag.
 */
export const builtIn = {
  maxLength: 8_192,
  dtype: "bfloat16",
  seed: 42,
  warmup: 0.03,
  scheduler: "cosine",
  loggingSteps: 10,
  evalSteps: 100,
  saveSteps: 100,
  lora: { r: 16, alpha: 32, dropout: 0.05, targetModules: linearLayers },
} as const;

/** By method: preferences are learnt slowly and once, or the model forgets how to speak. */
export const builtInPace: Readonly<
  Record<
    TrainingMethod,
    { epochs: number; batchSize: number; gradientAccumulation: number; learningRate: number }
  >
> = {
  fim: { epochs: 1, batchSize: 1, gradientAccumulation: 16, learningRate: 2e-4 },
  sft: { epochs: 2, batchSize: 1, gradientAccumulation: 16, learningRate: 2e-4 },
  kto: { epochs: 1, batchSize: 2, gradientAccumulation: 8, learningRate: 5e-6 },
  kto_chat: { epochs: 1, batchSize: 2, gradientAccumulation: 8, learningRate: 5e-6 },
  dpo: { epochs: 1, batchSize: 1, gradientAccumulation: 16, learningRate: 5e-6 },
};
