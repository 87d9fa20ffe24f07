import { appendAudit } from "@devflow/audit";
import type { Database, Queryable } from "@devflow/database";
import { UsageError } from "@devflow/errors";
import { z } from "zod";
import type { Role, Scope } from "../model.ts";
import { type AccessToken, tokenColumns, tokenSchema } from "./access-token.ts";
import { hashOf, newTokenText, type TokenKind } from "./token-text.ts";

/** What a token of an editor may do. */
export const editorScopes: readonly Scope[] = ["complete", "assist", "search", "usage"];

/** Live tokens of one kind that a person may have: more are a mistake, or somebody else's doing. */
const maxLiveTokens = 50;

const dayMs = 86_400_000;
/** How long a token that ended stays in lists. */
const keptAfterEndMs = 90 * dayMs;

export interface TokenRequest {
  personId: number;
  kind: TokenKind;
  /** For lists, for example `laptop`. */
  name: string;
  scopes: readonly Scope[];
  /** How long it is valid. */
  days: number;
  /** Who makes it, for the audit log. */
  actor: string;
}

/** A token as it is handed out, the only time that its text is there. */
export interface NewToken {
  text: string;
  token: AccessToken;
}

/** As {@link createTokenIn}, in a transaction of its own. */
export function createToken(
  database: Database,
  request: TokenRequest,
  now = new Date(),
): Promise<NewToken> {
  return database.transaction((transaction) => createTokenIn(transaction, request, now));
}

/**
 * Makes a token. Raises UsageError for a person who is unknown or disabled, for `admin` without
 * that role, and when the person has too many tokens; a browser's session ends the oldest one instead.
 */
export async function createTokenIn(
  transaction: Queryable,
  request: TokenRequest,
  now: Date,
): Promise<NewToken> {
  const role = await requirePerson(transaction, request.personId);
  requireScopes(request.scopes, role);
  await requireRoom(transaction, request, now);
  const text = newTokenText(request.kind);
  const scopes = [...new Set(request.scopes)].sort();
  const [row] = await transaction.query(
    `INSERT INTO access_tokens (person_id, kind, name, token_hash, scopes, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     RETURNING ${tokenColumns}`,
    [
      request.personId,
      request.kind,
      tokenName(request.name),
      hashOf(text),
      scopes,
      now,
      new Date(now.getTime() + request.days * dayMs),
    ],
  );
  const token = tokenSchema.parse(row);
  // A browser's sign-in is told of as such, not as a token.
  if (request.kind !== "browser") await tell(transaction, request, token, now);
  return { text, token };
}

function tell(
  transaction: Queryable,
  request: TokenRequest,
  { id, kind, name, scopes, expiresAt }: AccessToken,
  now: Date,
): Promise<void> {
  const details = { person: request.personId, kind, name, scopes, expires_at: expiresAt };
  return appendAudit(
    transaction,
    { actor: request.actor, action: "token.created", subject: id, details },
    now,
  );
}

const rowSchema = z.object({
  role: z.enum(["developer", "lead", "admin"]),
  disabled_at: z.date().nullable(),
});

/** The lock makes counting and inserting one step. */
async function requirePerson(transaction: Queryable, personId: number): Promise<Role> {
  const [row] = await transaction.query(
    "SELECT role, disabled_at FROM people WHERE id = $1 FOR UPDATE",
    [personId],
  );
  const person = row && rowSchema.parse(row);
  if (person?.disabled_at === null) return person.role;
  throw new UsageError(
    "this person cannot have tokens: unknown or disabled",
    "Look at `devflow people list`.",
  );
}

function requireScopes(scopes: readonly Scope[], role: Role): void {
  if (scopes.length === 0) {
    throw new UsageError("the token could do nothing", "Give it at least one scope.");
  }
  if (!scopes.includes("admin") || role === "admin") return;
  throw new UsageError(
    "the scope admin is for people with the role admin",
    "Leave it out, or have the role given by the identity provider's groups.",
  );
}

async function requireRoom(
  transaction: Queryable,
  { personId, kind }: TokenRequest,
  now: Date,
): Promise<void> {
  // Ended long ago: nobody looks for them any more, and the audit log has them.
  await transaction.query(
    "DELETE FROM access_tokens WHERE person_id = $1 AND least(expires_at, revoked_at) < $2",
    [personId, new Date(now.getTime() - keptAfterEndMs)],
  );
  const [row] = await transaction.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM access_tokens
      WHERE person_id = $1 AND kind = $2 AND revoked_at IS NULL AND expires_at > $3`,
    [personId, kind, now],
  );
  if ((row?.count ?? 0) < maxLiveTokens) return;
  // A page elsewhere can make a browser sign in over and over: that must lock nobody out.
  if (kind === "browser") return endOldest(transaction, personId, now);
  throw new UsageError(
    `this person has ${maxLiveTokens} tokens of this kind already`,
    "Revoke those that are not used: `devflow tokens list` says when each was used last.",
  );
}

async function endOldest(transaction: Queryable, personId: number, now: Date): Promise<void> {
  await transaction.query(
    `UPDATE access_tokens SET revoked_at = $2
      WHERE id IN (SELECT id FROM access_tokens
                    WHERE person_id = $1 AND kind = 'browser' AND revoked_at IS NULL AND expires_at > $2
                    ORDER BY created_at DESC OFFSET ${maxLiveTokens - 1})`,
    [personId, now],
  );
}

function tokenName(name: string): string {
  const clean = name
    .replace(/\p{Cc}/gu, " ")
    .trim()
    .toWellFormed();
  return clean === "" ? "unnamed" : clean.slice(0, 100);
}
