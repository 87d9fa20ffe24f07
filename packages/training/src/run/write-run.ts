import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MethodVerdict, PromotionVerdict } from "../evaluate/promotion-test.ts";
import type { Evaluation } from "../evaluate/read-evaluation.ts";
import type { TrainingRun } from "./train-expert.ts";
import type { TrainingState } from "./training-state.ts";

export interface RunResults {
  state: TrainingState;
  evaluation: Evaluation;
  verdict: PromotionVerdict;
  seconds: number;
}

/** Writes `run.json` into the adapter's folder: how it came to be, so that it can be made again and judged. */
export async function writeRun(
  run: TrainingRun,
  adapter: string,
  results: RunResults,
): Promise<void> {
  const { plan, facts } = run;
  const { expert, manifest, launch } = plan;
  const { state, evaluation, verdict } = results;
  const document = {
    name: run.name,
    expert: expert.expert,
    base_model: expert.base,
    export_id: manifest.id,
    data: {
      manifest_sha256: manifest.sha256,
      rows: Object.fromEntries(plan.steps.map(({ data }) => [data.method, data.rows])),
    },
    config_sha256: run.configSha256,
    fingerprint: plan.fingerprint,
    steps: plan.steps.map(({ config }, index) => {
      const { adapter: _, ...finished } = state.finished[index] ?? { adapter: "" };
      return { ...finished, config: withoutPlaces(config) };
    }),
    evaluation: {
      decision: verdict.decision,
      reason: verdict.reason,
      compared_with: run.baseline ?? expert.base,
      methods: verdict.methods.map(toJson),
      changed_layers: evaluation.adapter.changedLayers,
    },
    python: facts.python,
    packages: facts.packages,
    gpus: facts.gpus,
    processes: launch.processes,
    machines: launch.machines,
    git_commit: run.gitCommit,
    started_at: state.startedAt,
    finished_at: new Date().toISOString(),
    seconds: results.seconds,
  };
  await writeFile(join(adapter, "run.json"), `${JSON.stringify(document, null, 2)}\n`);
}

/** Folders of this machine say nothing on another. */
function withoutPlaces(config: Readonly<Record<string, unknown>>) {
  const { output_dir: _, dataset_name: __, ...rest } = config;
  return rest;
}

function toJson({ gain, proof, ...rest }: MethodVerdict) {
  return { ...rest, gain: rounded(gain), proof: rounded(proof) };
}

/** Digits beyond the sixth are of the machine, not of the adapter. */
function rounded(share: object | null) {
  if (share === null) return null;
  const round = (value: unknown) => (typeof value === "number" ? Number(value.toFixed(6)) : value);
  return Object.fromEntries(Object.entries(share).map(([name, value]) => [name, round(value)]));
}
