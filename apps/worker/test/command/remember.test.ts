import { defaultRepositoryConfig } from "@devflow/config";
import { createTestDatabase } from "@devflow/database/testing";
import { policyOf } from "@devflow/review";
import { readMemories, rememberRule, withMemories } from "@devflow/team-memory";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { forget, listKnown, matching } from "../../src/memory/forget.ts";
import { readRule } from "../../src/memory/read-rule.ts";

describe("a rule is read", () => {
  test.each([
    ["no default exports", "no default exports", []],
    ["for src/**: no  default\nexports", "no default exports", ["src/**"]],
    ["for src/**, *.go lib/: x: y", "x: y", ["src/**", "*.go", "lib/"]],
    ["for money: use cents", "for money: use cents", []],
    ["for each call: a time-out", "for each call: a time-out", []],
  ])("%j", (argument, text, paths) => {
    expect(readRule(argument)).toEqual({ text, paths });
  });

  test.each([
    [""],
    ["for :"],
    ["3"],
    ["for src/**:"],
    ["x".repeat(501)],
    [`for ${"a/ ".repeat(11)}: x`],
  ])("%j is none", (argument) => {
    expect(readRule(argument)).toHaveProperty("problem");
  });
});

test("rules reach the paths that they are for, the newest first, within bounds", () => {
  const policy = withMemories(policyOf(defaultRepositoryConfig()), [
    { text: "new", paths: [] },
    { text: "of src", paths: ["src/**"] },
    { text: "y".repeat(1_490), paths: [] },
    { text: "over", paths: [] },
  ]);
  expect(policy.forPath("lib/a.ts").instructions).toMatch(/^- new\n- y+$/);
  expect(policy.forPath("src/a.ts").instructions).toBe("- new\n- of src");
});

describe("what a repository knows", () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  const ids: number[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
    for (const name of ["shop", "site"]) {
      const [row] = await database.query<{ id: number }>(
        "INSERT INTO repositories (local_path, name) VALUES ($1, $1) RETURNING id",
        [name],
      );
      ids.push(row!.id);
    }
  });
  afterAll(async () => {
    await database.close();
  });

  test("has numbers that never change, is found by number or words, and is nobody else's", async () => {
    const [shop = 0, site = 0] = ids;
    const rule = (text: string) => ({
      text,
      paths: [],
      repositoryId: shop,
      pullNumber: 1,
      actor: "kim",
    });
    for (const text of ["first rule", "second rule", "third"]) {
      expect(await rememberRule(database, rule(text))).toBe("remembered");
    }
    expect(await rememberRule(database, rule("third"))).toBe("known");
    const known = await listKnown(database, shop);
    expect(known.map(({ number, text }) => [number, text])).toEqual([
      [1, "first rule"],
      [2, "second rule"],
      [3, "third"],
    ]);
    expect(matching(known, "#2")).toMatchObject([{ text: "second rule" }]);
    expect(matching(known, "RULE")).toHaveLength(2);
    await forget(database, known[0]!, "kim");
    expect((await listKnown(database, shop)).map(({ number }) => number)).toEqual([2, 3]);
    expect((await readMemories(database, shop)).map(({ text }) => text)).toEqual([
      "third",
      "second rule",
    ]);
    expect(await listKnown(database, site)).toEqual([]);
    expect(await rememberRule(database, rule("first rule"))).toBe("remembered");
  });

  test("a dismissal of several places is listed, and forgotten, as long as one of them stands", async () => {
    const site = ids[1] ?? 0;
    await database.query(
      `INSERT INTO dismissals (repository_id, pull_number, content_key, source, category, path, title, terms, reason, actor)
       SELECT $1, 1, place, 'expert', 'bug', 'a.ts', 'Title', '{}', 'as agreed', 'kim'
         FROM unnest(ARRAY['one', 'two']) AS place`,
      [site],
    );
    await database.query("UPDATE dismissals SET forgotten_at = now() WHERE content_key = 'one'");
    const known = await listKnown(database, site);
    expect(known).toMatchObject([{ number: 1, text: "Title (as agreed)" }]);
    await forget(database, known[0]!, "kim");
    expect(await listKnown(database, site)).toEqual([]);
    const standing = "SELECT 1 AS one FROM dismissals WHERE forgotten_at IS NULL";
    expect(await database.query(standing)).toEqual([]);
  });
});
