import { readFile } from "node:fs/promises";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type AuditEntry,
  appendAudits,
  auditRange,
  canonicalJson,
  genesisHash,
  lineOfRow,
  readAudit,
  recordAudit,
  rowOfLine,
  storedAudit,
  verifyAudit,
  verifyRows,
} from "../src/index.ts";
import { readJson } from "../src/read-json.ts";
import { clearAudit, tamper } from "../src/testing.ts";

let database: Database;

beforeAll(async () => {
  database = await createTestDatabase();
}, 60_000);
beforeEach(() => clearAudit(database));
afterAll(() => database?.close());

const entry = (subject: string, details: AuditEntry["details"] = {}): AuditEntry => ({
  ...{ actor: "kim", action: "token.created", subject, details },
});

async function write(count: number): Promise<void> {
  for (let at = 1; at <= count; at++) {
    const details = { at, text: "ä\0", nested: { b: 1, a: [null, 1.5] } };
    await recordAudit(database, entry(`s${at}`, details));
  }
}

const sql = (text: string) =>
  tamper(database, async (transaction) => {
    for (const statement of text.split(";")) await transaction.query(statement);
  });

test("the chain is one after many who write at once", async () => {
  await Promise.all(Array.from({ length: 20 }, (_, at) => recordAudit(database, entry(`s${at}`))));
  expect(await verifyAudit(database)).toMatchObject({ isWhole: true, rows: 20, newestId: 20 });
});

test("stored entries are of one shape: one with a getter of its own leaves 1 KB behind", async () => {
  await write(2);
  for await (const row of storedAudit(database)) {
    expect(Object.getOwnPropertyNames(row)).not.toContain("details");
    expect(row).toHaveProperty("details.at", row.id);
  }
});

test("several entries of one transaction follow each other, or none is there", async () => {
  await database.transaction((transaction) =>
    appendAudits(transaction, [entry("a"), entry("b"), entry("c")]),
  );
  const failed = database.transaction(async (transaction) => {
    await appendAudits(transaction, [entry("d"), entry("e")]);
    throw new Error("no");
  });
  await expect(failed).rejects.toThrow("no");
  expect(await verifyAudit(database)).toMatchObject({ isWhole: true, rows: 3 });
});

test("an empty log is whole", async () => {
  expect(await verifyAudit(database)).toMatchObject({ isWhole: true, newestHash: genesisHash });
});

describe("an entry cannot be", () => {
  test.each([
    ["changed", "UPDATE audit_log SET actor = 'eve'"],
    ["removed", "DELETE FROM audit_log WHERE id = 1"],
    ["removed with all others", "TRUNCATE audit_log"],
  ])("%s by who only writes to the table", async (_what, statement) => {
    await write(1);
    await expect(database.query(statement)).rejects.toThrow("neither changed nor removed");
    const replica = database.transaction(async (transaction) => {
      await transaction.query("SET LOCAL session_replication_role = replica");
      await transaction.query(statement);
    });
    await expect(replica).rejects.toThrow("neither changed nor removed");
    expect(await verifyAudit(database)).toMatchObject({ isWhole: true, rows: 1 });
  });
});

