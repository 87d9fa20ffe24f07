import { randomBytes } from "node:crypto";
import { readAudit } from "@devflow/audit";
import { loadSettings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createTestDatabase, emptyTables } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { tellChange } from "../src/changes.ts";
import {
  createAdministration,
  createIdentity,
  createToken,
  type Identity,
  listTokens,
  localPerson,
  revokeToken,
  type Scope,
} from "../src/index.ts";
import { setDisabled } from "../src/people/people.ts";

const logger = createLogger({ level: "silent" });
const github = () => Promise.reject(new Error("nobody asks GitHub here"));
const settings = loadSettings({ DEVFLOW_DATA: "/nowhere" });

const readOnly: readonly Scope[] = ["usage"];

let database: Database;
let identity: Identity;
let now = new Date("2026-11-22T12:00:00Z");
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

beforeAll(async () => {
  database = await createTestDatabase();
  identity = await createIdentity({ database, settings, github, logger, now: () => now });
});
afterAll(async () => {
  await identity.close();
  await database.close();
});
beforeEach(() => emptyTables(database, "people"));

async function person(role = "developer", login: string | null = "kim"): Promise<number> {
  const [row] = await database.query<{ id: number }>(
    `INSERT INTO people (issuer, subject, display_name, role, github_login, teams)
     VALUES ('https://idp.test', $2, 'Kim', $1, $3, '{payments,checkout}') RETURNING id`,
    [role, crypto.randomUUID(), login],
  );
  return row!.id;
}

function tokenOf(personId: number, scopes: Scope[] = ["complete"], days = 90) {
  const request = { personId, kind: "personal" as const, name: "laptop", scopes, days };
  return createToken(database, { ...request, actor: "kim" }, now);
}

async function refusalOf(text: string | undefined): Promise<string> {
  const answer = await identity.authenticate(text === undefined ? text : `Bearer ${text}`);
  return "refusal" in answer ? answer.refusal : "accepted";
}

