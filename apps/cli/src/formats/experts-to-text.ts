import type { Adapter, Decision, Evidence, Measure, Rollout } from "@devflow/rollout";

export function listToText(adapters: readonly Adapter[], rollouts: readonly Rollout[]): string {
  const live = adapters.filter(({ state }) => state === "live");
  const reviews = live[0]?.name ?? "the model of the settings";
  const open = rollouts.map(
    ({ adapter, stage, baseline, stageAt }) =>
      `${adapter} is rolled out against ${baseline}: ${stage} since ${day(stageAt)}`,
  );
  const rows = adapters.map(
    ({ name, state, createdAt, reason }) =>
      `  ${name.padEnd(26)} ${state.replace("_", " ").padEnd(12)} ${day(createdAt)}  ${reason}`,
  );
  const none = "  no adapter is registered: `devflow experts register DIR --name review@VERSION`";
  return [`Reviews are by ${reviews}.`, ...open, "", ...(rows.length === 0 ? [none] : rows)].join(
    "\n",
  );
}

export interface ShownAdapter {
  adapter: Adapter;
  rollouts: readonly Rollout[];
  evidence: Evidence | null;
  decision: Decision | null;
}

export function adapterToText({ adapter, rollouts, evidence, decision }: ShownAdapter): string {
  const lines = [
    `${adapter.name}: ${adapter.state.replace("_", " ")} (${adapter.reason})`,
    `  base model  ${adapter.baseModel}`,
    `  folder      ${adapter.path}`,
    `  sha256      ${adapter.sha256}`,
    `  data set    ${adapter.exportId ?? "not said"}`,
    ...Object.entries(adapter.metrics)
      .filter(([, value]) => typeof value === "number")
      .map(([key, value]) => `  ${key.padEnd(11)} ${value}`),
  ];
  for (const { stage, baseline, canaryShare, startedAt, stageAt } of rollouts) {
    const canary = `canary ${Math.round(100 * canaryShare)} %`;
    lines.push(
      `  rollout     ${stage} since ${day(stageAt)}, begun ${day(startedAt)}, against ${baseline}, ${canary}`,
    );
  }
  if (evidence !== null && decision !== null) lines.push("", ...evidenceLines(evidence, decision));
  return lines.join("\n");
}

function evidenceLines(evidence: Evidence, decision: Decision): string[] {
  const { shadow, candidate, repositories } = evidence;
  const reviews = repositories.reduce((sum, each) => sum + each.candidate.reviews, 0);
  const compared = shadow.attempts - shadow.failures;
  return [
    `What it came to so far: ${decision.step.replace("_", " ")}, since ${decision.reasons.join("; ")}`,
    `  shadow      ${compared} of ${shadow.attempts} reviews compared: ${shadow.agreed} findings of both, ${shadow.extra} extra, ${shadow.dropped} not there;`,
    `              it has ${shadow.wanted.kept} of ${shadow.wanted.posted} wanted ones and ${shadow.unwanted.kept} of ${shadow.unwanted.posted} unwanted ones`,
    `  reviews     ${reviews} posted, ${candidate.failures} of ${candidate.attempts} failed, ${candidate.unreadable} unreadable`,
    `  addressed   ${measureText(decision.addressed)}`,
    `  unwanted    ${measureText(decision.unwanted)}`,
  ];
}

function measureText(measure: Measure | null): string {
  if (measure === null) return "no repository has seen both yet";
  const { estimate, interval, repositories } = measure;
  const points = (rate: number) => (100 * rate).toFixed(1);
  return `${points(estimate)} points against the baseline (${points(interval.lower)} to ${points(interval.upper)}), in ${repositories} repositories`;
}

/** Keys as the database has them. */
export function toJsonText(value: unknown): string {
  return `${JSON.stringify(snaked(value), null, 2)}\n`;
}

function snaked(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(snaked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      snaked(each),
    ]),
  );
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
