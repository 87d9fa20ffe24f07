import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { isLabelled, type TrainingMethod } from "../model.ts";

/** What lies in one folder of an export: `<expert>/<method>`. */
export interface DatasetFacts {
  method: TrainingMethod;
  folder: string;
  rows: { train: number; validation: number; test: number };
  /** Messages, which need a chat template, and not strings; by the first row. */
  isConversation: boolean;
  /** Of the rows for training, with KTO: how many answers people wanted. */
  wanted: number;
  unwanted: number;
}

const labelSchema = z.object({ label: z.boolean() });
const completionSchema = z.object({ prompt: z.string() });

/** Null: the export has nothing of this method. */
export async function readDataset(
  folder: string,
  method: TrainingMethod,
): Promise<DatasetFacts | null> {
  const place = join(folder, method);
  const train = await countRows(join(place, "train.jsonl"), isLabelled(method));
  if (train.rows === 0) return null;
  const validation = await countRows(join(place, "validation.jsonl"), false);
  const test = await countRows(join(place, "test.jsonl"), false);
  return {
    method,
    folder: place,
    rows: { train: train.rows, validation: validation.rows, test: test.rows },
    isConversation: train.isConversation,
    wanted: train.wanted,
    unwanted: train.unwanted,
  };
}

async function countRows(file: string, withLabels: boolean) {
  const counts = { rows: 0, wanted: 0, unwanted: 0, isConversation: true };
  const isFile = await stat(file).then(
    (facts) => facts.isFile(),
    () => false,
  );
  if (!isFile) return counts;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line === "") continue;
    if (counts.rows === 0)
      counts.isConversation = !completionSchema.safeParse(parseJson(line)).success;
    counts.rows += 1;
    if (!withLabels) continue;
    const label = labelSchema.safeParse(parseJson(line)).data?.label;
    if (label === true) counts.wanted += 1;
    if (label === false) counts.unwanted += 1;
  }
  return counts;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
