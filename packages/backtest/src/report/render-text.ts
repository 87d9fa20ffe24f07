import type { BacktestRun } from "../model.ts";
import { summariseRun } from "./summarise-run.ts";
import { measureRows, verdictOf } from "./words.ts";

/** The numbers for a terminal. */
export function renderText(run: BacktestRun): string {
  const { sides, paired, notReplayed } = summariseRun(run);
  const rows = measureRows(run, sides);
  const header = run.sides.length > 1 ? [["", ...run.sides.map(sideName)], ...rows] : rows;
  const widths = (header[0] ?? []).map((_, at) =>
    Math.max(...header.map((row) => row[at]?.length ?? 0)),
  );
  const lines = header.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("   ")
      .trimEnd(),
  );
  const left = notReplayed.map(([reason, changes]) => `${changes.length} ${reason}`);
  const seconds = Math.round(run.durationMs / 1_000);
  return `${[
    `${run.replays.length} of ${run.pulls} pull requests replayed in ${seconds} s (${run.sides.join(" against ")}).`,
    ...(left.length === 0 ? [] : [`Not replayed: ${left.join(", ")}.`]),
    "",
    ...lines,
    ...(paired.length === 0 ? [] : ["", ...paired.map(verdictOf)]),
  ].join("\n")}\n`;
}

export function sideName(name: string, side: number): string {
  return `${"AB"[side]}: ${name}`;
}
