import { readAudit } from "@devflow/audit";
import { loadPeople, loadSettings, Secret } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createTestDatabase, emptyTables } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { localPerson } from "../src/index.ts";
import { SignInRefusal } from "../src/sign-in/provider.ts";
import { Rechecks } from "../src/sign-in/rechecks.ts";
import { openGrant, sealGrant } from "../src/sign-in/seal-grant.ts";

const logger = createLogger({ level: "silent" });
const settings = loadSettings({ DEVFLOW_DATA: "/nowhere" });
const now = new Date("2026-11-22T12:00:00Z");
let database: Database;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyTables(database, "people"));

describe("asking the provider again", () => {
  const keys = [new Secret("of the client")];
  const refresh = async (personId: number, by = keys) => {
    const [row] = await database.query<{ sealed: Uint8Array }>(
      "SELECT sealed FROM provider_grants WHERE person_id = $1",
      [personId],
    );
    return row && openGrant(by, personId, row.sealed)?.token;
  };

  test.each(["refused", "given another token"])(
    "a sign-in meanwhile counts where the token before it was %s",
    async (outcome) => {
      const { id } = await localPerson(database);
      const keep = (token: string, checkedAt: Date) =>
        database.query(
          `INSERT INTO provider_grants (person_id, sealed, checked_at) VALUES ($1, $2, $3)
           ON CONFLICT (person_id) DO UPDATE SET sealed = excluded.sealed, checked_at = excluded.checked_at`,
          [id, sealGrant(keys, id, token), checkedAt],
        );
      await keep("old", new Date(0));
      const recheck = async () => {
        await keep("new", now);
        if (outcome === "refused") throw new SignInRefusal("unproven", "ended by the new sign-in");
        return { groups: ["left"], refreshToken: "rotated from old" };
      };
      const people = () => loadPeople(settings);
      const current = async () => ({ provider: { id: "oidc", recheck } as const, keys });
      const parts = { database, logger, people, current };
      const rechecks = new Rechecks({ ...parts, everyMinutes: 60, now: () => now });
      rechecks.seen(id);
      await rechecks.close();
      expect(await refresh(id)).toBe("new");
      const [person] = await database.query("SELECT left_at, groups FROM people WHERE id = $1", [
        id,
      ]);
      expect(person).toEqual({ left_at: null, groups: null });
    },
  );

  /** What a process with these secrets asks about a person whose token `sealedBy` sealed. */
  async function recheckWith(secrets: readonly Secret[], sealedBy: Secret) {
    await emptyTables(database, "people");
    const { id } = await localPerson(database);
    await database.query(
      "INSERT INTO provider_grants (person_id, sealed, checked_at) VALUES ($1, $2, $3)",
      [id, sealGrant([sealedBy], id, "refresh"), new Date(0)],
    );
    const asked: string[] = [];
    const recheck = async ({ refreshToken }: { refreshToken: string }) => {
      asked.push(refreshToken);
      return { groups: null, refreshToken: null };
    };
    const rechecks = new Rechecks({
      ...{ database, logger, everyMinutes: 60, now: () => now },
      people: () => loadPeople(settings),
      current: async () => ({ provider: { id: "oidc", recheck }, keys: secrets }),
    });
    await rechecks.close();
    const sealedAtStart = await refresh(id, [...secrets.slice(0, 1)]);
    rechecks.seen(id);
    await rechecks.close();
    const [row] = await database.query<{ is_let_in: boolean }>(
      "SELECT left_at IS NULL AS is_let_in FROM people",
    );
    return { asked, sealedAtStart, isLetIn: row?.is_let_in };
  }

  test("goes on when the client's secret changes, where there is a key of its own; what the secret sealed before is sealed anew", async () => {
    const [key, before, after] = ["key", "before", "after"].map((word) => new Secret(word));
    const first = await recheckWith([key!, before!], before!);
    expect(first).toEqual({ asked: ["refresh"], sealedAtStart: "refresh", isLetIn: true });
    const then = await recheckWith([key!, after!], key!);
    expect(then).toEqual({ asked: ["refresh"], sealedAtStart: "refresh", isLetIn: true });
  });

  test("ends with a secret that nothing can open what it sealed without: the person signs in again", async () => {
    const { asked, isLetIn } = await recheckWith([new Secret("after")], new Secret("before"));
    expect({ asked, isLetIn }).toEqual({ asked: [], isLetIn: false });
    const [entry] = await readAudit(database, { limit: 1 });
    expect(entry).toMatchObject({ details: { reason: "sealed by another key" } });
  });
});
