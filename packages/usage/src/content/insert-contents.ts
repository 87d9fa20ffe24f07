import type { Queryable } from "@devflow/database";
import type { ContentKey } from "./content-keys.ts";
import type { ContentToKeep } from "./model.ts";
import { sealContent } from "./seal-content.ts";

/**
 * Once each, for so many days. Nothing of somebody who does not want it, who is locked out, or who is no
 * person any more.
 */
export async function insertContents(
  database: Queryable,
  contents: readonly ContentToKeep[],
  { days, key }: { days: number; key: ContentKey },
): Promise<void> {
  const rows = contents.map(({ id, personId, repositoryId, content, at }) => ({
    id,
    person_id: personId,
    repository_id: repositoryId,
    content: sealContent(id, content, key).toString("base64"),
    kept_at: at,
  }));
  await database.query(
    `INSERT INTO kept_contents (id, person_id, repository_id, content, key_id, expires_at)
     SELECT row.id, people.id, repositories.id, decode(row.content, 'base64'),
            $3, row.kept_at + $2 * interval '1 day'
       FROM jsonb_to_recordset($1::jsonb) AS row(
         id text, person_id bigint, repository_id bigint, content text, kept_at timestamptz)
       JOIN people ON people.id = row.person_id AND people.may_keep_content
                  AND people.disabled_at IS NULL
       LEFT JOIN repositories ON repositories.id = row.repository_id
      WHERE row.repository_id IS NULL OR repositories.state IS DISTINCT FROM 'removed'
     ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(rows), days, key.id],
  );
}
