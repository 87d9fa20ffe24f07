import { type Concern, type ExpertTraining, isLabelled, type StepSettings } from "../model.ts";

/** vLLM's `--max-lora-rank`: its default, and what it takes (vllm/config/lora.py). */
const vllmDefaultRank = 16;
const vllmRanks = [1, 8, 16, 32, 64, 128, 256, 320, 512];

/** Traps that the settings alone tell of. */
export function checkTraining(expert: ExpertTraining, isCpu: boolean): Concern[] {
  return [
    ...rankConcerns(expert),
    ...lengthConcerns(expert),
    ...expert.steps.flatMap((step) => [
      ...batchConcerns(expert, step),
      ...rateConcerns(expert, step),
    ]),
    ...templateConcerns(expert),
    ...(isCpu && expert.loadIn4Bit
      ? [warning(expert, "load_in_4bit", "does nothing on a CPU: the base is loaded as float32")]
      : []),
  ];
}

function rankConcerns(expert: ExpertTraining): Concern[] {
  const { r, alpha } = expert.lora;
  const needed = vllmRanks.find((rank) => rank >= r) ?? 512;
  return [
    ...(r > vllmDefaultRank
      ? [
          warning(
            expert,
            "lora.r",
            `is ${r}; vLLM takes up to ${vllmDefaultRank} unless it is started with --max-lora-rank ${needed}`,
          ),
        ]
      : []),
    ...(alpha < r
      ? [
          warning(
            expert,
            "lora.alpha",
            `is ${alpha}, less than r (${r}): the adapter learns slowly`,
          ),
        ]
      : []),
  ];
}

function lengthConcerns(expert: ExpertTraining): Concern[] {
  const longest = 131_072;
  return expert.maxLength <= longest
    ? []
    : [warning(expert, "max_length", `is ${expert.maxLength}, beyond the window of most models`)];
}

function batchConcerns(expert: ExpertTraining, step: StepSettings): Concern[] {
  if (!isLabelled(step.method) || step.batchSize >= 2) return [];
  return [
    {
      level: "error",
      key: `${expert.key}.${step.method}.batch_size`,
      message: "is 1; KTO compares examples within a batch and TRL refuses less than 2",
    },
  ];
}

/** By method: below is a rate of full training, above is where LoRA runs tend to break. */
const usualRates = {
  fim: [5e-5, 1e-3],
  sft: [5e-5, 1e-3],
  kto: [1e-6, 5e-5],
  kto_chat: [1e-6, 5e-5],
  dpo: [1e-6, 5e-5],
} as const;

function rateConcerns(expert: ExpertTraining, step: StepSettings): Concern[] {
  const [low, high] = usualRates[step.method];
  const isSupervised = step.method === "fim" || step.method === "sft";
  const key = isSupervised ? "learning_rate" : `${step.method}.learning_rate`;
  if (step.learningRate < low) {
    const words = `is ${step.learningRate}, as for training a whole model; LoRA takes about ten times more (${step.method}: ${low} to ${high})`;
    return [warning(expert, key, words)];
  }
  if (step.learningRate > high) {
    const words = `is ${step.learningRate}, more than LoRA usually stands (${step.method}: ${low} to ${high})`;
    return [warning(expert, key, words)];
  }
  return [];
}

function templateConcerns(expert: ExpertTraining): Concern[] {
  if (expert.chatTemplate === null || expert.steps.some(({ method }) => method === "sft"))
    return [];
  return [
    {
      level: "error",
      key: `${expert.key}.chat_template`,
      message: "is taken by the method sft only: add sft to methods, or use a base with a template",
    },
  ];
}

function warning(expert: ExpertTraining, key: string, message: string): Concern {
  return { level: "warning", key: `${expert.key}.${key}`, message };
}
