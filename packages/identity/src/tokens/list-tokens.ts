import type { Queryable } from "@devflow/database";
import { type AccessToken, tokenColumns, tokenSchema } from "./access-token.ts";

/** Rows of one list. */
const most = 1_000;

/** Tokens, newest first, of one person or of all; without browsers' sessions. */
export async function listTokens(
  database: Queryable,
  { personId }: { personId?: number } = {},
): Promise<AccessToken[]> {
  const rows = await database.query(
    `SELECT ${tokenColumns} FROM access_tokens
      WHERE kind <> 'browser' AND ($1::bigint IS NULL OR person_id = $1)
      ORDER BY created_at DESC, id
      LIMIT ${most}`,
    [personId ?? null],
  );
  return rows.map((row) => tokenSchema.parse(row));
}