describe("whoever switches the triggers off is seen", () => {
  const detail = `UPDATE audit_log SET details = '{"at":9}' WHERE id = 3`;
  const shifted =
    "UPDATE audit_log SET happened_at = happened_at + interval '1 microsecond' WHERE id = 4";
  const swapped = `UPDATE audit_log SET id = CASE id WHEN 2 THEN 103 ELSE 102 END WHERE id IN (2, 3);
    UPDATE audit_log SET id = id - 100 WHERE id > 100`;
  const closed =
    "DELETE FROM audit_log WHERE id = 2; UPDATE audit_log SET id = id - 1 WHERE id > 2";
  const copied = `INSERT INTO audit_log SELECT 6, happened_at, actor, action, subject, details, previous_hash, hash
    FROM audit_log WHERE id = 2`;
  const before = `INSERT INTO audit_log SELECT 0, happened_at, actor, action, subject, details, previous_hash, hash
    FROM audit_log WHERE id = 1`;
  test.each([
    ["a changed detail", detail, 3, "changed"],
    ["a changed actor", "UPDATE audit_log SET actor = 'eve' WHERE id = 2", 2, "changed"],
    ["a changed hash", "UPDATE audit_log SET hash = repeat('a', 64) WHERE id = 2", 2, "changed"],
    ["a time changed by a microsecond", shifted, 4, "changed"],
    ["details that are none", "UPDATE audit_log SET details = '[]' WHERE id = 2", 2, "changed"],
    ["a removed entry", "DELETE FROM audit_log WHERE id = 2", 2, "removed"],
    ["the first two removed", "DELETE FROM audit_log WHERE id <= 2", 1, "removed"],
    ["a removed entry whose gap was closed", closed, 2, "moved"],
    ["two in another order", swapped, 2, "moved"],
    ["a copy put in", copied, 6, "moved"],
    ["one put in before the first", before, 0, "inserted"],
  ])("by %s", async (_what, statements, brokenAt, damage) => {
    await write(5);
    expect(await verifyAudit(database)).toMatchObject({ isWhole: true, rows: 5 });
    await sql(statements);
    expect(await verifyAudit(database)).toMatchObject({ isWhole: false, brokenAt, damage });
  });

  test("and the end cut off, or written anew, by who kept a hash", async () => {
    await write(3);
    const anchors = [{ id: 3, hash: await newestHash() }];
    await write(1);
    expect(await verifyAudit(database, { anchors })).toMatchObject({ isWhole: true, rows: 4 });
    await sql("DELETE FROM audit_log WHERE id > 2");
    expect(await verifyAudit(database)).toMatchObject({ isWhole: true, rows: 2 });
    for (const id of [3, null]) {
      const kept = anchors.map(({ hash }) => ({ id, hash }));
      expect(await verifyAudit(database, { anchors: kept })).toMatchObject({
        ...{ isWhole: false, damage: "cut_off", brokenAt: 3 },
      });
    }
    await write(2);
    expect(await verifyAudit(database, { anchors })).toMatchObject({
      ...{ isWhole: false, damage: "cut_off", brokenAt: 3 },
    });
  });
});

test("from an anchor on only what came later is read, and the anchor's own entry must be there", async () => {
  await write(3);
  const from = { id: 3, hash: await newestHash() };
  await write(2);
  const later = () => verifyAudit(database, { from });
  expect(await later()).toMatchObject({ isWhole: true, rows: 3, firstId: 3, newestId: 5 });
  await sql("UPDATE audit_log SET actor = 'eve' WHERE id = 1");
  expect(await later()).toMatchObject({ isWhole: true, rows: 3 });
  await sql("UPDATE audit_log SET actor = 'eve' WHERE id = 4");
  expect(await later()).toMatchObject({ isWhole: false, brokenAt: 4, damage: "changed" });
  await sql("DELETE FROM audit_log WHERE id = 3");
  expect(await later()).toMatchObject({ isWhole: false, brokenAt: 3, damage: "removed" });
  await sql("DELETE FROM audit_log WHERE id > 1");
  expect(await later()).toMatchObject({ isWhole: false, brokenAt: 3, damage: "cut_off" });
  await write(4);
  expect(await later()).toMatchObject({ isWhole: false, brokenAt: 3, damage: "cut_off" });
});

async function newestHash(): Promise<string> {
  const verified = await verifyAudit(database);
  if (!verified.isWhole) throw new Error("not whole");
  return verified.newestHash;
}

describe("an exported file", () => {
  test("is verified as the log is, also a part of it", async () => {
    await write(7);
    const lines: string[] = [];
    for await (const row of storedAudit(database)) {
      if ("unreadable" in row) throw new Error("unreadable");
      lines.push(lineOfRow(row));
    }
    const rowsOf = (part: readonly string[]) =>
      part.map((line, at) => rowOfLine(line) ?? { id: at + 1, unreadable: true as const });
    expect(await verifyRows(rowsOf(lines))).toMatchObject({ isWhole: true, rows: 7 });
    const part = lines.slice(2, 5);
    expect(await verifyRows(rowsOf(part))).toMatchObject({ isWhole: false, damage: "removed" });
    expect(await verifyRows(rowsOf(part), { isPart: true })).toMatchObject({
      ...{ isWhole: true, rows: 3, firstId: 3, newestId: 5 },
    });
    const changed = part.with(1, part[1]?.replace("kim", "eve") ?? "");
    expect(await verifyRows(rowsOf(changed), { isPart: true })).toMatchObject({
      ...{ isWhole: false, brokenAt: 4, damage: "changed" },
    });
  });

  test("of a time has no gap", async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
    for (const minute of [1, 3, 2, 5]) await recordAudit(database, entry("s"), at(minute));
    expect(await auditRange(database, { from: at(2), to: at(5) })).toEqual({ first: 2, last: 3 });
    expect(await auditRange(database, {})).toEqual({ first: 1, last: 4 });
    expect(await auditRange(database, { from: at(9) })).toMatchObject({ first: 5 });
  });
});

