import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readEnvironment } from "@devflow/config";
import { ExternalError, UsageError } from "@devflow/errors";
import {
  type EmbedderTraining,
  hasGpu,
  runPython,
  setUpEnvironment,
  trainingEnvironment,
  trainingFolder,
} from "@devflow/training";
import { startProgress } from "../progress.ts";
import { writeOut } from "../write-out.ts";

/**
 * Trains the token table on a company's own code, by the recipe of `training/embedder`, into
 * `<out>/embedder`. Raises UsageError when the configuration names no code.
 */
export async function trainEmbedder(
  settings: EmbedderTraining | null,
  out: string,
  venv: string,
  signal: AbortSignal,
): Promise<void> {
  if (settings === null || settings.sources.length === 0) {
    throw new UsageError(
      "the configuration names no code to train the embedder on",
      "Name folders as embedder.sources; training/training_config.yaml shows how.",
    );
  }
  const recipe = join(trainingFolder, "embedder");
  const folder = join(out, "embedder");
  await mkdir(folder, { recursive: true });
  const environment = trainingEnvironment(readEnvironment(), join(folder, "cache"));
  const progress = startProgress();
  const run = async (text: string, from: string | null, command: readonly string[]) => {
    progress.note(text);
    const logFile = join(folder, "training.log");
    const result = await runPython(from, {
      command,
      cwd: folder,
      environment,
      logFile,
      signal,
      onLine: (line) => progress.step(line.slice(0, 100)),
    });
    if (result.exitCode === 0) return;
    throw new ExternalError(
      `${text} failed: ${result.lastLines.at(-1) ?? ""} (all of it: ${logFile})`,
      {
        service: "training",
        retryable: false,
        code: "step_failed",
      },
    );
  };
  try {
    await setUpEnvironment({ venv, environment, hasGpu: hasGpu(), onStep: progress.note, signal });
    const pairs = join(folder, "pairs.jsonl");
    const init = join(trainingFolder, "../packages/retrieval/assets");
    const { pairsPerSource, epochs, rate, batch, sources } = settings;
    const limit = ["--limit", String(pairsPerSource)];
    const extract = [process.execPath, join(recipe, "extract-pairs.ts"), "--out", pairs, ...limit];
    await run("Reading pairs from code", null, [...extract, ...sources]);
    const pace = ["--epochs", String(epochs), "--rate", String(rate), "--batch", String(batch)];
    const train = ["python", join(recipe, "train.py"), "--init", init, ...pace];
    await run("Training the table", venv, [...train, "--out", join(folder, "run"), pairs]);
    const best = join(folder, "run", "best.pt");
    const table = join(folder, "table");
    const write = ["python", join(recipe, "export.py"), best, "--out", table, "--version", "1"];
    await run("Writing the table", venv, write);
    await writeOut(
      `${table}: copy it over packages/retrieval/assets if your searches get better.\n`,
    );
  } finally {
    progress.stop();
  }
}
