import type { Queryable } from "@devflow/database";
import type { CompletionEvent } from "../model.ts";
import { readOwners } from "./read-owners.ts";

/**
 * Events of completions that are there and of the same person, once each; a repeated one changes
 * nothing. Gives the completions that are there: events of others may be early.
 */
export async function insertEvents(
  database: Queryable,
  events: readonly { event: CompletionEvent; personId: number }[],
): Promise<ReadonlySet<string>> {
  const rows = events.map(({ event, personId }) => ({
    completion_id: event.completionId,
    person_id: personId,
    kind: event.kind,
    choice_index: event.choiceIndex,
    view_id: event.viewId ?? "",
    occurrence: occurrenceOf(event),
    elapsed_ms: rounded(event.elapsedMs),
    accepted_chars: event.acceptedChars,
    accepted_lines: event.acceptedLines,
    retained_share: event.retainedShare,
    client_ms: event.clientMs,
    happened_at: event.at,
  }));
  await database.query(
    `INSERT INTO completion_events
       (completion_id, person_id, kind, choice_index, view_id, occurrence, elapsed_ms,
        accepted_chars, accepted_lines, retained_share, client_ms, happened_at)
     SELECT row.completion_id, row.person_id, row.kind, row.choice_index, row.view_id, row.occurrence,
            row.elapsed_ms, row.accepted_chars, row.accepted_lines, row.retained_share, row.client_ms, row.happened_at
     FROM jsonb_to_recordset($1::jsonb) AS row(
       completion_id text, person_id bigint, kind text, choice_index integer, view_id text,
       occurrence integer, elapsed_ms integer, accepted_chars integer, accepted_lines integer,
       retained_share real, client_ms real, happened_at timestamptz)
     JOIN served_completions AS served
       ON served.id = row.completion_id AND served.person_id = row.person_id
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows)],
  );
  const owners = await readOwners(database, [...new Set(rows.map((row) => row.completion_id))]);
  return new Set(owners.keys());
}

/** What makes several events of one kind and showing different ones: two words of one length are two accepts. */
function occurrenceOf({ kind, elapsedMs, acceptedChars }: CompletionEvent): number {
  if (kind === "retained") return Math.round((elapsedMs ?? 0) / 1_000);
  return kind === "partial" ? (rounded(elapsedMs) ?? acceptedChars ?? 0) : 0;
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