test("entries are found by who, what, about what and when", async () => {
  await recordAudit(database, entry("a"), new Date("2026-01-01T00:00:00Z"));
  await recordAudit(database, { ...entry("b"), actor: "lee" }, new Date("2026-01-02T00:00:00Z"));
  await recordAudit(database, { ...entry("a"), action: "model.called" });
  const found = async (filter: object) =>
    (await readAudit(database, { limit: 9, ...filter })).map(({ id }) => id);
  expect(await found({})).toEqual([3, 2, 1]);
  expect(await found({ actor: "lee" })).toEqual([2]);
  expect(await found({ action: "token" })).toEqual([2, 1]);
  expect(await found({ action: "token.created", subject: "a" })).toEqual([1]);
  expect(await found({ action: "tok" })).toEqual([]);
  expect(await found({ repository: "a" })).toEqual([3, 1]);
  expect(await found({ beforeId: 3 })).toEqual([2, 1]);
  expect(await found({ since: new Date("2026-01-02"), until: new Date("2026-01-03") })).toEqual([
    2,
  ]);
});

/** What somebody could do to one exported row or the order of all. */
type Attack = (lines: Record<string, unknown>[], at: number, other: number) => void;
const attacks: Record<string, Attack> = {
  remove: (lines, at) => void lines.splice(at, 1),
  swap(lines, at, other) {
    const [a, b] = [lines[at], lines[other]];
    if (a && b) Object.assign(lines, { [at]: b, [other]: a });
  },
  swapWithNewIds(lines, at, other) {
    attacks.swap?.(lines, at, other);
    for (const [index, line] of lines.entries()) line.id = index + 1;
  },
  repeat: (lines, at, other) => void lines.splice(other, 0, { ...lines[at] }),
  changeActor: (lines, at) => Object.assign(lines[at] ?? {}, { actor: "eve" }),
  changeDetails: (lines, at) => Object.assign(lines[at] ?? {}, { details: { eve: true } }),
  changeTime: (lines, at) =>
    Object.assign(lines[at] ?? {}, { happened_at: "2020-01-01T00:00:00.000Z" }),
  renumber: (lines, at) => Object.assign(lines[at] ?? {}, { id: 99 }),
};

test("nothing that changes, removes, repeats or reorders entries goes unseen", async () => {
  await write(8);
  const stored: string[] = [];
  for await (const row of storedAudit(database)) {
    if (!("unreadable" in row)) stored.push(lineOfRow(row));
  }
  const anchors = [{ id: 8, hash: await newestHash() }];
  const index = fc.integer({ min: 0, max: 7 });
  const steps = fc.array(fc.tuple(fc.constantFrom(...Object.keys(attacks)), index, index), {
    ...{ minLength: 1, maxLength: 3 },
  });
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const lines = stored.map((line) => JSON.parse(line));
      for (const [name, at, other] of taken) attacks[name]?.(lines, at, other);
      const text = lines.map((line) => `${JSON.stringify(line)}\n`);
      const isSame = text.join("") === stored.join("");
      const rows = text.map(
        (line, at) => rowOfLine(line) ?? { id: at + 1, unreadable: true as const },
      );
      expect((await verifyRows(rows, { anchors })).isWhole).toBe(isSame);
    }),
    { numRuns: 100 },
  );
});

test("canonical JSON does not depend on the order of keys", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(reversed)).toBe(canonicalJson(value));
    }),
  );
});

