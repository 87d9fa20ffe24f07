/**
 * Whether the provider still says of people what it said when they signed in.
 *
 * Wanted: somebody who left a group or the company loses what came of it while an editor is signed in
 * for weeks; nobody waits for it; the provider being away locks nobody out.
 * Design: who uses a token is looked at again by their refresh token, in the background, at most once
 * in GROUPS_RECHECK_MINUTES. A lease in the row lets one process ask: providers end tokens that are
 * used twice. A provider that refuses the token ends the person's access until they sign in again, and so does
 * a token that none of our keys opens: what somebody is must not stand for weeks because a secret changed.
 * Who signs in meanwhile counts: what comes of a token that is not theirs any more is dropped.
 * Races accepted: the first request after the time is let in by what was known. A process that is
 * killed between the provider's answer and its writing loses the new token: the person signs in again.
 */
import { appendAudit } from "@devflow/audit";
import type { PeopleSettings, Secret } from "@devflow/config";
import type { Database, Queryable } from "@devflow/database";
import { coerceError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { tellChange } from "../changes.ts";
import { applyTo } from "../people/apply-standing.ts";
import { pinLogin } from "../people/github-logins.ts";
import { type Rechecked, type SignInProvider, SignInRefusal } from "./provider.ts";
import { openGrant, sealGrant } from "./seal-grant.ts";

/** How often the table is asked about somebody. */
const lookedEveryMs = 60_000;
/** Longer than the provider may take. */
const leaseMs = 60_000;

interface Parts {
  database: Database;
  current: () => Promise<{
    provider: Pick<SignInProvider, "id" | "recheck">;
    keys: readonly Secret[];
  } | null>;
  everyMinutes: number;
  people: () => PeopleSettings;
  logger: Logger;
  now: () => Date;
}

const personSchema = z.object({
  id: z.number(),
  issuer: z.string(),
  subject: z.string(),
  role: z.string(),
  teams: z.array(z.string()),
  groups: z.array(z.string()),
  left_at: z.date().nullable(),
});

export class Rechecks {
  readonly #parts: Parts;
  readonly #looked: LRUCache<number, true>;
  readonly #underWay = new Set<Promise<void>>();

  /** What older keys sealed is sealed anew, so that they can be taken away. */
  constructor(parts: Parts) {
    this.#parts = parts;
    this.#begin(this.#resealAll(), { what: "sealing refresh tokens anew" });
    this.#looked = new LRUCache({
      max: 100_000,
      ttl: Math.min(lookedEveryMs, parts.everyMinutes * 60_000),
      ttlResolution: 0,
      perf: { now: () => parts.now().getTime() },
    });
  }

  /** Somebody asks something. Returns at once. */
  seen(personId: number): void {
    if (this.#looked.has(personId)) return;
    this.#looked.set(personId, true);
    this.#begin(this.#recheck(personId), { what: "asking for a person's groups", personId });
  }

  #begin(begun: Promise<void>, about: { what: string; personId?: number }): void {
    const work = begun
      .catch((thrown: unknown) => {
        const err = coerceError(thrown);
        this.#parts.logger.warn({ err, ...about }, "the provider could not be asked again");
      })
      .finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async close(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #recheck(personId: number): Promise<void> {
    const { database, current, everyMinutes, logger, now } = this.#parts;
    const known = await current();
    if (known === null || known.provider.recheck === undefined) return;
    const { provider, keys } = known;
    const at = now();
    const [row] = await database.query<{ sealed: Uint8Array; issuer: string; subject: string }>(
      `UPDATE provider_grants SET leased_until = $3
         FROM people
        WHERE person_id = $1 AND people.id = person_id AND checked_at <= $2
          AND (leased_until IS NULL OR leased_until <= $4)
          AND (issuer = 'github') = $5
       RETURNING sealed, issuer, subject`,
      [
        personId,
        new Date(at.getTime() - everyMinutes * 60_000),
        new Date(at.getTime() + leaseMs),
        at,
        provider.id === "github",
      ],
    );
    if (row === undefined) return;
    const { sealed } = row;
    const opened = openGrant(keys, personId, sealed);
    if (opened === null) {
      logger.warn({ personId }, "a refresh token is of no key here: its person signs in again");
      return await this.#giveUp(personId, sealed, "sealed by another key");
    }
    try {
      const told = await provider.recheck?.({ refreshToken: opened.token, subject: row.subject });
      if (told !== undefined) await this.#keep(personId, sealed, told, keys);
    } catch (thrown) {
      if (!(thrown instanceof SignInRefusal)) throw thrown;
      const isLogin = thrown.code === "login_changed";
      const reason = isLogin ? "the GitHub login is another account's" : "the provider refused";
      await this.#giveUp(personId, sealed, reason);
    }
  }

  async #resealAll(): Promise<void> {
    const { database, current } = this.#parts;
    const keys = (await current())?.keys ?? [];
    if (keys.length < 2) return;
    const rows = await database.query<{ person_id: number; sealed: Uint8Array }>(
      "SELECT person_id, sealed FROM provider_grants",
    );
    for (const { person_id: id, sealed } of rows) {
      const opened = openGrant(keys, id, sealed);
      if (opened === null || opened.isByNewest) continue;
      await database.query(
        `UPDATE provider_grants SET sealed = $3
          WHERE person_id = $1 AND sealed = $2 AND (leased_until IS NULL OR leased_until <= $4)`,
        [id, sealed, sealGrant(keys, id, opened.token), this.#parts.now()],
      );
    }
  }

  async #keep(
    personId: number,
    asked: Uint8Array,
    { groups, refreshToken, account }: Rechecked,
    keys: readonly Secret[],
  ): Promise<void> {
    const { database, people, now } = this.#parts;
    await database.transaction(async (transaction) => {
      if (!(await isStill(transaction, personId, asked))) return;
      const pin = account && { login: account.login, githubId: account.id };
      if (pin !== undefined && !(await pinLogin(transaction, pin, now()))) {
        throw new SignInRefusal("login_changed", "The login was another account's before.");
      }
      const [row] = await transaction.query(
        `UPDATE people SET groups = coalesce($2, groups, '{}'), github_login = coalesce($3, github_login)
          WHERE id = $1
         RETURNING id, issuer, subject, role, teams, groups, left_at`,
        [personId, groups, account?.login ?? null],
      );
      if (row === undefined) return;
      const sealed = refreshToken === null ? null : sealGrant(keys, personId, refreshToken);
      await transaction.query(
        `UPDATE provider_grants SET checked_at = $2, leased_until = NULL, sealed = coalesce($3, sealed)
          WHERE person_id = $1`,
        [personId, now(), sealed],
      );
      await applyTo(transaction, personSchema.parse(row), people(), now());
      if (account !== undefined) await tellChange(transaction, personId);
    });
  }

  async #giveUp(personId: number, asked: Uint8Array, reason: string): Promise<void> {
    const { database, now } = this.#parts;
    const at = now();
    await database.transaction(async (transaction) => {
      if (!(await isStill(transaction, personId, asked))) return;
      await transaction.query("DELETE FROM provider_grants WHERE person_id = $1", [personId]);
      // Their groups are not known any more: no edit of the people file lets them in.
      await transaction.query("UPDATE people SET left_at = $2, groups = NULL WHERE id = $1", [
        personId,
        at,
      ]);
      const subject = `person ${personId}`;
      const details = { reason };
      await appendAudit(
        transaction,
        { actor: "identity provider", action: "person.regrouped", subject, details },
        at,
      );
      await tellChange(transaction, personId);
    });
  }
}

/** Whether it is the grant that was asked about. Takes the person's row first, as a sign-in does. */
async function isStill(
  transaction: Queryable,
  personId: number,
  asked: Uint8Array,
): Promise<boolean> {
  await transaction.query("SELECT 1 AS one FROM people WHERE id = $1 FOR UPDATE", [personId]);
  const rows = await transaction.query(
    "SELECT 1 AS one FROM provider_grants WHERE person_id = $1 AND sealed = $2",
    [personId, asked],
  );
  return rows.length > 0;
}
