import type { Queryable } from "@devflow/database";
import type { ServedCompletion } from "../model.ts";

/** Once each. Whoever is no person any more has none; a repository that has gone is not named. */
export async function insertCompletions(
  database: Queryable,
  completions: readonly ServedCompletion[],
): Promise<void> {
  const rows = completions.map(({ timings, ...each }) => ({
    id: each.id,
    person_id: each.personId,
    teams: each.teams,
    repository_id: each.repositoryId,
    language: each.language,
    editor: each.editor,
    trigger: each.trigger,
    source: each.source,
    expert: each.expert,
    model: each.model,
    prefix_chars: each.prefixChars,
    suffix_chars: each.suffixChars,
    choices: each.choices,
    filters: each.filters,
    total_ms: timings.totalMs,
    retrieval_ms: timings.retrievalMs,
    first_text_ms: timings.firstTextMs,
    expert_ms: timings.expertMs,
    served_at: each.at,
  }));
  await database.query(
    `INSERT INTO served_completions
       (id, person_id, teams, repository_id, language, editor, trigger, source, expert, model,
        prefix_chars, suffix_chars, choices, filters, total_ms, retrieval_ms, first_text_ms, expert_ms, served_at)
     SELECT row.id, people.id, ARRAY(SELECT jsonb_array_elements_text(row.teams)), repositories.id,
            row.language, row.editor, row.trigger, row.source, row.expert, row.model,
            row.prefix_chars, row.suffix_chars, row.choices, row.filters, row.total_ms,
            row.retrieval_ms, row.first_text_ms, row.expert_ms, row.served_at
     FROM jsonb_to_recordset($1::jsonb) AS row(
       id text, person_id bigint, teams jsonb, repository_id bigint, language text, editor text,
       trigger text, source text, expert text, model text, prefix_chars integer, suffix_chars integer,
       choices jsonb, filters jsonb, total_ms real, retrieval_ms real, first_text_ms real,
       expert_ms real, served_at timestamptz)
     JOIN people ON people.id = row.person_id
     LEFT JOIN repositories ON repositories.id = row.repository_id
     ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(rows)],
  );
}
