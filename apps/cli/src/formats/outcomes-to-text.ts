import type { Grouping, OutcomeMeasure } from "@devflow/dataset/outcomes";
import { percent } from "@devflow/statistics";

const columns = [
  "findings",
  "merged",
  "addressed",
  "acted on",
  "committed",
  "wanted",
  "unwanted",
  "undecided",
] as const;

/** A table with one line a group and one for all; shares with their 95 % interval. */
export function outcomesToText(
  by: Grouping,
  groups: readonly OutcomeMeasure[],
  all: OutcomeMeasure,
): string {
  if (groups.length === 0) {
    return "Nothing is known yet: outcomes are read while `devflow start` runs.\n";
  }
  const lines = [[by, ...columns], ...groups.map(cells)];
  if (groups.length > 1) lines.push(cells(all));
  const widths = (lines[0] ?? []).map((_, at) =>
    Math.max(...lines.map((line) => (line[at] ?? "").length)),
  );
  const rendered = lines.map((line) =>
    line
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  return `${rendered.join("\n")}\n`;
}

function cells(measure: OutcomeMeasure): string[] {
  const { group, remarks, merged, addressed, actedOn, suggestionsCommitted } = measure;
  const { wanted, unwanted, undecided } = measure;
  return [
    group,
    String(remarks),
    String(merged),
    percent(addressed),
    percent(actedOn),
    percent(suggestionsCommitted),
    ...[wanted, unwanted, undecided].map(String),
  ];
}