describe("a token", () => {
  test("says who asks, with teams, role and scopes", async () => {
    const personId = await person("lead");
    const { text, token } = await tokenOf(personId, ["search", "complete", "complete"]);
    expect(text).toMatch(/^dfp_[A-Za-z0-9_-]{43}$/);
    expect(await identity.authenticate(`bearer  ${text} `)).toEqual({
      caller: {
        personId,
        name: "kim",
        githubLogin: "kim",
        githubId: null,
        isLocal: false,
        isLoginLost: false,
        role: "lead",
        teams: ["checkout", "payments"],
        tokenId: token.id,
        scopes: new Set(["complete", "search"]),
      },
    });
  });

  test("is stored as its hash only", async () => {
    const { text } = await tokenOf(await person());
    const rows = await database.query("SELECT * FROM access_tokens");
    const audit = await readAudit(database, { limit: 5 });
    expect(JSON.stringify([rows, audit])).not.toContain(text.slice(4));
    expect((rows[0]!.token_hash as Uint8Array).length).toBe(32);
  });

  test("is refused without a word about others when it is unknown or no token", async () => {
    const { text } = await tokenOf(await person());
    const foreign = text.slice(0, -2) + (text.endsWith("AA") ? "BB" : "AA");
    expect(await refusalOf(foreign)).toBe("unknown");
    expect(await refusalOf(undefined)).toBe("missing");
    for (const odd of [
      "",
      "x",
      text.slice(0, -1),
      `${text}A`,
      `ghp_${text.slice(4)}`,
      `${text}\n${text}`,
    ]) {
      const answer = await identity.authenticate(`Bearer ${odd}`);
      expect(answer).toEqual({ refusal: "malformed" });
    }
    expect(await identity.authenticate(`Basic ${btoa(text)}`)).toEqual({ refusal: "malformed" });
  });

  test("is not looked up any more where too many were guessed; those in use go on", async () => {
    const own = `Bearer ${(await tokenOf(await person())).text}`;
    const from = "192.0.2.7";
    const guess = (address: string) =>
      identity.authenticate(`Bearer dfp_${randomBytes(32).toString("base64url")}`, address);
    expect(await identity.authenticate(own, from)).toHaveProperty("caller");
    const told = new Set<string>();
    for (let count = 0; count < 310; count += 1) told.add(JSON.stringify(await guess(from)));
    expect([...told]).toEqual(['{"refusal":"unknown"}', '{"refusal":"too_many"}']);
    later(31_000);
    expect(await identity.authenticate(own, from)).toHaveProperty("caller");
    expect(await guess("192.0.2.8")).toEqual({ refusal: "unknown" });
  });

  test("of a browser is counted in the same way, beside them", async () => {
    const personId = await person();
    const request = { personId, kind: "browser", name: "x", scopes: readOnly, days: 1 } as const;
    const { text: old } = await createToken(database, { ...request, actor: "kim" }, now);
    const { text: late } = await createToken(database, { ...request, actor: "kim" }, now);
    const ask = (cookie: string) => identity.authenticateSession(cookie, "192.0.2.77");
    expect(await ask(old)).toHaveProperty("caller");
    const unknown = () => `dfb_${randomBytes(32).toString("base64url")}`;
    const guesses = await Promise.all(Array.from({ length: 302 }, () => ask(unknown())));
    const refusals = guesses.map((each) => ("refusal" in each ? each.refusal : "accepted"));
    expect(Map.groupBy(refusals, (each) => each).get("too_many")).toHaveLength(2);
    expect(await ask(old)).toHaveProperty("caller");
    expect(await ask(late)).toEqual({ refusal: "too_many" });
    expect(await identity.authenticateSession(late, "192.0.2.78")).toHaveProperty("caller");
  });

  test("ends at its time, also while it is remembered", async () => {
    const { text } = await tokenOf(await person(), ["complete"], 1);
    later(86_400_000 - 5_000);
    expect(await refusalOf(text)).toBe("accepted");
    later(5_000);
    expect(await refusalOf(text)).toBe("expired");
  });

  test("that is revoked is refused by the next request", async () => {
    const { text, token } = await tokenOf(await person());
    expect(await refusalOf(text)).toBe("accepted");
    const revoked = await revokeToken(database, { id: token.id, actor: "kim" }, now);
    expect(revoked?.revokedAt).toEqual(now);
    await expect.poll(() => refusalOf(text)).toBe("revoked");
  });

  test("that was revoked without notice is refused 30 s later", async () => {
    const { text } = await tokenOf(await person());
    expect(await refusalOf(text)).toBe("accepted");
    await database.query("UPDATE access_tokens SET revoked_at = now()");
    later(29_999);
    expect(await refusalOf(text)).toBe("accepted");
    later(2);
    expect(await refusalOf(text)).toBe("revoked");
  });

  test("of a disabled person is refused", async () => {
    const { text } = await tokenOf(await person());
    await database.query("UPDATE people SET disabled_at = now()");
    expect(await refusalOf(text)).toBe("disabled");
  });

  test("with the scope admin needs the role now, not when it was made", async () => {
    const { text } = await tokenOf(await person("admin"), ["admin", "complete"]);
    await database.query("UPDATE people SET role = 'developer'");
    const answer = await identity.authenticate(`Bearer ${text}`);
    expect(answer).toMatchObject({ caller: { role: "developer", scopes: new Set(["complete"]) } });
  });

  test("is marked as used once a minute", async () => {
    const { text } = await tokenOf(await person());
    const used = async () => (await listTokens(database))[0]?.lastUsedAt;
    const first = now;
    await refusalOf(text);
    expect(await used()).toEqual(first);
    later(31_000);
    await refusalOf(text);
    expect(await used()).toEqual(first);
    later(31_000);
    await refusalOf(text);
    expect(await used()).toEqual(now);
  });
});

describe("an answer under way", () => {
  /** Who asks, and how often their answer was ended. */
  async function running(scope: Scope) {
    const personId = await person("admin");
    const { text, token } = await tokenOf(personId, ["complete", "admin"]);
    const authorization = `Bearer ${text}`;
    const answer = await identity.authenticate(authorization);
    if (!("caller" in answer)) throw new Error("the token is good");
    const end = vi.fn();
    const leave = identity.whileGood(answer.caller, { authorization, scope }, end);
    return { personId, token, end, leave };
  }

  test("ends with its token, with its person and with the role that it needs, and no other does", async () => {
    const [revoked, disabled, demoted, other, left] = await Promise.all([
      running("complete"),
      running("complete"),
      running("admin"),
      running("complete"),
      running("complete"),
    ]);
    left.leave();
    // As another process does it: all that this one hears is the notice.
    await revokeToken(database, { id: revoked.token.id, actor: "ops" }, now);
    await revokeToken(database, { id: left.token.id, actor: "ops" }, now);
    await setDisabled(
      database,
      { person: String(disabled.personId), isDisabled: true, actor: "ops" },
      now,
    );
    await database.transaction(async (transaction) => {
      await transaction.query("UPDATE people SET role = 'developer' WHERE id = $1", [
        demoted.personId,
      ]);
      await tellChange(transaction, demoted.personId);
    });
    for (const { end } of [revoked, disabled, demoted]) {
      await expect.poll(() => end.mock.calls.length).toBe(1);
    }
    expect(other.end).not.toHaveBeenCalled();
    expect(left.end).not.toHaveBeenCalled();
    other.leave();
  });

  test("ends when its token expires, which nobody tells of", async () => {
    const { end } = await running("complete");
    later(91 * 86_400_000);
    await expect.poll(() => end.mock.calls.length).toBe(1);
  });
});

