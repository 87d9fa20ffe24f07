import type { Queryable } from "@devflow/database";
import { UsageError } from "@devflow/errors";
import { z } from "zod";
import type { ContentKeys } from "../content/content-keys.ts";
import { openContent } from "../content/seal-content.ts";
import { boundsOf, daysOf } from "../metrics/day.ts";
import { type UsageEvent, type UsageEventLevel, usageEventSchemas } from "./model.ts";

export interface UsageEventQuery {
  /** UTC days, both included. */
  from: string;
  to: string;
  /** Only of this person; null: of everybody. */
  personId: number | null;
  level: UsageEventLevel;
  /** `next` of the page before; null: from the beginning. */
  after: string | null;
  limit: number;
  /** What kept texts are opened with; without the key of one it is as gone. Default: none. */
  keys?: ContentKeys;
}

export interface UsageEventPage {
  events: UsageEvent[];
  /** Of the next page; null: this was the last. */
  next: string | null;
}

interface Source {
  table: string;
  at: string;
  /** Unique within the table. */
  key: string;
  columns: string;
  hasContent: boolean;
}

/** Told one kind after the other, each in the order of time. */
const sources: readonly Source[] = [
  {
    ...{ table: "served_completions", at: "served_at", key: "row.id", hasContent: true },
    columns: `'completion_served' AS event, row.id, row.person_id, row.teams, row.repository_id, row.editor,
      row.language, row.trigger, row.source, row.expert, row.model, row.prefix_chars, row.suffix_chars,
      row.choices, row.filters, row.total_ms, row.retrieval_ms, row.first_text_ms, row.expert_ms`,
  },
  {
    ...{ table: "completion_events", at: "happened_at", hasContent: false },
    key: "concat_ws(' ', row.completion_id, row.kind, row.choice_index, row.view_id, row.occurrence)",
    columns: `'completion_became' AS event, row.person_id, row.completion_id, row.kind, row.choice_index,
      row.view_id, row.elapsed_ms, row.accepted_chars, row.accepted_lines, row.retained_share,
      row.client_ms`,
  },
  {
    ...{ table: "assist_uses", at: "used_at", key: "row.id", hasContent: true },
    columns: `'assist_used' AS event, row.id, row.person_id, row.teams, row.repository_id, row.editor,
      row.feature, row.language, row.expert, row.model, row.prompt_tokens, row.completion_tokens,
      row.total_ms, row.first_text_ms, row.lines_added, row.lines_deleted, row.outcome, row.applied`,
  },
];

/** Where a page ended: of which kind, when in microseconds, and which row. */
const cursorSchema = z.tuple([z.int().min(0).max(2), z.int().min(0), z.string().max(1_000)]);
type Cursor = z.output<typeof cursorSchema>;

const rowSchema = z.looseObject({
  micros: z.number(),
  key: z.string(),
  id: z.string().optional(),
  packed: z.instanceof(Uint8Array).nullable().optional(),
  key_id: z.string().nullable().optional(),
});

/** A page of events. Raises UsageError for days that are none, and for a cursor that is none of ours. */
export async function readUsageEvents(
  database: Queryable,
  query: UsageEventQuery,
): Promise<UsageEventPage> {
  const days = daysOf(query.from, query.to);
  const from = boundsOf(days[0] ?? query.from).from;
  const { until } = boundsOf(days.at(-1) ?? query.to);
  let [kind, micros, key]: Cursor = query.after === null ? [0, 0, ""] : readCursor(query.after);
  const events: UsageEvent[] = [];
  for (; kind < sources.length; [kind, micros, key] = [kind + 1, 0, ""]) {
    const source = sources[kind];
    if (source === undefined) break;
    const missing = query.limit - events.length;
    const rows = await readRows(database, source, query, {
      ...{ from, until, micros, key, limit: missing + 1 },
    });
    for (const row of rows.slice(0, missing)) {
      events.push(eventOf(row, query));
      [micros, key] = [row.micros, row.key];
    }
    if (rows.length > missing) return { events, next: writeCursor([kind, micros, key]) };
  }
  return { events, next: null };
}

async function readRows(
  database: Queryable,
  { table, at, key, columns, hasContent }: Source,
  { personId, level }: UsageEventQuery,
  page: { from: Date; until: Date; micros: number; key: string; limit: number },
) {
  const isWhole = hasContent && level === "all";
  const after = `timestamptz 'epoch' + $4::bigint * interval '1 microsecond'`;
  const rows = await database.query(
    `SELECT ${columns}, row.${at} AS at, (extract(epoch FROM row.${at}) * 1000000)::bigint AS micros,
            ${key} AS key${isWhole ? ", kept.content AS packed, kept.key_id" : ""}
       FROM ${table} AS row ${isWhole ? "LEFT JOIN kept_contents AS kept ON kept.id = row.id AND kept.expires_at > now()" : ""}
      WHERE row.${at} >= $1 AND row.${at} < $2 AND ($3::bigint IS NULL OR row.person_id = $3)
        AND row.${at} >= ${after} AND (row.${at} > ${after} OR ${key} > $5)
      ORDER BY row.${at}, ${key} LIMIT $6`,
    [page.from, page.until, personId, page.micros, page.key, page.limit],
  );
  return rows.map((row) => rowSchema.parse(row));
}

function eventOf(
  row: z.output<typeof rowSchema>,
  { level, keys = [] }: Pick<UsageEventQuery, "level" | "keys">,
): UsageEvent {
  const { micros, key: _, packed, key_id: keyId = null, at: __, ...fields } = row;
  const at = new Date(micros / 1_000).toISOString();
  const { id = "" } = fields;
  const content = packed == null ? null : openContent({ id, content: packed, keyId }, keys);
  return usageEventSchemas[level].parse({ ...fields, version: 1, at, content });
}

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

function readCursor(text: string): Cursor {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch {
    throw new UsageError(
      "this cursor does not come from a page of events",
      "Give `next` of the page before as it came, or nothing to begin.",
    );
  }
}
