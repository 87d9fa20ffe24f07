import type { Database } from "@devflow/database";
import { type AnswerRecord, answerExamples, type ExampleStream } from "@devflow/dataset";
import { openContent } from "@devflow/usage";
import { z } from "zod";
import type { OpenSources } from "./code-sources.ts";
import { type EditorSourceOptions, rowsById, rulesByName } from "./editor-sources.ts";

/** Texts of one reading: some ten kilobytes each. */
const batch = 200;

const rowSchema = z.object({
  id: z.string(),
  content: z.instanceof(Uint8Array),
  key_id: z.string().nullable(),
  repository_id: z.number().nullable(),
  author: z.string(),
  feature: z.string(),
  model: z.string().nullable(),
  used_at: z.date(),
  applied: z.string().nullable(),
});

/** Examples out of explanations and changes whose texts were kept, of repositories that `code` has open. */
export function readAnswerExamples(
  database: Database,
  code: Pick<OpenSources, "byId">,
  options: EditorSourceOptions,
): ExampleStream {
  return answerExamples(readRecords(database, code, options), {
    rulesOf: rulesByName(code, options),
  });
}

async function* readRecords(
  database: Database,
  { byId }: Pick<OpenSources, "byId">,
  { repositoryIds, keys }: EditorSourceOptions,
): AsyncGenerator<AnswerRecord> {
  const read = async (after: string) =>
    z.array(rowSchema).parse(await readBatch(database, repositoryIds, after));
  for await (const row of rowsById(batch, read)) {
    const content = openContent({ ...row, keyId: row.key_id }, keys);
    if (content?.kind !== "answer") continue;
    const { messages, answer, paths, changed, isWhole } = content;
    yield {
      ...{ id: row.id, feature: row.feature, messages, answer, paths, changed, isWhole },
      repository: byId.get(row.repository_id ?? 0)?.repository ?? null,
      ...{ author: row.author, at: row.used_at, model: row.model ?? "", outcome: row.applied },
    };
  }
}

function readBatch(database: Database, repositoryIds: readonly number[] | null, after: string) {
  return database.query(
    `SELECT kept.id, kept.content, kept.key_id, used.repository_id, used.feature, used.model, used.used_at, used.applied,
            coalesce(people.github_login, people.email, people.subject) AS author
       FROM kept_contents AS kept
       JOIN assist_uses AS used ON used.id = kept.id
       JOIN people ON people.id = used.person_id AND people.may_keep_content
      WHERE kept.id > $2 AND kept.expires_at > now()
        AND ($1::bigint[] IS NULL OR used.repository_id = ANY ($1))
      ORDER BY kept.id LIMIT ${batch}`,
    [repositoryIds, after],
  );
}
