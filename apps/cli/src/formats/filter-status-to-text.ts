import type { FilterStatus, TrainedFilter } from "@devflow/indexer/filter";

const STATES: Readonly<Record<FilterStatus["state"], string>> = {
  prior: "prior, assumptions until there are enough outcomes",
  trained: "trained",
  off: "off",
};

/** One paragraph a repository: what its reviews filter by, why, and how well. */
export function filterStatusToText(
  statuses: readonly FilterStatus[],
  trained: readonly TrainedFilter[] | null,
): string {
  const paragraphs = statuses.map(paragraphOf);
  if (trained !== null) paragraphs.unshift(trainingLine(trained));
  if (statuses.length === 0) paragraphs.push("No repository is known here.");
  return `${paragraphs.join("\n\n")}\n`;
}

function trainingLine(trained: readonly TrainedFilter[]): string {
  return trained.length === 0
    ? "Nothing was trained: too few outcomes."
    : `Trained ${trained.length} ${trained.length === 1 ? "filter" : "filters"}.`;
}

function paragraphOf(status: FilterStatus): string {
  const { name, state, trainedOn, trainedAt, reason, outcomes, measures } = status;
  const when =
    trainedAt === null ? "" : ` on ${trainedAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const by = trainedOn === null ? "" : `, on the outcomes of ${trainedOn}${when}`;
  const lines = [
    `${name}: ${STATES[state]}${by}`,
    `  ${reason}`,
    `  outcomes here: ${outcomes.total}, of which ${outcomes.actedOn} were acted on`,
  ];
  if (measures !== null) {
    const { withFilter, withoutFilter, trainingExamples, heldOutExamples } = measures;
    lines.push(
      `  trained on ${trainingExamples}, measured on the ${heldOutExamples} newest: ` +
        `precision ${percent(withFilter.precision)} (${percent(withoutFilter.precision)} without), ` +
        `recall ${percent(withFilter.recall)}`,
    );
  }
  return lines.join("\n");
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
