/**
 * What a step teaches: code with a hole, right answers, wanted and unwanted answers, pairs of both. `kto_chat`
 * is the `kto` of conversations where an expert's `kto` is of completions.
 */
export type TrainingMethod = "fim" | "sft" | "kto" | "kto_chat" | "dpo";

/** The order in which steps run: what is right first, what is better afterwards. */
export const trainingMethods: readonly TrainingMethod[] = ["fim", "sft", "kto", "kto_chat", "dpo"];

/** The subcommand of `trl` that runs a step. */
export const trlCommands = {
  fim: "sft",
  sft: "sft",
  kto: "kto",
  kto_chat: "kto",
  dpo: "dpo",
} as const;

/** Whether it learns from single answers with a label. */
export function isLabelled(method: TrainingMethod): boolean {
  return trlCommands[method] === "kto";
}

/** How long and how fast one step learns. */
export interface StepSettings {
  method: TrainingMethod;
  /** Passes over the data. */
  epochs: number;
  /** Ends the step earlier or later than its epochs; null: the epochs count. */
  maxSteps: number | null;
  /** Examples at once on one device. */
  batchSize: number;
  /** Batches before the weights change. */
  gradientAccumulation: number;
  learningRate: number;
  /** Below 1 a share of all steps, else a number of them. */
  warmup: number;
  scheduler: string;
  loggingSteps: number;
  evalSteps: number;
  saveSteps: number;
  /** KTO and DPO: how close the new model is held to the one before. */
  beta: number;
  desirableWeight: number;
  undesirableWeight: number;
  dpoLoss: readonly string[];
  labelSmoothing: number;
}

export interface LoraSettings {
  r: number;
  alpha: number;
  dropout: number;
  targetModules: readonly string[] | "all-linear";
}

/** The training of one expert, with everything filled in. */
export interface ExpertTraining {
  /** As in the file, for example `review_expert`. */
  key: string;
  /** As in exports and versions, for example `review`. */
  expert: string;
  /** A folder, or a name on the Hugging Face hub. */
  base: string;
  revision: string | null;
  /** The expert's folder in the export, or a folder of its own. */
  dataset: string;
  lora: LoraSettings;
  loadIn4Bit: boolean;
  dtype: "bfloat16" | "float16" | "float32";
  /** Of prompt and answer, in tokens. */
  maxLength: number;
  gradientCheckpointing: boolean;
  /** A Jinja file, for a base without a chat template. */
  chatTemplate: string | null;
  seed: number;
  /** In the order in which they run. */
  steps: readonly StepSettings[];
}

export interface FilterTraining {
  /** Only this repository: owner/name; null: every one. */
  repository: string | null;
}

export interface EmbedderTraining {
  /** Folders of code, best with their `.git`. */
  sources: readonly string[];
  pairsPerSource: number;
  epochs: number;
  rate: number;
  batch: number;
}

/** `training_config.yaml`, read. */
export interface TrainingConfig {
  experts: readonly ExpertTraining[];
  filter: FilterTraining | null;
  embedder: EmbedderTraining | null;
  /** Hex SHA-256 of the file's bytes. */
  sha256: string;
}

/** Something about a training that will not work, or works worse than people expect. */
export interface Concern {
  /** An error stops the training. */
  level: "error" | "warning";
  /** The key in the file, from the expert down: `review_expert.kto.batch_size`. */
  key: string;
  message: string;
}
