import { existsSync } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";
import {
  type ExpertTraining,
  type StepSettings,
  type TrainingMethod,
  trainingMethods,
} from "../model.ts";
import { builtIn, builtInPace } from "./built-in.ts";
import type { ExpertValues } from "./training-schema.ts";

/**
 * One expert of the file with its defaults filled in: what the expert says goes before `defaults`,
 * and those before what is built in. `base` is a folder where one of that name stands beside the file.
 */
export function toExpertTraining(
  key: string,
  own: ExpertValues,
  defaults: ExpertValues,
  file: string,
): ExpertTraining {
  const values = { ...defaults, ...own, lora: { ...defaults.lora, ...own.lora } };
  const expert = key.replace(/_expert$/, "");
  const methods = own.methods ?? (own.method && [own.method]) ?? defaultMethods(defaults);
  return {
    key,
    expert,
    base: localOr(values.base ?? "", file),
    revision: values.revision ?? null,
    dataset: values.dataset ?? expert,
    lora: {
      r: values.lora.r ?? builtIn.lora.r,
      alpha: values.lora.alpha ?? builtIn.lora.alpha,
      dropout: values.lora.dropout ?? builtIn.lora.dropout,
      targetModules: values.lora.target_modules ?? builtIn.lora.targetModules,
    },
    loadIn4Bit: values.load_in_4bit ?? false,
    dtype: values.dtype ?? builtIn.dtype,
    maxLength: values.max_length ?? builtIn.maxLength,
    gradientCheckpointing: values.gradient_checkpointing ?? true,
    chatTemplate:
      values.chat_template === undefined ? null : resolve(dirname(file), values.chat_template),
    seed: values.seed ?? builtIn.seed,
    steps: trainingMethods
      .filter((method) => methods.includes(method))
      .map((method) => toStep(method, own, defaults)),
  };
}

function defaultMethods(defaults: ExpertValues): readonly TrainingMethod[] {
  return defaults.methods ?? [defaults.method ?? "sft"];
}

/** A name beside the file is a folder; any other is the hub's. */
function localOr(base: string, file: string): string {
  if (isAbsolute(base)) return base;
  const beside = resolve(dirname(file), base);
  return base.startsWith(".") || existsSync(beside) ? beside : base;
}

type Pace = NonNullable<ExpertValues["sft"]>;

/**
 * The keys beside `lora` are meant for right answers (fim, sft); kto and dpo have a pace of their own,
 * as a learning rate that is right for the one ruins the other. What `kto_chat` does not say is as for `kto`.
 */
function toStep(method: TrainingMethod, own: ExpertValues, defaults: ExpertValues): StepSettings {
  const isSupervised = method === "fim" || method === "sft";
  const like = method === "kto_chat" ? (["kto", "kto_chat"] as const) : ([method] as const);
  const layers: Pace[] = [
    ...like.map((each) => ({ ...defaults[each] })),
    ...(isSupervised ? [own] : []),
    ...like.map((each) => ({ ...own[each] })),
  ];
  const pace = { ...(isSupervised ? pick(defaults) : {}), ...merge(layers.map(pick)) };
  const standard = builtInPace[method];
  const kto = labelledOf(method, own, defaults);
  const dpo = { ...defaults.dpo, ...own.dpo };
  return {
    method,
    epochs: pace.epochs ?? standard.epochs,
    maxSteps: pace.max_steps ?? null,
    batchSize: pace.batch_size ?? standard.batchSize,
    gradientAccumulation: pace.gradient_accumulation ?? standard.gradientAccumulation,
    learningRate: pace.learning_rate ?? standard.learningRate,
    warmup: own.warmup ?? defaults.warmup ?? builtIn.warmup,
    scheduler: own.scheduler ?? defaults.scheduler ?? builtIn.scheduler,
    loggingSteps: own.logging_steps ?? defaults.logging_steps ?? builtIn.loggingSteps,
    evalSteps: own.eval_steps ?? defaults.eval_steps ?? builtIn.evalSteps,
    saveSteps: own.save_steps ?? defaults.save_steps ?? builtIn.saveSteps,
    beta: (method === "dpo" ? dpo.beta : kto.beta) ?? 0.1,
    desirableWeight: kto.desirable_weight ?? 1,
    undesirableWeight: kto.undesirable_weight ?? 1,
    dpoLoss: dpo.loss ?? ["sigmoid"],
    labelSmoothing: dpo.label_smoothing ?? 0,
  };
}

/** What the loss of KTO is weighed by. */
function labelledOf(method: TrainingMethod, own: ExpertValues, defaults: ExpertValues) {
  return method === "kto_chat"
    ? { ...defaults.kto, ...defaults.kto_chat, ...own.kto, ...own.kto_chat }
    : { ...defaults.kto, ...own.kto };
}

function pick(values: Pace): Pace {
  const { epochs, max_steps, batch_size, gradient_accumulation, learning_rate } = values;
  const all = { epochs, max_steps, batch_size, gradient_accumulation, learning_rate };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function merge(layers: readonly Pace[]): Pace {
  return Object.assign({}, ...layers);
}
