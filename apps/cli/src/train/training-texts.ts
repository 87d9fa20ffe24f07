import {
  isLabelled,
  type PlannedStep,
  type PreparedTraining,
  type StepProgress,
  type TrainedAdapter,
} from "@devflow/training";

/** `sft 40/120 loss 1.234, about 3 min left`. */
export function progressText(step: PlannedStep, progress: StepProgress, elapsedMs: number): string {
  const { values, step: done, steps } = progress;
  const loss = values.loss ?? values.train_loss;
  const parts = [
    `${step.settings.method} ${done}/${steps}`,
    ...(loss === undefined ? [] : [`loss ${loss.toFixed(3)}`]),
    ...(values.eval_loss === undefined ? [] : [`held-out loss ${values.eval_loss.toFixed(3)}`]),
    ...(values["rewards/margins"] === undefined
      ? []
      : [`margin ${values["rewards/margins"].toFixed(3)}`]),
  ];
  const left = done === 0 ? "" : `, about ${duration((elapsedMs / done) * (steps - done))} left`;
  return `${parts.join(" ")}${left}`;
}

export function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** What TRL would be given: each file, and above it what starts it. */
export function printText({ name, plan }: PreparedTraining): string {
  const files = plan.steps.map(
    ({ name: file, yaml, command }) =>
      `# ${name}: ${file}.yaml\n# ${command.map(quoted).join(" ")}\n${yaml}`,
  );
  return files.join("---\n");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

export function dryRunText({ name, plan }: PreparedTraining): string {
  const steps = plan.steps.map(({ settings, data }) => {
    const { train, validation, test } = data.rows;
    const labels = isLabelled(settings.method)
      ? `, ${data.wanted} wanted and ${data.unwanted} unwanted`
      : "";
    return `  ${settings.method.padEnd(4)} ${train} examples${labels}; ${validation} for validation, ${test} held out\n`;
  });
  const concerns = plan.concerns.map(
    ({ level, key, message }) => `  ${level}: ${key} ${message}\n`,
  );
  const title = `${plan.expert.key} → ${name}, on ${plan.expert.base}\n`;
  return `${title}${steps.join("")}${concerns.join("")}`;
}

export function trainedText({ name, folder, steps, seconds, verdict }: TrainedAdapter): string {
  const lines = steps.map((step) => {
    const loss = step.metrics.train_loss ?? step.metrics.loss;
    const words = loss === undefined ? "" : `, loss ${loss.toFixed(3)}`;
    return `  ${step.method.padEnd(4)} ${step.steps} steps in ${duration(step.seconds * 1_000)}${words}\n`;
  });
  const held = verdict.methods.map(
    ({ method, baseline, candidate, verdict: word }) =>
      `  held-out ${method}: ${baseline.toFixed(3)} before, ${candidate.toFixed(3)} now: ${word.replace("_", " ")}\n`,
  );
  const decision = verdict.decision === "prefer" ? "Preferred" : "Refused";
  return `${name} in ${duration(seconds * 1_000)}: ${folder}\n${lines.join("")}${held.join("")}${decision}: ${verdict.reason}.\n`;
}
