import type { Database } from "@devflow/database";
import { createTestDatabase, emptyTables } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Caller } from "../src/index.ts";
import { admit } from "../src/limits/limits.ts";
import { networkOf } from "../src/limits/network-of.ts";
import { Quotas } from "../src/limits/quotas.ts";
import { defaultRates, RateLimits } from "../src/limits/rate-limits.ts";

const logger = createLogger({ level: "silent" });
let database: Database;
let people: number[];
let now: Date;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  now = new Date("2026-11-22T23:00:00Z");
  await emptyTables(database, "people");
  const rows = await database.query<{ id: number }>(
    `INSERT INTO people (issuer, subject, display_name, teams)
     VALUES ('i', 'kim', 'Kim', '{payments}'), ('i', 'lou', 'Lou', '{payments}'), ('i', 'max', 'Max', '{}')
     RETURNING id`,
  );
  people = rows.map(({ id }) => id);
});

const caller = (at: number): Caller => ({
  personId: people[at]!,
  name: "x",
  githubLogin: null,
  githubId: null,
  isLocal: false,
  role: "developer",
  teams: at === 2 ? [] : ["payments"],
  tokenId: "t",
  scopes: new Set(),
});
const quotasOf = (person: number | null, teams: Record<string, number> = {}) =>
  new Quotas({ database, limits: { person, teams }, logger, now: () => now });
const rates = (change: Partial<typeof defaultRates> = {}) =>
  new RateLimits({ ...defaultRates, ...change });

describe("rates", () => {
  test("end at their number, for one person and one class, with the time to wait", async () => {
    const parts = { rates: rates({ assist: 3 }), quotas: quotasOf(null) };
    for (let each = 0; each < 3; each += 1) {
      expect(await admit(parts, caller(0), "assist")).toBeNull();
    }
    const refusal = await admit(parts, caller(0), "assist");
    expect(refusal).toMatchObject({ code: "rate_limit_exceeded" });
    expect(refusal?.retryAfterMs).toBeGreaterThan(0);
    expect(refusal?.retryAfterMs).toBeLessThanOrEqual(60_000);
    expect(refusal?.message).toContain("3 questions to the assistant a minute");
    expect(await admit(parts, caller(0), "completion")).toBeNull();
    expect(await admit(parts, caller(1), "assist")).toBeNull();
  });
});

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0db8:0001:0002::1", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("limits by address take %s for %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

describe("quotas", () => {
  test("of a person hold until midnight, UTC", async () => {
    const quotas = quotasOf(1_000);
    const parts = { rates: rates(), quotas };
    quotas.spend(caller(0), 999);
    expect(await admit(parts, caller(0), "completion")).toBeNull();
    quotas.spend(caller(0), 1);
    expect(await admit(parts, caller(0), "completion")).toEqual({
      code: "quota_exceeded",
      retryAfterMs: 3_600_000,
      message:
        "Today's 1000 tokens of yours are used up. They are renewed at 00:00 UTC; an administrator can raise the limit.",
    });
    // What asks no model goes on, and so do others.
    expect(await admit(parts, caller(0), "search")).toBeNull();
    expect(await admit(parts, caller(1), "assist")).toBeNull();
    now = new Date("2026-11-23T00:00:00Z");
    expect(await admit(parts, caller(0), "completion")).toBeNull();
    await quotas.flush();
  });

  test("of a team count all of its people, also those that another gateway serves", async () => {
    const [one, other] = [quotasOf(null, { payments: 500 }), quotasOf(null, { payments: 500 })];
    one.spend(caller(0), 300);
    other.spend(caller(1), 200);
    other.spend(caller(2), 9_000);
    await Promise.all([one.flush(), other.flush()]);
    expect(await one.exceeded(caller(1))).toEqual({ whose: "the team payments", limit: 500 });
    expect(await one.exceeded(caller(2))).toBeNull();
  });

  test("are the same after a restart", async () => {
    const before = quotasOf(100);
    before.spend(caller(0), 60);
    before.spend(caller(0), 60);
    await before.flush();
    expect(await quotasOf(100).exceeded(caller(0))).toEqual({ whose: "you", limit: 100 });
    expect(await database.query("SELECT requests, tokens FROM assistant_quotas")).toEqual([
      { requests: 2, tokens: 120 },
    ]);
  });

  test("count while the database is away, and are written when it is back", async () => {
    const quotas = quotasOf(6);
    quotas.spend(caller(0), 5);
    await database.query("ALTER TABLE assistant_quotas RENAME TO assistant_quotas_away");
    await quotas.flush();
    quotas.spend(caller(0), 1);
    await database.query("ALTER TABLE assistant_quotas_away RENAME TO assistant_quotas");
    expect(await quotas.exceeded(caller(0))).toEqual({ whose: "you", limit: 6 });
  });
});
