import type { Queryable } from "@devflow/database";
import { z } from "zod";
import { nameOf } from "../people/person.ts";
import { type AccessToken, tokenColumns, tokenSchema } from "./access-token.ts";

/** Of one list: who shows so many says that there may be more. */
export const mostListedTokens = 1_000;

/** A token with whose it is. */
export interface OwnedToken extends AccessToken {
  person: { name: string; isLockedOut: boolean };
}

const ownerSchema = z.object({
  email: z.string().nullable(),
  subject: z.string(),
  github_login: z.string().nullable(),
  disabled_at: z.date().nullable(),
});

/** Tokens, newest first, of one person or of all; without browsers' sessions. */
export async function listTokens(
  database: Queryable,
  { personId }: { personId?: number } = {},
): Promise<OwnedToken[]> {
  const columns = tokenColumns.split(", ").map((column) => `token.${column}`);
  const rows = await database.query(
    `SELECT ${columns.join(", ")}, email, subject, github_login, disabled_at
       FROM access_tokens AS token JOIN people AS person ON person.id = token.person_id
      WHERE kind <> 'browser' AND ($1::bigint IS NULL OR person_id = $1)
      ORDER BY token.created_at DESC, token.id
      LIMIT ${mostListedTokens}`,
    [personId ?? null],
  );
  return rows.map((row) => {
    const { github_login: githubLogin, disabled_at, ...person } = ownerSchema.parse(row);
    const name = nameOf({ ...person, githubLogin });
    return { ...tokenSchema.parse(row), person: { name, isLockedOut: disabled_at !== null } };
  });
}
