import { readFile } from "node:fs/promises";
import { z } from "zod";
import { type TrainingMethod, trainingMethods } from "../model.ts";

const exampleSchema = z.object({
  id: z.string(),
  cluster: z.string(),
  tokens: z.number(),
  /** Only of unpaired answers. */
  wanted: z.boolean().optional(),
  baseline: z.number(),
  candidate: z.number(),
  /** The losses of a right answer after another example's prompt; absent where none fits. */
  swapped_baseline: z.number().optional(),
  swapped_candidate: z.number().optional(),
});

/** One held-out example as what would be replaced and the new adapter see it; the unit is the method's. */
export type EvaluatedExample = z.output<typeof exampleSchema>;

const methodSchema = z.object({ examples: z.array(exampleSchema), dropped: z.number() }).optional();

const evaluationSchema = z.object({
  adapter: z.object({ tensors: z.number(), changed_layers: z.number() }),
  fim: methodSchema,
  sft: methodSchema,
  kto: methodSchema,
  kto_chat: methodSchema,
  dpo: methodSchema,
});

export interface Evaluation {
  adapter: { tensors: number; changedLayers: number };
  examples: ReadonlyMap<TrainingMethod, readonly EvaluatedExample[]>;
}

/** What `training/evaluate.py` wrote. */
export async function readEvaluation(file: string): Promise<Evaluation> {
  const read = evaluationSchema.parse(JSON.parse(await readFile(file, "utf8")));
  const examples = trainingMethods.flatMap((method) => {
    const measured = read[method];
    return measured === undefined ? [] : ([[method, measured.examples]] as const);
  });
  const { tensors, changed_layers } = read.adapter;
  return { adapter: { tensors, changedLayers: changed_layers }, examples: new Map(examples) };
}
