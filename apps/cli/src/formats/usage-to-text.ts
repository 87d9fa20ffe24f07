import type { CompletionMeasures, UsageGroup, UsageRecord } from "@devflow/usage";

/** Records for people: a line a day and group, and what the columns mean. */
export function usageToText(records: readonly UsageRecord[], by: UsageGroup): string {
  if (records.length === 0) return "Nobody used the assistant on these days.\n";
  const head = ["day", ...(by === "all" ? [] : [by]), ...columns.map(([name]) => name)];
  const rows = records.map((record) => [
    record.day,
    ...(by === "all" ? [] : [nameOf(record, by)]),
    ...columns.map(([, of]) => of(record, record.devflow.completions)),
  ]);
  const widths = head.map((_, at) =>
    Math.max(...[head, ...rows].map((row) => (row[at] ?? "").length)),
  );
  const texts = by === "all" ? 1 : 2;
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) =>
        at < texts ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return `${[head, ...rows].map(line).join("\n")}\n\n${meaning}\n`;
}

const meaning = `shown: seen for 750 ms, or taken. accepted: taken whole; CAR and wCAR: accepted of shown, by count and by
characters. kept: of accepted characters, still there at the last look. saved: requests without an expert.
p50, p99: at the server. asked: questions, tests, refactorings and so on; applied: of their changes.`;

type Column = readonly [string, (record: UsageRecord, completions: CompletionMeasures) => string];

const columns: readonly Column[] = [
  ["served", (_, { served }) => String(served)],
  ["shown", (_, { shown }) => String(shown)],
  ["accepted", (_, { accepted }) => String(accepted)],
  ["CAR", (_, { acceptance_rate }) => percent(acceptance_rate)],
  ["wCAR", (_, { acceptance_rate_by_chars }) => percent(acceptance_rate_by_chars)],
  ["kept", (_, { retained }) => percent(retained.last.share)],
  ["saved", (_, { requests_saved_share }) => percent(requests_saved_share)],
  ["p50", (_, { server_ms }) => ms(server_ms.total.p50)],
  ["p99", (_, { server_ms }) => ms(server_ms.total.p99)],
  ["asked", ({ user_initiated_interaction_count }) => String(user_initiated_interaction_count)],
  ["applied", (record) => String(appliedOf(record))],
];

function appliedOf({ devflow: { assist } }: UsageRecord): number {
  return Object.values(assist).reduce((sum, { applied }) => sum + applied, 0);
}

function nameOf(record: UsageRecord, by: Exclude<UsageGroup, "all">): string {
  const name = by === "person" ? record.user_login : record[by];
  return name ?? "(none)";
}

function percent(share: number | null): string {
  return share === null ? "-" : `${(share * 100).toFixed(1)} %`;
}

function ms(value: number | null): string {
  return value === null ? "-" : `${Math.round(value)} ms`;
}
