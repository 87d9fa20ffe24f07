import type { Database } from "@devflow/database";
import {
  type CompletionExampleOptions,
  type CompletionRecord,
  completionExamples,
  type ExampleStream,
} from "@devflow/dataset";
import { type ContentKeys, openContent, seenAfterMs } from "@devflow/usage";
import { z } from "zod";
import type { OpenSources } from "./code-sources.ts";
import { type EditorSourceOptions, rowsById, rulesByName } from "./editor-sources.ts";

/** Texts of one reading: some kilobytes each. */
const batch = 500;

const rowSchema = z.object({
  id: z.string(),
  content: z.instanceof(Uint8Array),
  key_id: z.string().nullable(),
  repository_id: z.number().nullable(),
  author: z.string(),
  model: z.string(),
  served_at: z.date(),
  choice_index: z.number(),
  is_shown: z.boolean(),
  is_accepted: z.boolean(),
  is_partly: z.boolean(),
  is_dismissed: z.boolean(),
  kept_share: z.number().nullable(),
});

export type CompletionSourceOptions = EditorSourceOptions &
  Pick<CompletionExampleOptions, "fimFamily">;

/** Examples out of completions whose texts were kept, of repositories that `code` has open. */
export function readCompletionExamples(
  database: Database,
  code: Pick<OpenSources, "byId">,
  options: CompletionSourceOptions,
): ExampleStream {
  return completionExamples(readRecords(database, code.byId, options), {
    fimFamily: options.fimFamily,
    rulesOf: rulesByName(code, options),
  });
}

async function* readRecords(
  database: Database,
  byId: OpenSources["byId"],
  { repositoryIds, keys }: EditorSourceOptions,
): AsyncGenerator<CompletionRecord> {
  const read = async (after: string) =>
    z.array(rowSchema).parse(await readBatch(database, repositoryIds, after));
  for await (const row of rowsById(batch, read)) {
    const record = recordOf(row, byId, keys);
    if (record !== null) yield record;
  }
}

function readBatch(database: Database, repositoryIds: readonly number[] | null, after: string) {
  return database.query(
    `SELECT kept.id, kept.content, kept.key_id, served.repository_id,
            coalesce(people.github_login, people.email, people.subject) AS author,
            served.model, served.served_at,
            coalesce(became.taken_index, became.seen_index, 0) AS choice_index,
            coalesce(became.is_shown, false) AS is_shown,
            coalesce(became.is_accepted, false) AS is_accepted,
            coalesce(became.is_partly, false) AS is_partly,
            coalesce(became.is_dismissed, false) AS is_dismissed,
            became.kept_share
       FROM kept_contents AS kept
       JOIN served_completions AS served ON served.id = kept.id
       JOIN people ON people.id = served.person_id AND people.may_keep_content
       LEFT JOIN LATERAL (
         SELECT max(choice_index) FILTER (WHERE kind IN ('select', 'partial')) AS taken_index,
                min(choice_index) AS seen_index,
                bool_or(kind IN ('select', 'partial')
                        OR kind IN ('view', 'dismiss') AND elapsed_ms >= ${seenAfterMs}) AS is_shown,
                bool_or(kind = 'select') AS is_accepted,
                bool_or(kind = 'partial') AS is_partly,
                bool_or(kind = 'dismiss') AS is_dismissed,
                (array_agg(retained_share ORDER BY occurrence DESC)
                   FILTER (WHERE retained_share IS NOT NULL))[1] AS kept_share
           FROM completion_events AS event
          WHERE event.completion_id = kept.id AND event.person_id = served.person_id
       ) AS became ON true
      WHERE kept.id > $2 AND kept.expires_at > now()
        AND ($1::bigint[] IS NULL OR served.repository_id = ANY ($1))
      ORDER BY kept.id LIMIT ${batch}`,
    [repositoryIds, after],
  );
}

function recordOf(
  row: z.output<typeof rowSchema>,
  byId: OpenSources["byId"],
  keys: ContentKeys,
): CompletionRecord | null {
  const content = openContent({ ...row, keyId: row.key_id }, keys);
  if (content?.kind !== "completion") return null;
  const choice = content.choices.find(({ index }) => index === row.choice_index);
  if (choice === undefined) return null;
  const { path, prefix, suffix } = content;
  return {
    ...{ id: row.id, path, prefix, suffix, text: choice.text },
    repository: byId.get(row.repository_id ?? 0)?.repository ?? null,
    ...{ author: row.author, at: row.served_at, model: row.model },
    outcome: {
      isShown: row.is_shown,
      isAccepted: row.is_accepted,
      isPartlyAccepted: row.is_partly,
      isDismissed: row.is_dismissed,
      keptShare: row.kept_share,
    },
  };
}
