import { randomBytes, randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { createTestDatabase } from "@devflow/database/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type ContentKey,
  type ContentToKeep,
  contentKeys,
  createUsageRecorder,
  forgetUsage,
  type KeptContent,
  readUsageEvents,
  type ServedCompletion,
  setMayKeepContent,
  type UsageEvent,
  type UsageEventLevel,
  usageEventSchemas,
} from "../src/index.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let ada: number;
let bo: number;
let shop: number;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  await database.query("TRUNCATE people, repositories RESTART IDENTITY CASCADE");
  const people = await database.query<{ id: number }>(
    `INSERT INTO people (issuer, subject, display_name)
     VALUES ('test', 'ada', 'Ada'), ('test', 'bo', 'Bo') RETURNING id`,
  );
  [ada = 0, bo = 0] = people.map(({ id }) => id);
  const [repository] = await database.query<{ id: number }>(
    `INSERT INTO repositories (owner, name, local_path, default_branch, state)
     VALUES (NULL, 'shop', '/shop', 'main', 'active') RETURNING id`,
  );
  shop = repository?.id ?? 0;
});

function newKey(): ContentKey {
  const text = randomBytes(32).toString("base64");
  const [key] = contentKeys([{ expose: () => text }]);
  if (key === undefined) throw new Error("a secret makes a key");
  return key;
}

const key = newKey();
const keeping = {
  days: 30,
  key,
  holdsSecret: async (text: string) => text.includes("hunter2"),
};
const now = new Date();

function served(personId: number, at = now): ServedCompletion {
  return {
    ...{ id: `cmpl-${randomUUID()}`, personId, teams: [], repositoryId: shop, at },
    ...{ language: "python", editor: "vscode/1.107" },
    ...{ trigger: "automatic" as const, source: "expert" as const },
    ...{ expert: "python", model: "m", prefixChars: 5, suffixChars: 0, filters: {} },
    choices: [{ index: 0, chars: 8, lines: 1 }],
    timings: { totalMs: 10, retrievalMs: null, firstTextMs: null, expertMs: null },
  };
}

function contentOf(id: string, personId: number, prefix = "total = "): ContentToKeep {
  const content: KeptContent = {
    kind: "completion",
    ...{ path: "shop/cart.py", language: "python", prefix, suffix: "\n" },
    choices: [{ index: 0, text: "sum(lines)" }],
  };
  return { id, personId, repositoryId: shop, content, at: now };
}

/** A completion and its text, as the gateway tells them. */
async function keep(personId: number, prefix?: string, contents: typeof keeping | null = keeping) {
  const recorder = createUsageRecorder(database, { contents });
  const completion = served(personId);
  recorder.completion(completion);
  recorder.content(contentOf(completion.id, personId, prefix));
  await recorder.close();
  return completion.id;
}

const kept = async () =>
  (await database.query<{ id: string }>("SELECT id FROM kept_contents")).map(({ id }) => id);

describe("a text", () => {
  test("is kept for as long as the operator says, and not at all where that is nothing", async () => {
    await keep(ada, undefined, null);
    expect(await kept()).toEqual([]);
    const id = await keep(ada);
    const [row] = await database.query<{ days: number }>(
      "SELECT round(extract(epoch FROM expires_at - now()) / 86400)::integer AS days FROM kept_contents WHERE id = $1",
      [id],
    );
    expect(row).toEqual({ days: 30 });
  });

  test("in which a secret stands is not kept, wherever it stands", async () => {
    await keep(ada, "password = 'hunter2'\ntotal = ");
    expect(await kept()).toEqual([]);
  });

  test("of somebody who does not want it is not kept, and what was kept goes at once", async () => {
    const [ofAda, ofBo] = [await keep(ada), await keep(bo)];
    expect(await setMayKeepContent(database, { personId: ada, name: "ada" }, false)).toBe(1);
    await keep(ada);
    expect(await kept()).toEqual([ofBo]);
    await setMayKeepContent(database, { personId: ada, name: "ada" }, true);
    const again = await keep(ada);
    expect(await kept()).toEqual([ofBo, again]);
    expect(ofAda).not.toBe(again);
    const audit = await database.query("SELECT action, details FROM audit_log ORDER BY id");
    expect(audit.slice(-2)).toEqual([
      { action: "content.choice", details: { isAllowed: false, deleted: 1 } },
      { action: "content.choice", details: { isAllowed: true, deleted: 0 } },
    ]);
  });
});

