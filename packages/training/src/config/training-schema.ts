import { keyFacts } from "@devflow/config";
import { z } from "zod";
import { trainingMethods } from "../model.ts";

function key<S extends z.ZodType>(schema: S, expected: string): z.ZodOptional<S> {
  const optional = schema.optional();
  keyFacts.add(optional, { expected, isSecret: false });
  return optional;
}

const whole = (least: number, most: number) =>
  key(z.int().min(least).max(most), `a whole number from ${least} to ${most}`);
const number = (least: number, most: number) =>
  key(z.number().min(least).max(most), `a number from ${least} to ${most}`);
const words = (expected: string) => key(z.string().min(1), expected);

/** What every step may set for itself. */
const pace = {
  epochs: key(z.number().gt(0).max(1_000), "a number above 0"),
  max_steps: whole(1, 10_000_000),
  batch_size: whole(1, 4_096),
  gradient_accumulation: whole(1, 4_096),
  learning_rate: key(z.number().gt(0).max(1), "a number above 0, for example 2.0e-4"),
};

const kto = z.strictObject({
  ...pace,
  beta: key(z.number().gt(0).max(100), "a number above 0"),
  desirable_weight: number(0, 100),
  undesirable_weight: number(0, 100),
});

/** The losses of TRL 1.13.0 that need nothing but pairs. */
const dpoLosses = ["sigmoid", "hinge", "ipo", "robust", "sppo_hard", "apo_zero", "apo_down"];

const dpo = z.strictObject({
  ...pace,
  beta: key(z.number().gt(0).max(100), "a number above 0"),
  loss: key(z.array(z.enum(dpoLosses)).min(1), `a list of ${dpoLosses.join(", ")}`),
  label_smoothing: number(0, 0.5),
});

const lora = z.strictObject({
  r: whole(1, 512),
  alpha: number(1, 4_096),
  dropout: number(0, 0.9),
  target_modules: key(
    z.union([z.literal("all-linear"), z.array(z.string().min(1)).min(1)]),
    "all-linear, or a list of modules such as [q_proj, k_proj, v_proj, o_proj]",
  ),
});

/** One expert, as people write it. Every key may stand in `defaults` instead. */
const expertTrainingSchema = z.strictObject({
  base: words("a folder with a model, or its name on the Hugging Face hub"),
  revision: words("a branch, tag or commit of the base"),
  dataset: words("a folder of the export, for example review"),
  method: key(z.enum(trainingMethods), `one of ${trainingMethods.join(", ")}`),
  methods: key(
    z.array(z.enum(trainingMethods)).min(1),
    `a list of ${trainingMethods.join(", ")}, for example [sft, kto]`,
  ),
  ...pace,
  warmup: number(0, 100_000),
  scheduler: key(
    z.enum(["cosine", "linear", "constant", "constant_with_warmup"]),
    "one of cosine, linear, constant, constant_with_warmup",
  ),
  logging_steps: whole(1, 100_000),
  eval_steps: whole(1, 1_000_000),
  save_steps: whole(1, 1_000_000),
  lora: key(lora, "a map with r, alpha, dropout, target_modules"),
  load_in_4bit: key(z.boolean(), "true or false"),
  dtype: key(z.enum(["bfloat16", "float16", "float32"]), "one of bfloat16, float16, float32"),
  max_length: whole(64, 1_000_000),
  gradient_checkpointing: key(z.boolean(), "true or false"),
  chat_template: words("a Jinja file"),
  seed: whole(0, 2 ** 31 - 1),
  fim: key(z.strictObject(pace), "a map of keys"),
  sft: key(z.strictObject(pace), "a map of keys"),
  kto: key(kto, "a map of keys"),
  kto_chat: key(kto, "a map of keys"),
  dpo: key(dpo, "a map of keys"),
});

export type ExpertValues = z.output<typeof expertTrainingSchema>;

const expertName = z.string().regex(/^[a-z][a-z0-9]*_expert$/);

/** `training_config.yaml` as people write it. */
export const trainingSchema = z.strictObject({
  defaults: key(expertTrainingSchema, "a map of keys"),
  models: key(
    z.record(expertName, expertTrainingSchema),
    "a map of experts whose names end with _expert: review_expert, python_expert, …",
  ),
  filter: key(z.strictObject({ repository: words("owner/name") }), "a map of keys"),
  embedder: key(
    z.strictObject({
      sources: key(z.array(z.string().min(1)).min(1), "a list of folders with code"),
      pairs_per_source: whole(1, 1_000_000),
      epochs: whole(1, 100),
      rate: key(z.number().gt(0).max(1), "a number above 0"),
      batch: whole(2, 65_536),
    }),
    "a map of keys",
  ),
});
