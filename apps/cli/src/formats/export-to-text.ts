import type { ExportReport } from "@devflow/indexer/export";

const HEAD = [
  "expert",
  "method",
  "train",
  "validation",
  "test",
  "tokens p50",
  "p99",
  "cut",
  "dropped",
];

/** What examples come of. */
const HOW_TO_BEGIN =
  "Examples come of reviews (three days after their pull request ended), of `devflow backfill` and of `devflow index`.";

/** The closing table of an export. */
export function exportToText(
  { id, place, manifest, removed, notFinal }: ExportReport,
  { isDryRun }: { isDryRun: boolean },
): string {
  const rows = Object.entries(manifest.experts).flatMap(([expert, methods]) =>
    Object.entries(methods).map(
      ([
        method,
        {
          rows: { train, validation, test },
          tokens,
        },
      ]) => [
        expert,
        method,
        ...[train, validation, test, tokens.total.p50, tokens.total.p99].map(String),
        ...[tokens.cut, tokens.dropped].map(String),
      ],
    ),
  );
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  const refused = Object.entries(manifest.refused).map(
    ([filter, reasons]) =>
      `${filter} ${Object.values(reasons).reduce((sum, count) => sum + count, 0)}`,
  );
  const where = isDryRun
    ? "A dry run: nothing was written."
    : place === null
      ? `Nothing was written; the data sets before it are as they were. ${HOW_TO_BEGIN}`
      : `Written to ${place}`;
  const lines = [
    manifest.rows === 0 ? "There are no examples." : columns([HEAD, ...rows]),
    "",
    `${manifest.rows} examples, ${(bytes / 1e6).toFixed(1)} MB, as ${id}. Left out: ${refused.join(", ") || "nothing"}.`,
    ...notFinalLines(notFinal),
    where,
  ];
  if (removed.length > 0) lines.push(`Removed older ones: ${removed.join(", ")}.`);
  return `${lines.join("\n")}\n`;
}

/** Says what waits: somebody who has just begun finds no example, and nothing is wrong. */
function notFinalLines({ findings, firstAt }: ExportReport["notFinal"]): string[] {
  if (findings === 0) return [];
  const what = findings === 1 ? "1 finding is" : `${findings} findings are`;
  const when =
    firstAt === null
      ? "their pull requests are open still"
      : `the first at the nightly reading after ${firstAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return [`${what} decided, but not final until three days after the end: ${when}.`];
}

/** Names to the left, numbers to the right. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
