import { type ExpertTraining, type StepSettings, trlCommands } from "../model.ts";

/** Where one step reads and writes, and on what it runs. */
export interface StepPlace {
  /** With train.jsonl. */
  dataset: string;
  /** Whether the folder has a validation.jsonl with rows. */
  hasValidation: boolean;
  outputDir: string;
  isCpu: boolean;
}

/** The keys of a YAML file of TRL 1.13.0, in the order in which they are written. */
export type TrlConfig = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * One step in TRL's own words. Every key is one that TRL 1.13.0 parses (its parser is asked in
 * `training/tests`): an unknown one ends its run, and without `use_peft` it trains the whole model and
 * says nothing.
 */
export function compileStep(
  expert: ExpertTraining,
  step: StepSettings,
  place: StepPlace,
): TrlConfig {
  return {
    ...modelKeys(expert, place),
    ...dataKeys(step, place),
    ...loraKeys(expert, place),
    ...methodKeys(expert, step),
    ...paceKeys(expert, step, place),
  };
}

function modelKeys(expert: ExpertTraining, place: StepPlace): TrlConfig {
  // Half precision saves nothing without a GPU, and many CPUs compute it slowly.
  const dtype = place.isCpu ? "float32" : expert.dtype;
  return {
    model_name_or_path: expert.base,
    ...(expert.revision === null ? {} : { model_revision: expert.revision }),
    dtype,
    bf16: dtype === "bfloat16",
    fp16: dtype === "float16",
    use_cpu: place.isCpu,
  };
}

function dataKeys(step: StepSettings, place: StepPlace): TrlConfig {
  return {
    dataset_name: place.dataset,
    dataset_train_split: "train",
    ...(place.hasValidation
      ? { dataset_test_split: "validation", eval_strategy: "steps", eval_steps: step.evalSteps }
      : { eval_strategy: "no" }),
  };
}

function loraKeys(expert: ExpertTraining, place: StepPlace): TrlConfig {
  const { r, alpha, dropout, targetModules } = expert.lora;
  const isFourBit = expert.loadIn4Bit && !place.isCpu;
  return {
    use_peft: true,
    lora_r: r,
    lora_alpha: alpha,
    lora_dropout: dropout,
    lora_target_modules: targetModules,
    ...(isFourBit
      ? { load_in_4bit: true, bnb_4bit_quant_type: "nf4", use_bnb_nested_quant: true }
      : {}),
  };
}

function methodKeys(expert: ExpertTraining, step: StepSettings): TrlConfig {
  switch (step.method) {
    case "fim":
      return { completion_only_loss: true };
    case "sft":
      return {
        completion_only_loss: true,
        ...(expert.chatTemplate === null ? {} : { chat_template_path: expert.chatTemplate }),
      };
    case "kto":
    case "kto_chat":
      return {
        beta: step.beta,
        desirable_weight: step.desirableWeight,
        undesirable_weight: step.undesirableWeight,
      };
    case "dpo":
      return {
        beta: step.beta,
        loss_type: step.dpoLoss,
        label_smoothing: step.labelSmoothing,
      };
  }
}

function paceKeys(expert: ExpertTraining, step: StepSettings, place: StepPlace): TrlConfig {
  return {
    max_length: expert.maxLength,
    learning_rate: step.learningRate,
    num_train_epochs: step.epochs,
    ...(step.maxSteps === null ? {} : { max_steps: step.maxSteps }),
    per_device_train_batch_size: step.batchSize,
    per_device_eval_batch_size: step.batchSize,
    gradient_accumulation_steps: step.gradientAccumulation,
    gradient_checkpointing: expert.gradientCheckpointing,
    lr_scheduler_type: step.scheduler,
    warmup_steps: step.warmup,
    logging_steps: step.loggingSteps,
    save_strategy: "steps",
    save_steps: step.saveSteps,
    save_total_limit: 2,
    report_to: "none",
    seed: expert.seed,
    data_seed: expert.seed,
    output_dir: place.outputDir,
  };
}

/** The first line of a compiled file: what it is for. */
export function describeStep(expert: ExpertTraining, step: StepSettings): string {
  return `${expert.key}, ${step.method}: trl ${trlCommands[step.method]} --config <this file> (TRL 1.13.0)`;
}
