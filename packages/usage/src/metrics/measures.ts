import type { CompletionSource } from "@devflow/completion";
import type { AssistMeasures, CompletionMeasures, Percentiles, Retained } from "./model.ts";
import type { AssistCounts } from "./read-assist-counts.ts";
import { type CompletionCounts, lookNames } from "./read-completion-counts.ts";
import { type CompletionLatencies, unmeasured } from "./read-latencies.ts";

/** Our own measures of completions, out of all rows of a group. */
export function completionMeasures(
  rows: readonly CompletionCounts[],
  filters: Readonly<Record<string, number>>,
  latencies: CompletionLatencies | undefined,
): CompletionMeasures {
  const sum = (of: (row: CompletionCounts) => number) =>
    rows.reduce((all, row) => all + of(row), 0);
  const [served, shown] = [sum((row) => row.served), sum((row) => row.shown)];
  const [accepted, partly] = [sum((row) => row.accepted), sum((row) => row.partly)];
  const [shownChars, acceptedChars] = [
    sum((row) => row.shown_chars),
    sum((row) => row.accepted_chars),
  ];
  const sources = sourcesOf(rows);
  const saved = served - sources.expert;
  return {
    served,
    with_text: sum((row) => row.with_text),
    shown,
    accepted,
    partly_accepted: partly,
    partial_accepts: sum((row) => row.partial_accepts),
    dismissed: sum((row) => row.dismissed),
    shown_chars: shownChars,
    accepted_chars: acceptedChars,
    acceptance_rate: shareOf(accepted, shown),
    acceptance_rate_by_chars: shareOf(acceptedChars, shownChars),
    retained: retainedOf(rows),
    sources,
    requests_saved: saved,
    requests_saved_share: shareOf(saved, served),
    filters: { ...filters },
    server_ms: {
      total: latencies?.total ?? unmeasured,
      by_expert: latencies?.by_expert ?? unmeasured,
      without_expert: latencies?.without_expert ?? unmeasured,
      retrieval: latencies?.retrieval ?? unmeasured,
      first_text: latencies?.first_text ?? unmeasured,
    },
    client_ms: latencies?.client ?? unmeasured,
  };
}

/** Our own measures of the other answers, by feature. */
export function assistMeasures(
  rows: readonly AssistCounts[],
  latencies: ReadonlyMap<string, { total: Percentiles; first_text: Percentiles }> | undefined,
): Record<string, AssistMeasures> {
  const byFeature = [...Map.groupBy(rows, ({ feature }) => feature)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return Object.fromEntries(
    byFeature.map(([feature, group]) => {
      const counts = Object.fromEntries(
        assistFields.map((field) => [field, group.reduce((all, row) => all + row[field], 0)]),
      ) as Record<(typeof assistFields)[number], number>;
      const { total, first_text } = latencies?.get(feature) ?? {
        total: unmeasured,
        first_text: unmeasured,
      };
      return [feature, { ...counts, server_ms: { total, first_text } }];
    }),
  );
}

const assistFields = [
  "used",
  "answered",
  "cancelled",
  "failed",
  "applied",
  "discarded",
  "undone",
  "tests_passed",
  "tests_failed",
  "helpful",
  "unhelpful",
  "prompt_tokens",
  "completion_tokens",
] as const;

function sourcesOf(rows: readonly CompletionCounts[]): Record<CompletionSource, number> {
  const sources = { memory: 0, shared: 0, type_forward: 0, merged: 0, expert: 0 };
  for (const { source, served } of rows) {
    if (source in sources) sources[source as CompletionSource] += served;
  }
  return sources;
}

function retainedOf(rows: readonly CompletionCounts[]): CompletionMeasures["retained"] {
  const look = (at: number): Retained => {
    const total = { measured: 0, chars: 0, kept: 0, mostly: 0 };
    for (const { looks } of rows) {
      const of = looks[at];
      if (of === undefined) continue;
      total.measured += of.measured;
      total.chars += of.chars;
      total.kept += of.kept;
      total.mostly += of.mostly;
    }
    const { measured, chars, kept, mostly } = total;
    const share = shareOf(kept, chars);
    return { measured, chars, kept_chars: Math.round(kept), share, mostly_kept: mostly };
  };
  const entries = lookNames.map((name, at) => [name, look(at)] as const);
  return Object.fromEntries(entries) as CompletionMeasures["retained"];
}

/** With four places; null of nothing. */
function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}
