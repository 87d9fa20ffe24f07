/**
 * Sign-in of an editor with the browser of its own machine: authorization code with PKCE (RFC 7636), asked
 * for by a request that is pushed first (RFC 9126), so that nothing in the browser's address can be changed.
 *
 * Wanted: one token for one consent, to the editor that asked, and to nobody who sees the code on its way.
 * Design: request and code have 256 bits each and are stored as hashes. The request lives 15 minutes, since
 * the provider's own sign-in lies in between; the code 60 s and once: it is deleted by whoever brings it,
 * with the right verifier or a wrong one. Where the code may go is checked by the gateway before.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { appendAudit } from "@devflow/audit";
import type { Database } from "@devflow/database";
import { ExternalError } from "@devflow/errors";
import { z } from "zod";
import { hasRoom, keptAddress, roomIn } from "../limits/make-room.ts";
import type { Scope } from "../model.ts";
import { scopesSchema } from "../tokens/access-token.ts";
import { createTokenIn, editorScopes, type NewToken } from "../tokens/create-token.ts";
import { hashOf } from "../tokens/token-text.ts";

const requestLifetimeMs = 900_000;
const codeLifetimeMs = 60_000;

/** What an editor asks with. */
export interface EditorRequest {
  clientName: string;
  scopes: readonly Scope[];
  /** Where the code goes; whoever calls has checked it. */
  redirectUri: string;
  state: string;
  /** SHA-256 of the verifier, as base64url (S256). */
  codeChallenge: string;
  address?: string | undefined;
}

const newSecret = () => randomBytes(32).toString("base64url");

/**
 * Stores what an editor asks; gives what stands in the page's address. Where there is no room, the oldest make it (`make-room.ts`);
 * raises ExternalError while too many were decided on and have no token yet.
 */
export async function beginEditorSignIn(
  database: Database,
  asked: EditorRequest,
  now: Date,
): Promise<{ request: string; expiresInSeconds: number }> {
  await database.query("DELETE FROM editor_sign_ins WHERE expires_at <= $1", [now]);
  const request = newSecret();
  const wanted = editorScopes.filter((scope) => asked.scopes.includes(scope));
  const rows = await database.query(
    `WITH room AS (${roomIn("editor_sign_ins")})
     INSERT INTO editor_sign_ins (request_hash, client_name, scopes, redirect_uri, state, code_challenge, created_at, expires_at, address)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 WHERE ${hasRoom("editor_sign_ins")}
     RETURNING 1 AS is_stored`,
    [
      hashOf(request),
      asked.clientName.slice(0, 100),
      wanted.length === 0 ? editorScopes : wanted,
      asked.redirectUri,
      asked.state,
      asked.codeChallenge,
      now,
      new Date(now.getTime() + requestLifetimeMs),
      keptAddress(asked.address),
    ],
  );
  if (rows.length === 0) {
    const options = { service: "identity", retryable: true, code: "busy" } as const;
    throw new ExternalError("too many editors wait to be let in", options);
  }
  return { request, expiresInSeconds: requestLifetimeMs / 1_000 };
}

/** An editor that waits for its person. */
export interface WaitingEditor {
  clientName: string;
  scopes: Scope[];
}

const waitingSchema = z.object({ client_name: z.string(), scopes: scopesSchema });

/** Null for what is unknown, too old or decided on already. */
export async function findEditorSignIn(
  database: Database,
  request: string,
  now: Date,
): Promise<WaitingEditor | null> {
  const [row] = await database.query(
    `SELECT client_name, scopes FROM editor_sign_ins
      WHERE request_hash = $1 AND code_hash IS NULL AND expires_at > $2`,
    [hashOf(request), now],
  );
  if (row === undefined) return null;
  const found = waitingSchema.parse(row);
  return { clientName: found.client_name, scopes: found.scopes };
}

export interface EditorDecision {
  request: string;
  personId: number;
  actor: string;
  isAllowed: boolean;
}

/** What the editor is told, and where; without a code when it was refused. */
export interface DecidedEditor {
  redirectUri: string;
  state: string;
  code: string | null;
}

const decidedSchema = waitingSchema.extend({
  id: z.string(),
  redirect_uri: z.string(),
  state: z.string(),
});

/** A person allows or refuses an editor; null where there is nothing to decide any more. */
export function decideEditorSignIn(
  database: Database,
  { request, personId, actor, isAllowed }: EditorDecision,
  now: Date,
): Promise<DecidedEditor | null> {
  const code = newSecret();
  return database.transaction(async (transaction) => {
    // A refused one lapses at once: its code is told to nobody.
    const ends = new Date(now.getTime() + (isAllowed ? codeLifetimeMs : 0));
    const [row] = await transaction.query(
      `UPDATE editor_sign_ins SET code_hash = $3, person_id = $4, expires_at = $5
        WHERE request_hash = $1 AND code_hash IS NULL AND expires_at > $2
       RETURNING id, client_name, scopes, redirect_uri, state`,
      [hashOf(request), now, hashOf(code), personId, ends],
    );
    if (row === undefined) return null;
    const { id, client_name, scopes, redirect_uri, state } = decidedSchema.parse(row);
    const action = isAllowed ? "device.allowed" : "device.denied";
    const details = { person: personId, client: client_name, scopes };
    await appendAudit(transaction, { actor, action, subject: id, details }, now);
    return { redirectUri: redirect_uri, state, code: isAllowed ? code : null };
  });
}

const redeemedSchema = waitingSchema.extend({
  person_id: z.number(),
  code_challenge: z.string(),
  expires_at: z.date(),
});

/** The editor brings its code: its token, once; null for a code or verifier that is not right, or came too late. */
export function redeemEditorCode(
  database: Database,
  { code, codeVerifier, tokenDays }: { code: string; codeVerifier: string; tokenDays: number },
  now: Date,
): Promise<NewToken | null> {
  return database.transaction(async (transaction) => {
    const [row] = await transaction.query(
      `DELETE FROM editor_sign_ins WHERE code_hash = $1
       RETURNING client_name, scopes, person_id, code_challenge, expires_at`,
      [hashOf(code)],
    );
    if (row === undefined) return null;
    const { client_name, scopes, person_id, code_challenge, expires_at } =
      redeemedSchema.parse(row);
    if (expires_at <= now || !isChallengeOf(code_challenge, codeVerifier)) return null;
    const [enabled] = await transaction.query(
      "SELECT 1 AS is_enabled FROM people WHERE id = $1 AND disabled_at IS NULL",
      [person_id],
    );
    if (enabled === undefined) return null;
    const actor = `person ${person_id}`;
    const wanted = { personId: person_id, kind: "editor", name: client_name, actor } as const;
    return await createTokenIn(transaction, { ...wanted, scopes, days: tokenDays }, now);
  });
}

function isChallengeOf(challenge: string, verifier: string): boolean {
  const own = createHash("sha256").update(verifier).digest();
  const given = Buffer.from(challenge, "base64url");
  return given.length === own.length && timingSafeEqual(given, own);
}
