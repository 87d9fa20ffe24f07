/**
 * Tokens that people and teams used of the models today.
 *
 * Wanted: who is over the limit is told so before a model works for them; limits cost nothing where
 * there are none; a restart forgets nothing; several gateways count together.
 * Design: what is spent is added up here and written every two seconds in one statement. Sums are
 * read again every ten seconds, and what was spent here since counts on top. Days are UTC.
 * With a shared counter (Redis) everything is added there at once, too, and the greater of both counts:
 * the database forgets nothing, and the counter is never late.
 * Races accepted: what is under way when the limit is reached ends; without a shared counter another
 * gateway's spending is seen up to twelve seconds late; a crash loses two seconds.
 */
import type { Database } from "@devflow/database";
import { coerceError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import { LRUCache } from "lru-cache";
import type { RateLimiterAbstract } from "rate-limiter-flexible";
import type { Caller } from "../model.ts";
import type { MakeLimiter } from "./rate-limits.ts";

export interface QuotaSettings {
  /** Tokens a day; null: no limit. */
  person: number | null;
  /** Of all people of a team together, by the team's name. */
  teams: Readonly<Record<string, number>>;
}

const writeEveryMs = 2_000;
const readEveryMs = 10_000;
/** A counter is of one day, and clocks differ. */
const countedForSeconds = 2 * 86_400;

interface Spending {
  requests: number;
  tokens: number;
}

/** A sum of the database and what came on top since. */
interface Sum {
  day: string;
  readAt: number;
  tokens: Promise<number>;
  since: number;
}

export class Quotas {
  readonly #database: Database;
  #limits: QuotaSettings;
  readonly #logger: Logger;
  readonly #now: () => Date;
  readonly #shared: RateLimiterAbstract | null;
  readonly #sums = new LRUCache<string, Sum>({ max: 10_000 });
  #unwritten = new Map<string, Spending>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: {
    database: Database;
    limits: QuotaSettings;
    logger: Logger;
    now: () => Date;
    /** Where several processes count together; default: the database alone. */
    sharedLimiter?: MakeLimiter | undefined;
  }) {
    this.#database = options.database;
    this.#limits = options.limits;
    this.#logger = options.logger;
    this.#now = options.now;
    const points = Number.MAX_SAFE_INTEGER;
    const limit = { name: "tokens", points, seconds: countedForSeconds };
    this.#shared = options.sharedLimiter?.(limit) ?? null;
  }

  /** From now on. */
  setLimits(limits: QuotaSettings): void {
    this.#limits = limits;
  }

  /** Whose limit is reached, with the limit; null while there is room. */
  async exceeded(caller: Caller): Promise<{ whose: string; limit: number } | null> {
    const { person, teams } = this.#limits;
    if (person !== null && (await this.#spent("person", String(caller.personId))) >= person) {
      return { whose: "you", limit: person };
    }
    for (const team of caller.teams) {
      const limit = teams[team];
      if (limit !== undefined && (await this.#spent("team", team)) >= limit) {
        return { whose: `the team ${team}`, limit };
      }
    }
    return null;
  }

  /** Until when a reached limit holds. */
  untilNextDayMs(): number {
    const now = this.#now();
    return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1) - now.getTime();
  }

  /** Counts one answer of a model. Never raises. */
  spend(caller: Caller, spentTokens: number): void {
    const tokens = Math.round(spentTokens);
    const key = `${this.#today()} ${caller.personId}`;
    const before = this.#unwritten.get(key) ?? { requests: 0, tokens: 0 };
    this.#unwritten.set(key, { requests: before.requests + 1, tokens: before.tokens + tokens });
    for (const of of [`person ${caller.personId}`, ...caller.teams.map((team) => `team ${team}`)]) {
      const sum = this.#sums.peek(of);
      if (sum !== undefined) sum.since += tokens;
      if (tokens > 0) void this.#shared?.penalty(`${this.#today()} ${of}`, tokens).catch(() => {});
    }
    this.#timer ??= setTimeout(() => void this.flush(), writeEveryMs);
  }

  /** Writes what is not written yet. A failure keeps it for the next time. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const spendings = [...this.#unwritten];
    if (spendings.length === 0) return;
    this.#unwritten = new Map();
    const keys = spendings.map(([key]) => key.split(" "));
    try {
      await this.#database.query(
        `INSERT INTO assistant_quotas (day, person_id, requests, tokens)
         SELECT day, spent.person_id, requests, tokens
           FROM unnest($1::date[], $2::bigint[], $3::integer[], $4::bigint[])
             AS spent (day, person_id, requests, tokens)
           JOIN people ON people.id = spent.person_id
         ON CONFLICT (day, person_id) DO UPDATE SET
           requests = assistant_quotas.requests + excluded.requests,
           tokens = assistant_quotas.tokens + excluded.tokens`,
        [
          keys.map(([day]) => day),
          keys.map(([, person]) => Number(person)),
          spendings.map(([, { requests }]) => requests),
          spendings.map(([, { tokens }]) => tokens),
        ],
      );
    } catch (thrown) {
      this.#logger.warn({ err: coerceError(thrown) }, "what people used could not be written yet");
      for (const [key, { requests, tokens }] of spendings) {
        const since = this.#unwritten.get(key) ?? { requests: 0, tokens: 0 };
        this.#unwritten.set(key, {
          requests: since.requests + requests,
          tokens: since.tokens + tokens,
        });
      }
    }
  }

  async #spent(kind: "person" | "team", name: string): Promise<number> {
    const [known, counted] = await Promise.all([
      this.#stored(kind, name),
      this.#shared?.get(`${this.#today()} ${kind} ${name}`).catch(() => null),
    ]);
    return Math.max(known, counted?.consumedPoints ?? 0);
  }

  async #stored(kind: "person" | "team", name: string): Promise<number> {
    const key = `${kind} ${name}`;
    const known = this.#sums.get(key);
    const now = this.#now().getTime();
    const day = this.#today();
    if (known !== undefined && known.day === day && now - known.readAt < readEveryMs) {
      return (await known.tokens) + known.since;
    }
    const sum = { day, readAt: now, tokens: this.#read(kind, name, day), since: 0 };
    this.#sums.set(key, sum);
    sum.tokens.catch(() => this.#sums.delete(key));
    return (await sum.tokens) + sum.since;
  }

  async #read(kind: "person" | "team", name: string, day: string): Promise<number> {
    // What is spent here has to be in the sum before anything counts on top of it.
    await this.flush();
    const [row] = await this.#database.query<{ tokens: number }>(
      `SELECT coalesce(sum(tokens), 0)::bigint AS tokens
         FROM assistant_quotas JOIN people ON people.id = person_id
        WHERE day = $1 AND ${kind === "person" ? "person_id = $2::bigint" : "$2 = ANY (teams)"}`,
      [day, name],
    );
    return row?.tokens ?? 0;
  }

  #today(): string {
    return this.#now().toISOString().slice(0, 10);
  }
}
