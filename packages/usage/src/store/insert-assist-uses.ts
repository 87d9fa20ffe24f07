import type { Queryable } from "@devflow/database";
import type { AssistUse } from "../model.ts";

/** Once each. Whoever is no person any more has none; a repository that has gone is not named. */
export async function insertAssistUses(
  database: Queryable,
  uses: readonly AssistUse[],
): Promise<void> {
  const rows = uses.map((use) => ({
    id: use.id,
    person_id: use.personId,
    teams: use.teams,
    feature: use.feature,
    repository_id: use.repositoryId,
    language: use.language,
    editor: use.editor,
    expert: use.expert,
    model: use.model,
    prompt_tokens: use.promptTokens,
    completion_tokens: use.completionTokens,
    total_ms: use.totalMs,
    first_text_ms: use.firstTextMs,
    lines_added: use.lines?.added ?? null,
    lines_deleted: use.lines?.deleted ?? null,
    outcome: use.outcome,
    used_at: use.at,
  }));
  await database.query(
    `INSERT INTO assist_uses
       (id, person_id, teams, feature, repository_id, language, editor, expert, model,
        prompt_tokens, completion_tokens, total_ms, first_text_ms, lines_added, lines_deleted,
        outcome, used_at)
     SELECT row.id, people.id, ARRAY(SELECT jsonb_array_elements_text(row.teams)), row.feature,
            repositories.id, row.language, row.editor, row.expert, row.model, row.prompt_tokens,
            row.completion_tokens, row.total_ms, row.first_text_ms, row.lines_added,
            row.lines_deleted, row.outcome, row.used_at
     FROM jsonb_to_recordset($1::jsonb) AS row(
       id text, person_id bigint, teams jsonb, feature text, repository_id bigint, language text,
       editor text, expert text, model text, prompt_tokens integer, completion_tokens integer,
       total_ms real, first_text_ms real,
       lines_added integer, lines_deleted integer, outcome text, used_at timestamptz)
     JOIN people ON people.id = row.person_id
     LEFT JOIN repositories ON repositories.id = row.repository_id
     ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(rows)],
  );
}
