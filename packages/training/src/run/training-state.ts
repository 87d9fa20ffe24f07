import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { trainingMethods } from "../model.ts";
import { workFolder } from "./version-name.ts";

const finishedStepSchema = z.object({
  method: z.enum(trainingMethods),
  /** Relative to the training's folder. */
  adapter: z.string(),
  seconds: z.number(),
  steps: z.number(),
  /** The step of the checkpoint that it went on from; 0: from the beginning. */
  resumed_from: z.number(),
  metrics: z.record(z.string(), z.number()),
});

const stateSchema = z.object({
  /** Of the settings, the data and DevFlow's programs: only the same may be resumed. */
  fingerprint: z.string(),
  startedAt: z.string(),
  finished: z.array(finishedStepSchema),
});

export type FinishedStep = z.output<typeof finishedStepSchema>;
export type TrainingState = z.output<typeof stateSchema>;

const fileName = "state.json";

export function writeState(folder: string, state: TrainingState): void {
  writeFileSync(join(folder, fileName), `${JSON.stringify(state, null, 2)}\n`);
}

/** Null: there is none, or none that can be read. */
export function readState(folder: string): TrainingState | null {
  const file = join(folder, fileName);
  if (!existsSync(file)) return null;
  return stateSchema.safeParse(parseJson(readFileSync(file, "utf8"))).data ?? null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a step of the training wrote a checkpoint. */
export function hasCheckpoint(folder: string): boolean {
  const steps = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
  return steps.some(({ name }) =>
    readdirSync(join(folder, name)).some((file) => /^checkpoint-\d+$/.test(file)),
  );
}

/** The newest unfinished training of the expert with these settings and data; null: there is none. */
export function findUnfinished(
  out: string,
  expert: string,
  fingerprint: string,
): { name: string; state: TrainingState } | null {
  const folder = join(out, workFolder);
  if (!existsSync(folder)) return null;
  const names = readdirSync(folder).filter((name) => name.startsWith(`${expert}@`));
  for (const name of names.toSorted().toReversed()) {
    const state = readState(join(folder, name));
    if (state?.fingerprint === fingerprint) return { name, state };
  }
  return null;
}
