import type { Database } from "@devflow/database";
import { z } from "zod";

const knownSchema = z.object({
  number: z.number(),
  kind: z.enum(["memory", "dismissal"]),
  id: z.number(),
  text: z.string(),
  paths: z.array(z.string()),
  actor: z.string(),
  pull_number: z.number(),
});

/** Something that can be forgotten. Its number never changes: forgotten ones are counted, too. */
export type Known = z.output<typeof knownSchema>;

/** A comment that names several places is dismissed in one transaction: one number for all of them. */
const oneDecision = `first.repository_id = dismissals.repository_id
                     AND first.created_at = dismissals.created_at AND first.actor = dismissals.actor`;

/** What this repository remembers and has dismissed, and nobody forgot, oldest first. */
export async function listKnown(database: Database, repositoryId: number): Promise<Known[]> {
  const rows = await database.query(
    `WITH known AS (
       SELECT 'memory' AS kind, id, text, paths, actor, pull_number, created_at, forgotten_at
         FROM memories WHERE repository_id = $1
       UNION ALL
       SELECT 'dismissal', id, title || ' (' || reason || ')', ARRAY[path], actor, pull_number,
              created_at, CASE WHEN EXISTS (SELECT FROM dismissals AS first
                WHERE ${oneDecision} AND first.forgotten_at IS NULL) THEN NULL ELSE forgotten_at END
         FROM dismissals WHERE repository_id = $1 AND reason <> '' AND NOT EXISTS (
               SELECT FROM dismissals AS first
                WHERE ${oneDecision} AND first.id < dismissals.id)
     ), numbered AS (
       SELECT *, row_number() OVER (ORDER BY created_at, kind, id)::int AS number FROM known
     )
     SELECT number, kind, id, text, paths, actor, pull_number FROM numbered
      WHERE forgotten_at IS NULL ORDER BY number`,
    [repositoryId],
  );
  return rows.map((row) => knownSchema.parse(row));
}

/** Those with this number (`3`, `#3`), or whose words contain the text. */
export function matching(known: readonly Known[], wanted: string): Known[] {
  const number = /^#?(\d{1,6})$/.exec(wanted)?.[1];
  if (number !== undefined) return known.filter((each) => each.number === Number(number));
  const words = wanted.toLowerCase();
  return known.filter(({ text }) => text.toLowerCase().includes(words));
}

/** From now on as if it had never been said; the row stays, with who forgot it. */
export async function forget(
  database: Database,
  { kind, id }: Pick<Known, "kind" | "id">,
  actor: string,
): Promise<void> {
  if (kind === "memory") {
    await database.query(
      `UPDATE memories SET forgotten_at = now(), forgotten_by = $2
        WHERE id = $1 AND forgotten_at IS NULL`,
      [id, actor],
    );
    return;
  }
  await database.query(
    `UPDATE dismissals SET forgotten_at = now(), forgotten_by = $2 FROM dismissals AS first
      WHERE first.id = $1 AND dismissals.forgotten_at IS NULL AND ${oneDecision}`,
    [id, actor],
  );
}
