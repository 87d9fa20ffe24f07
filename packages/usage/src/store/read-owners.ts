import type { Queryable } from "@devflow/database";

/** Whose completions these are; those that are not stored are left out. */
export async function readOwners(
  database: Queryable,
  completionIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await database.query<{ id: string; person_id: number }>(
    "SELECT id, person_id FROM served_completions WHERE id = ANY($1::text[])",
    [completionIds],
  );
  return new Map(rows.map(({ id, person_id }) => [id, person_id]));
}
