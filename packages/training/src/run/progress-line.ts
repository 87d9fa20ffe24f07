import { z } from "zod";

/** How far a step is, as `training/trl_step.py` says it. */
export interface StepProgress {
  step: number;
  steps: number;
  /** What TRL logs: `loss`, `eval_loss`, `rewards/margins`, … */
  values: Readonly<Record<string, number>>;
}

const prefix = "progress ";
const schema = z.object({
  step: z.number(),
  steps: z.number(),
  // Python writes NaN for numbers that are none, which JSON cannot say.
  values: z.record(z.string(), z.number()),
});

/** Null: the line is something else that Python printed. */
export function readProgressLine(line: string): StepProgress | null {
  if (!line.startsWith(prefix)) return null;
  try {
    return schema.safeParse(JSON.parse(line.slice(prefix.length))).data ?? null;
  } catch {
    return null;
  }
}