describe("the sweep", () => {
  const sweep = (contentDays = 30, retentionDays = 400) =>
    forgetUsage(database, { contentDays, retentionDays });
  const age = (id: string, days: number) =>
    database.query(
      "UPDATE served_completions SET served_at = now() - $2 * interval '1 day' WHERE id = $1",
      [id, days],
    );

  test("leaves what may stay", async () => {
    const id = await keep(ada);
    expect(await sweep()).toEqual({
      completions: 0,
      events: 0,
      uses: 0,
      contents: 0,
      editorFindings: 0,
    });
    expect(await kept()).toEqual([id]);
  });

  test.each([
    ["of a removed repository", "UPDATE repositories SET state = 'removed'"],
    ["of somebody who is locked out", "UPDATE people SET disabled_at = now()"],
    ["whose time is over", "UPDATE kept_contents SET expires_at = now()"],
  ])("deletes texts %s, and not the counts", async (_, change) => {
    await keep(ada);
    await database.query(change);
    expect(await sweep()).toMatchObject({ contents: 1, completions: 0 });
    expect(await kept()).toEqual([]);
  });

  test("deletes all texts when none are to be kept any more", async () => {
    await keep(ada);
    expect(await sweep(0)).toMatchObject({ contents: 1 });
  });

  test("deletes texts that nobody had seen within a day", async () => {
    const [seen, unseen] = [await keep(ada), await keep(ada)];
    await database.query(
      `INSERT INTO completion_events (completion_id, person_id, kind, choice_index)
       VALUES ($1, $2, 'view', 0)`,
      [seen, ada],
    );
    for (const id of [seen, unseen]) await age(id, 1.1);
    expect(await sweep()).toMatchObject({ contents: 1 });
    expect(await kept()).toEqual([seen]);
  });

  test("deletes counts that are older than they may be", async () => {
    const [old, young] = [await keep(ada), await keep(ada)];
    await database.query(
      `INSERT INTO completion_events (completion_id, person_id, kind, choice_index, happened_at)
       VALUES ($1, $2, 'view', 0, now() - interval '11 days')`,
      [old, ada],
    );
    await database.query(
      `INSERT INTO assist_uses (id, person_id, feature, editor, total_ms, outcome, used_at)
       VALUES ('a', $1, 'chat', '', 1, 'answered', now() - interval '11 days')`,
      [ada],
    );
    await database.query(
      `INSERT INTO editor_findings (person_id, repository_key, fingerprint, content_key, source, severity, category,
                                    path_hash, side, start_line, line, line_hashes, before_hashes, after_hashes, seen_at)
       SELECT $1, 'k', fingerprint, 'c', 'expert', 'high', 'correctness', 'p', 'RIGHT', 1, 1, '{}', '{}', '{}', seen_at
         FROM (VALUES ('new', now()), ('old', now() - interval '11 days')) AS said (fingerprint, seen_at)`,
      [ada],
    );
    await age(old, 11);
    const { contents: _, ...counts } = await sweep(30, 10);
    expect(counts).toEqual({ completions: 1, events: 1, uses: 1, editorFindings: 1 });
    const rows = await database.query("SELECT id FROM served_completions");
    expect(rows).toEqual([{ id: young }]);
  });

  test("a person that is removed takes everything along", async () => {
    await keep(ada);
    await database.query("DELETE FROM people WHERE id = $1", [ada]);
    expect(await kept()).toEqual([]);
    expect(await database.query("SELECT id FROM served_completions")).toEqual([]);
  });
});

