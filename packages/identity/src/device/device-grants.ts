/**
 * The device flow (RFC 8628): an editor or command line shows a code, a person types it into a page of
 * ours in any browser and allows it, and the device gets a token.
 *
 * Wanted: one token for one allowed code, to the device that asked only; codes cannot be guessed.
 * Design: the device's own code has 256 bits and is stored as a hash; the one for people has 20^8
 * values, lives 15 minutes, and a person may try 20 an hour (see the page). A row is locked while its
 * state changes. Who allows is told what asks, since a code can be sent to somebody by a stranger.
 * Whoever asks for many codes keeps nobody else out: the oldest make room (`make-room.ts`).
 */
import { randomBytes, randomInt } from "node:crypto";
import { appendAudit } from "@devflow/audit";
import type { Database } from "@devflow/database";
import { ExternalError } from "@devflow/errors";
import { z } from "zod";
import { hasRoom, keptAddress, roomIn } from "../limits/make-room.ts";
import type { Scope } from "../model.ts";
import { scopesSchema } from "../tokens/access-token.ts";
import { createTokenIn, editorScopes } from "../tokens/create-token.ts";
import { hashOf } from "../tokens/token-text.ts";

const lifetimeMs = 900_000;
const intervalMs = 5_000;
/** RFC 8628, section 3.5. */
const slowDownMs = 5_000;
/** Longer than this nobody waits between two questions. */
const maxIntervalMs = 60_000;
/** No vowels, so that no words come about: RFC 8628, section 6.1. */
const letters = "BCDFGHJKLMNPQRSTVWXZ";

export interface DeviceCode {
  deviceCode: string;
  /** As people type it, `WDJB-MJHT`. */
  userCode: string;
  expiresInSeconds: number;
  intervalSeconds: number;
}

/** A device asks to be let in. Raises ExternalError while too many were decided on and have no token yet. */
export async function requestDevice(
  database: Database,
  request: { clientName: string; scopes: readonly Scope[]; address?: string | undefined },
  now: Date,
): Promise<DeviceCode> {
  await database.query("DELETE FROM device_grants WHERE expires_at <= $1", [now]);
  const deviceCode = randomBytes(32).toString("base64url");
  const userCode = newUserCode();
  const wanted = editorScopes.filter((scope) => request.scopes.includes(scope));
  const rows = await database.query(
    `WITH room AS (${roomIn("device_grants")})
     INSERT INTO device_grants (device_code_hash, user_code, client_name, scopes, interval_ms, created_at, expires_at, address)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8
      WHERE ${hasRoom("device_grants")}
     ON CONFLICT DO NOTHING RETURNING 1 AS is_stored`,
    [
      hashOf(deviceCode),
      userCode,
      request.clientName.slice(0, 100),
      wanted.length === 0 ? editorScopes : wanted,
      intervalMs,
      now,
      new Date(now.getTime() + lifetimeMs),
      keptAddress(request.address),
    ],
  );
  if (rows.length === 0) {
    const options = { service: "identity", retryable: true, code: "busy" } as const;
    throw new ExternalError("too many devices wait to be let in", options);
  }
  return {
    deviceCode,
    userCode,
    expiresInSeconds: lifetimeMs / 1000,
    intervalSeconds: intervalMs / 1000,
  };
}

function newUserCode(): string {
  const four = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join("");
  return `${four()}-${four()}`;
}

/** As people type it: without the hyphen, in small letters, with spaces. Null for what is no code. */
export function readUserCode(typed: string): string | null {
  const plain = typed.toUpperCase().replace(/[\s-]/g, "");
  return new RegExp(`^[${letters}]{8}$`).test(plain)
    ? `${plain.slice(0, 4)}-${plain.slice(4)}`
    : null;
}

/** A device that waits for a person. */
export interface WaitingDevice {
  userCode: string;
  clientName: string;
  scopes: Scope[];
  askedAt: Date;
  /** Where it asked from, as far as the gateway can tell. */
  address: string | null;
}

const waitingSchema = z.object({
  id: z.string(),
  user_code: z.string(),
  client_name: z.string(),
  scopes: scopesSchema,
  created_at: z.date(),
  address: z.string().nullable(),
});

