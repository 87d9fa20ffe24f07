/**
 * Whether the provider still says of people what it said when they signed in.
 *
 * Wanted: somebody who left a group or the company loses what came of it while an editor is signed in
 * for weeks; nobody waits for it; the provider being away locks nobody out.
 * Design: who uses a token is looked at again by their refresh token, in the background, at most once
 * in GROUPS_RECHECK_MINUTES. A lease in the row lets one process ask: providers end tokens that are
 * used twice. A provider that refuses the token ends the person's access until they sign in again.
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
import { type Rechecked, type SignInProvider, SignInRefusal } from "./provider.ts";
import { openGrant, sealGrant } from "./seal-grant.ts";

/** How often the table is asked about somebody. */
const lookedEveryMs = 60_000;
/** Longer than the provider may take. */
const leaseMs = 60_000;

interface Parts {
  database: Database;
  provider: Pick<SignInProvider, "recheck">;
  secret: Secret;
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

  constructor(parts: Parts) {
    this.#parts = parts;
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
    const work = this.#recheck(personId)
      .catch((thrown: unknown) => {
        const err = coerceError(thrown);
        this.#parts.logger.warn({ err, personId }, "a person's groups could not be asked again");
      })
      .finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async close(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #recheck(personId: number): Promise<void> {
    const { database, provider, secret, everyMinutes, logger, now } = this.#parts;
    const at = now();
    const [row] = await database.query<{ sealed: Uint8Array; issuer: string; subject: string }>(
      `UPDATE provider_grants SET leased_until = $3
         FROM people
        WHERE person_id = $1 AND people.id = person_id AND checked_at <= $2
          AND (leased_until IS NULL OR leased_until <= $4)
       RETURNING sealed, issuer, subject`,
      [
        personId,
        new Date(at.getTime() - everyMinutes * 60_000),
        new Date(at.getTime() + leaseMs),
        at,
      ],
    );
    if (row === undefined || provider.recheck === undefined) return;
    const { sealed } = row;
    const refreshToken = openGrant(secret, personId, sealed);
    if (refreshToken === null) {
      logger.warn({ personId }, "groups are not asked again until the next sign-in: other secret");
      await database.query("DELETE FROM provider_grants WHERE person_id = $1 AND sealed = $2", [
        personId,
        sealed,
      ]);
      return;
    }
    try {
      const told = await provider.recheck({ refreshToken, subject: row.subject });
      await this.#keep(personId, sealed, told);
    } catch (thrown) {
      if (!(thrown instanceof SignInRefusal)) throw thrown;
      await this.#giveUp(personId, sealed);
    }
  }

  async #keep(
    personId: number,
    asked: Uint8Array,
    { groups, refreshToken }: Rechecked,
  ): Promise<void> {
    const { database, secret, people, now } = this.#parts;
    await database.transaction(async (transaction) => {
      if (!(await isStill(transaction, personId, asked))) return;
      const [row] = await transaction.query(
        `UPDATE people SET groups = coalesce($2, groups, '{}') WHERE id = $1
         RETURNING id, issuer, subject, role, teams, groups, left_at`,
        [personId, groups],
      );
      if (row === undefined) return;
      const sealed = refreshToken === null ? null : sealGrant(secret, personId, refreshToken);
      await transaction.query(
        `UPDATE provider_grants SET checked_at = $2, leased_until = NULL, sealed = coalesce($3, sealed)
          WHERE person_id = $1`,
        [personId, now(), sealed],
      );
      await applyTo(transaction, personSchema.parse(row), people(), now());
    });
  }

  async #giveUp(personId: number, asked: Uint8Array): Promise<void> {
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
      const details = { reason: "the provider refused" };
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