/** Everything that is written with an escape, half characters, and words that objects have themselves. */
const odd = [
  '"',
  "\\",
  "\n",
  "\t",
  "\0",
  "\u001f",
  "\u007f",
  "\u2028",
  "\ud83d",
  "\ude00",
  "é",
  "n",
  "/",
];
const oddText = fc.string({ unit: fc.constantFrom(...odd), maxLength: 3 });
const text = fc.oneof(oddText, fc.string(), fc.string({ unit: "binary", maxLength: 20 }));
const numbers = [
  1e229,
  5e-324,
  -0,
  1e21,
  1e-7,
  2 ** 53 + 2,
  0.1 + 0.2,
  Number.MAX_VALUE,
  -1.5e-300,
];
const { details: oddDetails } = fc.letrec<{ details: Record<string, unknown>; value: unknown }>(
  (tie) => ({
    details: fc.dictionary(text, tie("value"), { maxKeys: 5 }),
    value: fc.oneof(
      { maxDepth: 5, depthSize: "small" },
      fc.constantFrom(...numbers, null, true),
      fc.double(),
      text,
      fc.array(tie("value"), { maxLength: 5 }),
      tie("details"),
    ),
  }),
);

/** Of these, JSON.parse of Node 24 reads the key of the second as that of the first. */
const twins = fc
  .nat()
  .map((number) => ["\\", '"'].map((key) => entry("twins", { [`!${number}`]: 0, [key]: number })));
const oddEntries = fc
  .tuple(
    fc.array(
      fc.tuple(text, oddDetails).map((parts) => entry(...parts)),
      { minLength: 50 },
    ),
    fc.array(twins, { minLength: 1 }),
  )
  .map((parts) => parts.flat(2));

/** The query that the documentation gives to whoever does not want to trust our reading. */
async function documentedQuery(): Promise<string> {
  const page = await readFile(new URL("../../../docs/audit.md", import.meta.url), "utf8");
  return /```sql\n(.+?);\n```/s.exec(page)?.[1] ?? "";
}

test("any details verify as they were hashed: stored, exported, by SQL alone, and as jsonb once wrote them", async () => {
  const written: string[] = [];
  await fc.assert(
    fc.asyncProperty(oddEntries, async (told) => {
      written.push(...told.map(({ details }) => canonicalJson(details)));
      await database.transaction((transaction) => appendAudits(transaction, told));
    }),
    { numRuns: 5 },
  );
  const rows = written.length;
  expect(await verifyAudit(database)).toMatchObject({ isWhole: true, rows });
  const lines: string[] = [];
  for await (const row of storedAudit(database)) {
    if ("unreadable" in row) throw new Error(`entry ${row.id} is unreadable`);
    expect(row.detailsText).toBe(written[row.id - 1]);
    lines.push(lineOfRow(row));
  }
  const exported = lines.map((line) => rowOfLine(line) ?? { id: 0, unreadable: true as const });
  expect(await verifyRows(exported)).toMatchObject({ isWhole: true, rows });
  const query = await documentedQuery();
  expect(await database.query(query)).toEqual([]);
  await sql("UPDATE audit_log SET details = details::jsonb::text::json");
  expect(await verifyAudit(database)).toMatchObject({ isWhole: true, rows });
  await sql("UPDATE audit_log SET details = '{\"eve\": true}' WHERE id = 7");
  expect(await verifyAudit(database)).toMatchObject({ isWhole: false, brokenAt: 7 });
  expect(await database.query(query)).toContainEqual({ id: 7 });
});

test("a key is the one that stands there, whatever was read before", () => {
  // V8 remembers an object whose second key is one backslash, and takes escapes for it.
  expect(Object.keys(readJson('{"first":0,"\\\\":0}') ?? {})).toEqual(["first", "\\"]);
  JSON.parse('{"first":0,"\\\\":0}');
  for (const key of ['"', "\n", "\t"]) {
    const text = JSON.stringify({ first: 0, [key]: [key, { [key]: key }] });
    expect(JSON.stringify(readJson(text))).toBe(text);
  }
  fc.assert(
    fc.property(oddDetails, (details) => {
      const text = canonicalJson(details);
      expect(canonicalJson(readJson(text))).toBe(text);
    }),
  );
  for (const wrong of ['{"a\\":1}', '"\\x"', '{"\\n" 1}', ""])
    expect(() => readJson(wrong)).toThrow(SyntaxError);
});