/** Null for a code that is unknown, too old or decided on already. */
export async function findDevice(
  database: Database,
  userCode: string,
  now: Date,
): Promise<WaitingDevice | null> {
  const [row] = await database.query(
    `SELECT id, user_code, client_name, scopes, created_at, address FROM device_grants
      WHERE user_code = $1 AND state = 'pending' AND expires_at > $2`,
    [userCode, now],
  );
  if (row === undefined) return null;
  const found = waitingSchema.parse(row);
  return {
    userCode: found.user_code,
    clientName: found.client_name,
    scopes: found.scopes,
    askedAt: found.created_at,
    address: found.address,
  };
}

/** A person allows or refuses a device; false where there is nothing to decide any more. */
export function decideDevice(
  database: Database,
  decision: { userCode: string; personId: number; actor: string; isAllowed: boolean },
  now: Date,
): Promise<boolean> {
  const { userCode, personId, actor, isAllowed } = decision;
  return database.transaction(async (transaction) => {
    const [row] = await transaction.query(
      `UPDATE device_grants SET state = $3, person_id = $4
        WHERE user_code = $1 AND state = 'pending' AND expires_at > $2
       RETURNING id, user_code, client_name, scopes, created_at, address`,
      [userCode, now, isAllowed ? "allowed" : "denied", personId],
    );
    if (row === undefined) return false;
    const { id, client_name, scopes } = waitingSchema.parse(row);
    const action = isAllowed ? "device.allowed" : "device.denied";
    const details = { person: personId, client: client_name, scopes };
    await appendAudit(transaction, { actor, action, subject: id, details }, now);
    return true;
  });
}

export type DeviceAnswer =
  | { token: string; scopes: readonly Scope[]; expiresAt: Date }
  | { error: "authorization_pending" | "slow_down" | "expired_token" | "access_denied" };

const grantSchema = z.object({
  id: z.string(),
  state: z.enum(["pending", "allowed", "denied", "used"]),
  client_name: z.string(),
  scopes: scopesSchema,
  person_id: z.number().nullable(),
  interval_ms: z.number(),
  last_polled_at: z.date().nullable(),
  is_disabled: z.boolean(),
});

/** The device asks whether it was let in: its token, once, or why not. */
export function pollDevice(
  database: Database,
  request: { deviceCode: string; tokenDays: number },
  now: Date,
): Promise<DeviceAnswer> {
  return database.transaction(async (transaction) => {
    const [row] = await transaction.query(
      `SELECT device.id, state, client_name, scopes, person_id, interval_ms, last_polled_at,
              person.disabled_at IS NOT NULL AS is_disabled
         FROM device_grants AS device LEFT JOIN people AS person ON person.id = person_id
        WHERE device_code_hash = $1 AND expires_at > $2
          FOR UPDATE OF device`,
      [hashOf(request.deviceCode), now],
    );
    if (row === undefined) return { error: "expired_token" };
    const grant = grantSchema.parse(row);
    if (grant.state === "used") return { error: "expired_token" };
    if (grant.state === "denied" || grant.is_disabled) return { error: "access_denied" };
    if (grant.state === "allowed" && grant.person_id !== null) {
      await transaction.query("UPDATE device_grants SET state = 'used' WHERE id = $1", [grant.id]);
      const { text, token } = await createTokenIn(
        transaction,
        {
          personId: grant.person_id,
          kind: "editor",
          name: grant.client_name,
          scopes: grant.scopes,
          days: request.tokenDays,
          actor: `person ${grant.person_id}`,
        },
        now,
      );
      return { token: text, scopes: token.scopes, expiresAt: token.expiresAt };
    }
    const sinceMs = now.getTime() - (grant.last_polled_at?.getTime() ?? 0);
    const isHasty = sinceMs < grant.interval_ms;
    await transaction.query(
      "UPDATE device_grants SET last_polled_at = $2, interval_ms = $3 WHERE id = $1",
      [
        grant.id,
        now,
        isHasty ? Math.min(maxIntervalMs, grant.interval_ms + slowDownMs) : grant.interval_ms,
      ],
    );
    return { error: isHasty ? "slow_down" : "authorization_pending" };
  });
}
