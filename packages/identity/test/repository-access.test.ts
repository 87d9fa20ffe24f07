import { readAudit } from "@devflow/audit";
import { loadSettings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createTestDatabase, emptyTables } from "@devflow/database/testing";
import { createAppClient } from "@devflow/github";
import { createLogger } from "@devflow/logging";
import { type FakeGitHub, startFakeGitHub } from "@devflow/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Pace } from "../src/access/refusal-clock.ts";
import {
  type Caller,
  createAdministration,
  createIdentity,
  createToken,
  type Identity,
  localPerson,
  scopes,
} from "../src/index.ts";

const logger = createLogger({ level: "silent" });
let database: Database;
let github: FakeGitHub;
let identity: Identity;
let now = new Date();
let refusals: string[];
let pace: TestPace;

/** Time that goes by only while somebody waits, and while GitHub is asked. */
class TestPace implements Pace {
  githubMs = 0;
  readonly waits: number[] = [];
  #elapsedMs = 0;
  #held: Promise<void> = Promise.resolve();

  elapsedMs(): number {
    return this.#elapsedMs;
  }

  async wait(ms: number): Promise<void> {
    this.waits.push(ms);
    await this.#held;
    this.#elapsedMs += ms;
  }

  /** The function that lets waits end again. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return resolve;
  }

  askGitHub(): void {
    this.#elapsedMs += this.githubMs;
  }
}

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await emptyTables(database, "repositories", "installations", "github_logins");
  github = await startFakeGitHub();
  refusals = [];
  pace = new TestPace();
  const { app } = github;
  const client = createAppClient({
    apiUrl: github.apiUrl,
    appId: app.id,
    privateKey: app.privateKey,
    logger,
    retryPolicy: { delaysMs: [], maxRateWaitMs: 0 },
  });
  identity = await createIdentity({
    ...{ database, logger },
    settings: loadSettings({ DEVFLOW_DATA: "/nowhere", GITHUB_API_URL: github.apiUrl }),
    github: async () => {
      pace.askGitHub();
      return client;
    },
    pace,
    onRefused: (_, repository) => refusals.push(repository),
    now: () => now,
  });
});
afterEach(async () => {
  await identity.close();
  await github.close();
});

const caller = (login: string | null, change: Partial<Caller> = {}): Caller => ({
  personId: 1,
  name: login ?? "kim",
  githubLogin: login,
  githubId: null,
  isLocal: false,
  role: "developer",
  teams: [],
  tokenId: "t",
  scopes: new Set(scopes),
  ...change,
});
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

async function repository(name: string, options: { isPrivate?: boolean } = {}) {
  const handle = await github.createRepository({ owner: "acme", name, ...options });
  const { id } = github.installation(handle);
  await database.query(
    "INSERT INTO installations (id, account) VALUES ($1, 'acme') ON CONFLICT DO NOTHING",
    [id],
  );
  const [row] = await database.query<{ id: number }>(
    `INSERT INTO repositories (github_id, installation_id, owner, name)
     VALUES ($1, $2, 'acme', $3) RETURNING id`,
    [handle.id, id, name],
  );
  // The directory is read again every ten seconds.
  later(10_001);
  return { handle, id: row!.id };
}

type Repository = Awaited<ReturnType<typeof repository>>["handle"];

const asked = (what: RegExp) => github.requests.all.filter(({ path }) => what.test(path)).length;
const readable = async (who: Caller, id: number) =>
  (await identity.access.readable(who, [id])).has(id);

describe("what somebody may read", () => {
  test("is what GitHub lets them read, asked once for many at the same time", async () => {
    const { handle, id } = await repository("shop");
    handle.setPermission("ada", "read");
    handle.setPermission("eve", "none");
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => readable(caller("ada"), id)),
    );
    expect(new Set(answers)).toEqual(new Set([true]));
    expect(asked(/collaborators\/ada/)).toBe(1);
    expect(await readable(caller("eve"), id)).toBe(false);
    expect(await readable(caller("nobody-of-that-name"), id)).toBe(false);
    expect(await readable(caller(null), id)).toBe(false);
  });

  test("is asked again after five minutes, and before that behind the back of whoever uses it", async () => {
    const { handle, id } = await repository("shop");
    handle.setPermission("ada", "read");
    expect(await readable(caller("ada"), id)).toBe(true);
    handle.setPermission("ada", "none");
    later(239_000);
    expect(await readable(caller("ada"), id)).toBe(true);
    expect(asked(/collaborators\/ada/)).toBe(1);
    later(2_000);
    expect(await readable(caller("ada"), id)).toBe(true);
    await expect.poll(() => readable(caller("ada"), id)).toBe(false);
    later(300_001);
    expect(await readable(caller("ada"), id)).toBe(false);
  });

  test("is nothing while GitHub is away, and is asked again soon after", async () => {
    const { handle, id } = await repository("shop");
    handle.setPermission("ada", "read");
    const fault = { kind: "status", status: 502 } as const;
    const injected = github.inject({ path: /collaborators/, times: 1, fault });
    expect(await readable(caller("ada"), id)).toBe(false);
    expect(injected.left).toBe(0);
    expect(await readable(caller("ada"), id)).toBe(false);
    later(5_001);
    expect(await readable(caller("ada"), id)).toBe(true);
  });

  test("is the account's, not its login's", async () => {
    const { handle, id } = await repository("shop");
    handle.setPermission("ada", "read");
    expect(await readable(caller("ada", { githubId: 999_999 }), id)).toBe(false);
  });

  test("is nobody's whose login was given up and taken by another account, until it is linked anew", async () => {
    const { handle, id } = await repository("shop");
    handle.setPermission("ada", "read");
    await emptyTables(database, "people");
    const me = await localPerson(database);
    const { linkGitHub, relinkLogin } = createAdministration(database, {
      ...{ actor: "root", maxTokenDays: 1 },
    });
    await linkGitHub("local", "Ada");
    const request = { personId: me.id, kind: "personal", name: "x", scopes: ["search"] } as const;
    const { text } = await createToken(database, { ...request, days: 1, actor: "root" }, now);
    const token = async () => {
      const answer = await identity.authenticate(`Bearer ${text}`);
      if ("refusal" in answer) throw new Error(answer.refusal);
      return answer.caller;
    };
    expect(await readable(await token(), id)).toBe(true);
    github.renameAccount("ada", "ada-l");
    handle.setPermission("ada", "read");
    const entries = async () =>
      (await readAudit(database, { limit: 9 })).filter(({ action }) => /^login/.test(action));
    for (let tries = 0; tries < 2; tries += 1) {
      later(300_001);
      expect(await readable(await token(), id)).toBe(false);
    }
    await expect.poll(async () => (await token()).isLoginLost).toBe(true);
    expect(await entries()).toMatchObject([
      { action: "login.changed", subject: "GitHub login Ada", actor: "devflow" },
    ]);
    // Another person who is linked to it has no more of it.
    expect(await readable(caller("ada", { personId: 2 }), id)).toBe(false);
    await relinkLogin("ada");
    later(300_001);
    expect(await readable(await token(), id)).toBe(true);
    await expect.poll(async () => (await token()).isLoginLost).toBe(false);
    expect((await entries())[0]).toMatchObject({ action: "login.relinked", actor: "root" });
    await expect(relinkLogin("nobody")).rejects.toThrow("no account is held");
    github.renameAccount("ada", "ada-m");
    handle.setPermission("ada", "read");
    later(300_001);
    expect(await readable(await token(), id)).toBe(false);
    await linkGitHub("local", "ada");
    later(300_001);
    expect(await readable(await token(), id)).toBe(true);
  });

  test("ends with the installation and the repository", async () => {
    const { handle, id } = await repository("shop");
    handle.setPermission("ada", "read");
    expect(await readable(caller("ada"), id)).toBe(true);
    await database.query("UPDATE repositories SET state = 'removed'");
    later(10_001);
    expect(await readable(caller("ada"), id)).toBe(false);
  });

  const gone = { kind: "status", status: 404 } as const;
  test.each<[string, (handle: Repository) => unknown]>([
    ["made private", ({ record }) => Object.assign(record, { isPrivate: true })],
    ["another, of the same name", ({ record }) => Object.assign(record, { id: 1 })],
    [
      "deleted",
      ({ id }) => github.inject({ path: new RegExp(`/acme/docs$|/${id}$`), fault: gone }),
    ],
  ])("of a public repository ends where it was %s, within five minutes", async (_, change) => {
    const { handle, id } = await repository("docs", { isPrivate: false });
    expect(await readable(caller("eve"), id)).toBe(true);
    await change(handle);
    later(300_001);
    expect(await readable(caller("eve"), id)).toBe(false);
    const url = `${github.url}/acme/docs`;
    expect(await identity.access.findReadable(caller("eve"), url)).toBeNull();
    expect(await identity.access.allReadable(caller("eve"))).toEqual([]);
  });

  test("costs one question for a public repository, whoever asks", async () => {
    const { id } = await repository("docs", { isPrivate: false });
    expect(await readable(caller("ada"), id)).toBe(true);
    expect(await readable(caller("eve"), id)).toBe(true);
    expect(asked(/collaborators/)).toBe(0);
    expect(asked(/\/repos\/acme\/docs/)).toBe(1);
  });

  test("of this machine's folders is for whoever runs it", async () => {
    const [row] = await database.query<{ id: number }>(
      "INSERT INTO repositories (name, local_path) VALUES ('here', '/home/kim/here') RETURNING id",
    );
    later(10_001);
    const { id } = row!;
    expect(await readable(caller(null, { isLocal: true }), id)).toBe(true);
    expect(await readable(caller("ada"), id)).toBe(false);
    const { access } = identity;
    expect(await access.findReadable(caller(null, { isLocal: true }), "/home/kim/here/")).toBe(id);
    expect(await access.findReadable(caller("ada"), "/home/kim/here")).toBeNull();
  });
});

describe("a repository by its remote", () => {
  test("is found in all forms that git knows", async () => {
    const { handle, id } = await repository("shop");
    handle.setPermission("ada", "read");
    const host = new URL(github.url).hostname;
    const forms = [
      `${github.url}/acme/shop.git`,
      `${github.url}/Acme/SHOP`,
      `http://user:secret@${host}:1234/acme/shop.git/`,
      `git@${host}:acme/shop.git`,
      `ssh://git@${host}:22/acme/shop.git`,
      `${host}:acme/shop`,
    ];
    for (const form of forms) {
      expect([form, await identity.access.findReadable(caller("ada"), form)]).toEqual([form, id]);
    }
  });

  test("that is foreign and one that is not there take the same time and are the same", async () => {
    const { handle } = await repository("shop");
    handle.setPermission("eve", "none");
    const ask = async (name: string) => {
      const from = pace.elapsedMs();
      const url = `${github.url}/acme/${name}`;
      const found = await identity.access.findReadable(caller("eve"), url);
      return { found, tookMs: pace.elapsedMs() - from };
    };
    // Both end at a step of the clock: what GitHub takes to answer does not show.
    const refused = { found: null, tookMs: 400 };
    expect([await ask("shop"), await ask("no-such")]).toEqual([refused, refused]);
    expect(refusals).toEqual(["acme/shop"]);
    // And nobody waits for it twice.
    const known = { found: null, tookMs: 0 };
    expect([await ask("shop"), await ask("no-such")]).toEqual([known, known]);
  });

  test("that is foreign and one that is not there take the same time where GitHub is slow, too", async () => {
    const { handle } = await repository("shop");
    handle.setPermission("eve", "none");
    handle.setPermission("max", "none");
    const stepsOf = async (login: string, name: string) => {
      const from = pace.elapsedMs();
      const url = `${github.url}/acme/${name}`;
      expect(await identity.access.findReadable(caller(login), url)).toBeNull();
      return (pace.elapsedMs() - from) / 400;
    };
    // Two questions of half a second each, and a quarter on top.
    pace.githubMs = 500;
    expect(await stepsOf("eve", "shop")).toBe(4);
    expect(await stepsOf("eve", "no-such")).toBe(4);
    pace.githubMs = 20;
    expect(await stepsOf("max", "shop")).toBe(4);
    expect(await stepsOf("max", "no-such")).toBe(4);
    // Who goes away and comes back learns it no earlier.
    const release = pace.hold();
    const url = `${github.url}/acme/neither`;
    const waitsBefore = pace.waits.length;
    expect(await identity.access.findReadable(caller("max"), url, AbortSignal.abort())).toBeNull();
    const again = identity.access.findReadable(caller("max"), url);
    await expect.poll(() => pace.waits.slice(waitsBefore)).toEqual([4 * 400]);
    expect(await Promise.race([again, Promise.resolve("still waiting")])).toBe("still waiting");
    release();
    expect(await again).toBeNull();
    expect(pace.waits.length).toBe(waitsBefore + 1);
  });

  test("is found soon after the permission was given", async () => {
    const { handle, id } = await repository("shop");
    handle.setPermission("eve", "none");
    const ask = () => identity.access.findReadable(caller("eve"), `${github.url}/acme/shop`);
    expect(await ask()).toBeNull();
    handle.setPermission("eve", "read");
    later(300_001);
    expect(await ask()).toBeNull();
    await expect.poll(ask).toBe(id);
  });

  test("that cannot be read is none", async () => {
    await repository("shop");
    const odd = [
      "",
      "shop",
      "https://",
      "https://elsewhere.example/acme/shop",
      "http://[::1",
      "a".repeat(5_000),
      "git@host:",
      "file:///%zz",
      "https://github.com/%2e%2e/x",
    ];
    const ask = (url: string) => identity.access.findReadable(caller("ada"), url);
    expect(new Set(await Promise.all(odd.map(ask)))).toEqual(new Set([null]));
  });
});

describe("all that somebody may read", () => {
  test("of many is asked about in bounded pieces, those that were readable before first", async () => {
    const many = 130;
    for (let each = 0; each < many; each += 1) {
      const { handle } = await repository(`r${each}`);
      handle.setPermission("ada", each < 10 ? "read" : "none");
    }
    const before = github.requests.all.length;
    const first = await identity.access.allReadable(caller("ada"));
    // At most a hundred repositories, each with its own question and the person's.
    expect(github.requests.all.length - before).toBeLessThanOrEqual(2 * 100 + 1);
    expect(first.length).toBeLessThan(10);
    // A question ends after 2 s, and the next goes on: on a busy machine more than one is needed.
    const again = async () => {
      const asked = github.requests.all.length;
      const readable = await identity.access.allReadable(caller("ada"));
      return { readable: readable.length, asked: github.requests.all.length - asked };
    };
    await expect.poll(again).toEqual({ readable: 10, asked: 0 });
    // What could be read last time comes first when all of it is too old.
    later(300_001);
    const third = github.requests.all.length;
    await identity.access.allReadable(caller("ada"));
    const asked = github.requests.all.slice(third).filter(({ path }) => path.includes("/r"));
    expect(asked.slice(0, 10).filter(({ path }) => !/\/r\d(\/|$)/.test(path))).toEqual([]);
    await expect.poll(again).toEqual({ readable: 10, asked: 0 });
  });
});
