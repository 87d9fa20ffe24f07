import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CodeIndex, ensureLocalRepository, openCodeIndex } from "../src/index.ts";
import { GitFolder } from "./support/git-folder.ts";
import { zodCore, zodQuestions } from "./support/zod-core.ts";

let database: Database;
let folder: GitFolder;
let repositoryId: number;
let index: CodeIndex;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = new GitFolder(zodCore());
  repositoryId = await ensureLocalRepository(database, folder.path);
  index = openCodeIndex(database, repositoryId);
  await index.update(await folder.tree());
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
  await database.close();
});

describe("search", () => {
  test.each(zodQuestions)("finds for %j the file %s among the first three", async (query, path) => {
    const hits = await index.search(query, { limit: 3 });
    expect(hits.map((hit) => hit.path)).toContain(path);
  });

  test("puts the definition of a name first and says why", async () => {
    const [first] = await index.search("$ZodRegistry", { limit: 1 });
    expect(first).toMatchObject({ path: "core/registries.ts" });
    expect(first!.text).toContain("class $ZodRegistry");
    expect(first!.reasons[0]).toBe("definition of $ZodRegistry");
    expect(first!.reasons.at(-1)).toMatch(/^full text: .*registry/);
  });

  test("gives whole chunks at their lines, best first, as many as asked", async () => {
    const hits = await index.search("parse a value against a schema", { limit: 7 });
    expect(hits).toHaveLength(7);
    const scores = hits.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    const files = zodCore();
    for (const { path, startLine, endLine, text } of hits) {
      const lines = String(files[path])
        .split("\n")
        .slice(startLine - 1, endLine);
      expect(text).toBe(lines.join("\n"));
    }
  });

  test("gives each score as the sum and the factors that it was made of", async () => {
    for (const query of ["$ZodRegistry", "parse a value against a schema", "errors tree"]) {
      for (const { score, parts } of await index.search(query, { limit: 10 })) {
        const explained = parts.rules.reduce(
          (sum, { added, factor }) => (sum + added) * factor,
          parts.fused,
        );
        expect(score).toBeCloseTo(explained, 9);
        expect(parts.fused).toBeLessThanOrEqual(1);
        if (parts.fullText === null && parts.vector === null) expect(parts.fused).toBe(0);
      }
    }
  });

  test("gives nothing for a query without a word", async () => {
    for (const query of ["", "  ", "%% -- ;", "\u0001"]) {
      expect(await index.search(query, { limit: 5 })).toEqual([]);
    }
  });

  test("takes a query of any length and any characters", async () => {
    for (const query of [
      "'; DROP TABLE chunks; --",
      "x".repeat(5_000),
      "schema ".repeat(500),
      "ключ 键 🔑",
    ]) {
      await expect(index.search(query, { limit: 5 })).resolves.toBeInstanceOf(Array);
    }
  });
});
