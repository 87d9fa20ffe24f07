/**
 * A sign-in in a browser, from the first redirect to the session.
 *
 * Wanted: only the browser that began a sign-in ends it, once, within ten minutes, with the provider
 * that it began with, and lands on a page of ours.
 * Design: a row by the hash of the state, deleted by whoever ends it; the state is in a cookie too,
 * and the two must be one. The provider stands in the callback's path and in the row.
 * Race accepted: two sign-ins in two tabs of one browser; the earlier one is told to begin again.
 */
import { randomBytes } from "node:crypto";
import { type AuditEntry, recordAudit } from "@devflow/audit";
import type { PeopleSettings, Secret } from "@devflow/config";
import type { Database, Queryable } from "@devflow/database";
import { ExternalError } from "@devflow/errors";
import { z } from "zod";
import { hasRoom, keptAddress, roomIn } from "../limits/make-room.ts";
import { createTokenIn, editorScopes } from "../tokens/create-token.ts";
import { hashOf } from "../tokens/token-text.ts";
import { admitPerson, shutOut } from "./admit-person.ts";
import {
  type ProvenPerson,
  type ProviderId,
  type SignInProvider,
  SignInRefusal,
} from "./provider.ts";
import { returnPath } from "./return-path.ts";
import { sealGrant } from "./seal-grant.ts";

const lifetimeMs = 600_000;
/** A working day; the page for tokens asks again after that. */
const sessionDays = 0.5;

export interface SignInParts {
  database: Database;
  /** As it is now. */
  people: () => PeopleSettings;
  /** By which refresh tokens are sealed, the newest first; empty: none is kept. */
  keys: readonly Secret[];
  now: () => Date;
}

/** Of a browser that begins. */
export interface SignInRequest {
  redirectUri: string;
  returnTo: string | undefined;
  address?: string | undefined;
}

/**
 * Begins: where the browser goes, and the state that its cookie keeps. Where there is no room, the oldest make it.
 */
export async function beginSignIn(
  { database, now }: SignInParts,
  provider: SignInProvider,
  request: SignInRequest,
): Promise<{ url: URL; state: string }> {
  const random = () => randomBytes(32).toString("base64url");
  const attempt = {
    redirectUri: request.redirectUri,
    state: random(),
    nonce: random(),
    codeVerifier: random(),
  };
  const url = await provider.authorizationUrl(attempt);
  const at = now();
  await database.query("DELETE FROM sign_ins WHERE expires_at <= $1", [at]);
  const rows = await database.query(
    `WITH room AS (${roomIn("sign_ins")})
     INSERT INTO sign_ins (state_hash, provider, code_verifier, nonce, return_to, created_at, expires_at, address)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE ${hasRoom("sign_ins")}
     RETURNING 1 AS is_stored`,
    [
      hashOf(attempt.state),
      provider.id,
      attempt.codeVerifier,
      attempt.nonce,
      returnPath(request.returnTo),
      at,
      new Date(at.getTime() + lifetimeMs),
      keptAddress(request.address),
    ],
  );
  if (rows.length === 0) throw busy();
  return { url, state: attempt.state };
}

const rowSchema = z.object({
  provider: z.string(),
  code_verifier: z.string(),
  nonce: z.string(),
  return_to: z.string(),
  expires_at: z.date(),
});

/** Ends: the session's text for the cookie. Raises SignInRefusal or ExternalError. */
export async function endSignIn(
  parts: SignInParts,
  provider: SignInProvider,
  answer: { callback: URL; redirectUri: string; cookieState: string | undefined },
): Promise<{ session: string; returnTo: string }> {
  try {
    const attempt = await takeAttempt(parts, provider.id, answer);
    const proven = await provider.prove(answer.callback, attempt);
    const session = await openSession(parts, proven);
    return { session, returnTo: attempt.returnTo };
  } catch (refusal) {
    if (refusal instanceof SignInRefusal) await tellRefusal(parts, provider.id, refusal);
    throw refusal;
  }
}

async function takeAttempt(
  { database, now }: SignInParts,
  provider: ProviderId,
  answer: { callback: URL; redirectUri: string; cookieState: string | undefined },
) {
  const stale = () =>
    new SignInRefusal(
      "stale",
      "This sign-in is too old, was used, or was begun in another browser.",
    );
  const state = answer.callback.searchParams.get("state");
  if (state === null || state !== answer.cookieState) throw stale();
  const [row] = await database.query(
    `DELETE FROM sign_ins WHERE state_hash = $1
     RETURNING provider, code_verifier, nonce, return_to, expires_at`,
    [hashOf(state)],
  );
  if (row === undefined) throw stale();
  const begun = rowSchema.parse(row);
  if (begun.provider !== provider || begun.expires_at <= now()) throw stale();
  return {
    state,
    redirectUri: answer.redirectUri,
    nonce: begun.nonce,
    codeVerifier: begun.code_verifier,
    returnTo: begun.return_to,
  };
}

async function openSession(parts: SignInParts, proven: ProvenPerson): Promise<string> {
  const { database, now } = parts;
  try {
    return await admitted(parts, proven);
  } catch (thrown) {
    if (thrown instanceof SignInRefusal && thrown.code === "not_allowed") {
      await database.transaction((transaction) => shutOut(transaction, proven, now()));
    }
    throw thrown;
  }
}

function admitted(
  { database, people, keys, now }: SignInParts,
  proven: ProvenPerson,
): Promise<string> {
  const at = now();
  return database.transaction(async (transaction) => {
    const person = await admitPerson(transaction, proven, people(), at);
    await keepGrant(transaction, person.id, proven.refreshToken, keys, at);
    // Sessions that ended are of no use to anybody.
    await transaction.query(
      "DELETE FROM access_tokens WHERE person_id = $1 AND kind = 'browser' AND expires_at <= $2",
      [person.id, at],
    );
    const { text } = await createTokenIn(
      transaction,
      {
        personId: person.id,
        kind: "browser",
        name: "browser",
        scopes: editorScopes,
        days: sessionDays,
        actor: String(person.id),
      },
      at,
    );
    return text;
  });
}

async function keepGrant(
  transaction: Queryable,
  personId: number,
  refreshToken: string | null,
  keys: readonly Secret[],
  now: Date,
): Promise<void> {
  await transaction.query("DELETE FROM provider_grants WHERE person_id = $1", [personId]);
  if (refreshToken === null || keys.length === 0) return;
  await transaction.query(
    "INSERT INTO provider_grants (person_id, sealed, checked_at) VALUES ($1, $2, $3)",
    [personId, sealGrant(keys, personId, refreshToken), now],
  );
}

/** Only of somebody who was proven: strangers must not be able to fill the log. */
async function tellRefusal(
  { database, now }: SignInParts,
  provider: ProviderId,
  { code, who }: SignInRefusal,
): Promise<void> {
  if (who === null) return;
  const entry: AuditEntry = {
    actor: who,
    action: "person.sign_in_refused",
    subject: provider,
    details: { reason: code },
  };
  await recordAudit(database, entry, now());
}

function busy(): ExternalError {
  return new ExternalError("too many sign-ins are under way", {
    service: "identity",
    retryable: true,
    code: "busy",
  });
}
