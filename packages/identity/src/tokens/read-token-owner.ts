import type { Queryable } from "@devflow/database";
import { z } from "zod";
import type { Caller } from "../model.ts";
import { localIssuer } from "../people/local-person.ts";
import { nameOf } from "../people/person.ts";
import { scopesSchema } from "./access-token.ts";

/** A token with its owner, as long as it is remembered. */
export interface TokenOwner {
  caller: Caller;
  kind: "personal" | "editor" | "browser";
  expiresAt: Date;
  isRevoked: boolean;
  /** By an administrator, or because no group of theirs may come in. */
  isDisabled: boolean;
}

/** `last_used_at` is for people, who look at days: a write per minute is enough. */
const usedEveryMs = 60_000;

const rowSchema = z.object({
  id: z.string(),
  kind: z.enum(["personal", "editor", "browser"]),
  scopes: scopesSchema,
  expires_at: z.date(),
  revoked_at: z.date().nullable(),
  person_id: z.number(),
  issuer: z.string(),
  subject: z.string(),
  email: z.string().nullable(),
  github_login: z.string().nullable(),
  github_id: z.number().nullable(),
  role: z.enum(["developer", "lead", "admin"]),
  teams: z.array(z.string()),
  disabled_at: z.date().nullable(),
  left_at: z.date().nullable(),
  is_login_lost: z.boolean(),
});

/** Who a token belongs to, by its hash; null where there is no such token. Notes that it was used. */
export async function readTokenOwner(
  database: Queryable,
  tokenHash: Buffer,
  now: Date,
): Promise<TokenOwner | null> {
  const [row] = await database.query(
    `WITH used AS (
       UPDATE access_tokens SET last_used_at = $2
        WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2
          AND (last_used_at IS NULL OR last_used_at < $3)
     )
     SELECT token.id, token.kind, token.scopes, token.expires_at, token.revoked_at,
            person.id AS person_id, person.issuer, person.subject, person.email,
            person.github_login, person.github_id, person.role, person.teams, person.disabled_at,
            person.left_at, person.github_id IS NULL AND login.other_id IS NOT NULL AS is_login_lost
       FROM access_tokens AS token JOIN people AS person ON person.id = token.person_id
       LEFT JOIN github_logins AS login ON login.login = lower(person.github_login)
      WHERE token.token_hash = $1`,
    [tokenHash, now, new Date(now.getTime() - usedEveryMs)],
  );
  return row === undefined ? null : toOwner(rowSchema.parse(row));
}

function toOwner(row: z.output<typeof rowSchema>): TokenOwner {
  const person = { githubLogin: row.github_login, email: row.email, subject: row.subject };
  const allowed = row.scopes.filter((scope) => scope !== "admin" || row.role === "admin");
  return {
    caller: {
      personId: row.person_id,
      name: nameOf(person),
      githubLogin: row.github_login,
      githubId: row.github_id,
      isLoginLost: row.is_login_lost,
      isLocal: row.issuer === localIssuer,
      role: row.role,
      teams: [...row.teams].sort(),
      tokenId: row.id,
      scopes: new Set(allowed),
    },
    kind: row.kind,
    expiresAt: row.expires_at,
    isRevoked: row.revoked_at !== null,
    isDisabled: row.disabled_at !== null || row.left_at !== null,
  };
}