describe("events", () => {
  async function all(
    level: UsageEventLevel,
    limit: number,
    personId: number | null = null,
    keys: readonly ContentKey[] = [key],
  ) {
    const day = now.toISOString().slice(0, 10);
    const found: UsageEvent[] = [];
    let pages = 0;
    for (let after: string | null = null; ; pages += 1) {
      const query = { from: day, to: day, level, personId, after, limit, keys };
      const page = await readUsageEvents(database, query);
      found.push(...page.events);
      if (page.next === null) return { found, pages: pages + 1 };
      after = page.next;
    }
  }

  async function scripted() {
    const ids: string[] = [];
    for (const person of [ada, ada, bo]) ids.push(await keep(person));
    // At one moment, to the microsecond: the order is that of their keys.
    await database.query("UPDATE served_completions SET served_at = now()");
    for (const kind of ["view", "select"]) {
      await database.query(
        `INSERT INTO completion_events (completion_id, person_id, kind, choice_index, view_id, elapsed_ms)
         VALUES ($1, $2, $3, 0, 'v', 800)`,
        [ids[0], ada, kind],
      );
    }
    await database.query(
      `INSERT INTO assist_uses (id, person_id, feature, editor, total_ms, outcome)
       VALUES ('explain-1', $1, 'explain', 'vscode', 12.5, 'answered')`,
      [bo],
    );
    return ids;
  }

  test("are the same on one page and on pages of one", async () => {
    await scripted();
    const whole = await all("noCode", 100);
    const single = await all("noCode", 1);
    expect(single.found).toEqual(whole.found);
    expect([whole.pages, single.pages, whole.found.length]).toEqual([1, 6, 6]);
    expect(whole.found.map(({ event }) => event)).toEqual([
      ...Array(3).fill("completion_served"),
      ...Array(2).fill("completion_became"),
      "assist_used",
    ]);
  });

  test("have no text unless that is asked for, and then what is kept of it", async () => {
    const [first] = await scripted();
    const { found } = await all("noCode", 100);
    expect(JSON.stringify(found)).not.toMatch(/content|sum\(lines\)|total =|cart\.py/);
    const whole = await all("all", 100);
    for (const event of whole.found) usageEventSchemas.all.parse(event);
    expect(whole.found.find((event) => "id" in event && event.id === first)).toMatchObject({
      content: contentOf("", ada).content,
    });
    expect(whole.found.map((event) => usageEventSchemas.noCode.parse(event))).toEqual(found);
  });

  test("have a text only by the key that sealed it, in the row that it was sealed for", async () => {
    const id = await keep(ada);
    const texts = async (...keys: ContentKey[]) =>
      (await all("all", 100, ada, keys)).found.flatMap((event) =>
        "content" in event && event.content !== null ? [event.content] : [],
      );
    const [row] = await database.query<{ content: Uint8Array; key_id: string }>(
      "SELECT content, key_id FROM kept_contents",
    );
    expect(row?.key_id).toBe(key.id);
    const stored = Buffer.from(row?.content ?? []);
    expect(stored.includes(Buffer.from([0x1f, 0x8b]))).toBe(false);
    expect(await texts()).toEqual([]);
    expect(await texts(newKey())).toEqual([]);
    // A newer one in front of it: keys rotate.
    expect(await texts(newKey(), key)).toEqual([contentOf("", ada).content]);
    await database.query("UPDATE kept_contents SET id = 'another'");
    await database.query("UPDATE served_completions SET id = 'another' WHERE id = $1", [id]);
    expect(await texts(key)).toEqual([]);
  });

  test("have a text that was stored before texts were sealed", async () => {
    const id = await keep(ada);
    const plain = gzipSync(JSON.stringify(contentOf("", ada, "old = ").content));
    await database.query(
      "UPDATE kept_contents SET key_id = NULL, content = decode($2, 'base64') WHERE id = $1",
      [id, plain.toString("base64")],
    );
    const { found } = await all("all", 100, ada, []);
    expect(found[0]).toMatchObject({ content: { prefix: "old = " } });
  });

  test("of one person are of nobody else", async () => {
    await scripted();
    const { found } = await all("noCode", 2, bo);
    expect(found.map((event) => [event.event, event.person_id])).toEqual([
      ["completion_served", bo],
      ["assist_used", bo],
    ]);
  });

  test("a cursor of something else is refused", async () => {
    const query = { from: "2026-11-01", to: "2026-11-01", personId: null, limit: 1 };
    const asked = readUsageEvents(database, { ...query, level: "noCode", after: "bm9uZQ" });
    await expect(asked).rejects.toThrow(/cursor/);
  });
});