describe("making tokens", () => {
  test("needs the role admin for the scope admin", async () => {
    const developer = await person();
    await expect(tokenOf(developer, ["admin"])).rejects.toThrow("role admin");
    expect(await listTokens(database)).toEqual([]);
  });

  test("ends at fifty live ones, however they are asked for", async () => {
    const personId = await person();
    const made = await Promise.allSettled(Array.from({ length: 55 }, () => tokenOf(personId)));
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(50);
  });

  test("of a browser takes the place of the oldest: signing in never locks anybody out", async () => {
    const personId = await person();
    const signIn = () => {
      const session = {
        personId,
        kind: "browser" as const,
        name: "browser",
        scopes: [...readOnly],
      };
      return createToken(database, { ...session, days: 1, actor: "kim" }, now);
    };
    const ids: string[] = [];
    for (let made = 0; made < 51; made += 1) {
      later(1);
      ids.push((await signIn()).token.id);
    }
    const ended = await database.query("SELECT id FROM access_tokens WHERE revoked_at IS NOT NULL");
    expect(ended).toEqual([{ id: ids[0] }]);
  });

  test("is not for a disabled or unknown person", async () => {
    const personId = await person();
    await database.query("UPDATE people SET disabled_at = now()");
    await expect(tokenOf(personId)).rejects.toThrow("unknown or disabled");
    await expect(tokenOf(personId + 1_000)).rejects.toThrow("unknown or disabled");
  });

  test("and revoking them is told of in the audit log", async () => {
    const { token } = await tokenOf(await person());
    await revokeToken(database, { id: token.id, actor: "ops" }, now);
    await revokeToken(database, { id: token.id, actor: "ops" }, now);
    const entries = await readAudit(database, { limit: 9, subject: token.id });
    expect(entries.map(({ actor, action }) => [actor, action])).toEqual([
      ["ops", "token.revoked"],
      ["kim", "token.created"],
    ]);
  });

  test("are listed with the name of their person and what became of them", async () => {
    const administration = createAdministration(database, { actor: "ops", maxTokenDays: 99 });
    const kim = String(await person("developer", "kim"));
    const lou = String(await person("developer", "lou"));
    const request = { name: "x", scopes: ["complete"] as const, days: 9 };
    const { id } = await administration.createToken({ ...request, person: kim });
    await administration.createToken({ ...request, person: kim });
    await administration.createToken({ ...request, person: lou });
    expect(await administration.revokeToken(id)).toMatchObject({ person: "kim", state: "revoked" });
    await administration.setDisabled(lou, true);
    const [last] = await database.query<{ id: string }>(
      "UPDATE access_tokens SET expires_at = now() WHERE id <> $1 AND person_id = $2 RETURNING id",
      [id, kim],
    );
    const listed = await administration.listTokens(null);
    expect(new Map(listed.map((each) => [each.id, [each.person, each.state]]))).toEqual(
      new Map([
        [id, ["kim", "revoked"]],
        [last?.id, ["kim", "expired"]],
        [listed.find((each) => each.person === "lou")?.id, ["lou", "disabled"]],
      ]),
    );
  });

  test("another person's token cannot be revoked by naming it", async () => {
    const mine = await person();
    const { text, token } = await tokenOf(await person());
    expect(await revokeToken(database, { id: token.id, actor: "x", personId: mine })).toBeNull();
    expect(await revokeToken(database, { id: "no uuid", actor: "x" })).toBeNull();
    expect(await refusalOf(text)).toBe("accepted");
  });
});

test("the person of this machine is one, an administrator, however often it is asked for", async () => {
  const people = await Promise.all([localPerson(database), localPerson(database)]);
  expect(people[0]).toMatchObject({ issuer: "local", role: "admin", githubLogin: null });
  expect(people[1]?.id).toBe(people[0]?.id);
});
