import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { ExternalError } from "@devflow/errors";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type CodeIndex,
  type Embedder,
  ensureLocalRepository,
  openCodeIndex,
} from "../src/index.ts";
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

describe("vectors", () => {
  const counting: Embedder & { texts: number } = {
    id: "test-letters",
    dimensions: 26,
    texts: 0,
    async embed(texts) {
      this.texts += texts.length;
      return texts.map((text) => {
        const vector = new Float32Array(26);
        for (const letter of text.toLowerCase().match(/[a-z]/g) ?? []) {
          vector[letter.charCodeAt(0) - 97]! += 1;
        }
        const length = Math.hypot(...vector) || 1;
        return vector.map((value) => value / length);
      });
    },
  };

  async function spaces() {
    return database.query(
      `SELECT s.embedder, s.dimensions, count(v.ordinal) AS vectors
         FROM vector_spaces s LEFT JOIN chunk_vectors v
           ON v.repository_id = s.repository_id AND v.space_id = s.id
        WHERE s.repository_id = $1 GROUP BY s.id ORDER BY s.id`,
      [repositoryId],
    );
  }

  test("exist for every chunk, in one space, and move to another embedder whole", async () => {
    const { chunks } = await index.status();
    expect(await spaces()).toEqual([{ embedder: "lsa-1", dimensions: 64, vectors: chunks }]);
    const other = openCodeIndex(database, repositoryId, { embedder: counting });
    await other.update(await folder.tree());
    expect(await spaces()).toEqual([{ embedder: "test-letters", dimensions: 26, vectors: chunks }]);
    expect(counting.texts).toBe(chunks);

    folder.commit({ "core/added.ts": "export function added() { return 1; }\n" });
    await other.update(await folder.tree());
    expect(counting.texts).toBe(chunks + 1);

    // Opened without that embedder there is no vector to compare with: text alone still finds.
    const [first] = await index.search("added", { limit: 1 });
    expect(first).toMatchObject({ path: "core/added.ts" });
    await index.update(await folder.tree());
    expect(await spaces()).toEqual([{ embedder: "lsa-1", dimensions: 64, vectors: chunks + 1 }]);
  });

  test("are done without, and the hits say so, while the model server is away", async () => {
    const away: Embedder = {
      ...counting,
      async embed(texts, options) {
        if (options.kind === "document") return counting.embed(texts, options);
        throw new ExternalError("The embedder answered 503", {
          service: "embedder",
          retryable: true,
        });
      },
    };
    const other = openCodeIndex(database, repositoryId, { embedder: away });
    await other.update(await folder.tree());
    const [first] = await other.search("$ZodRegistry", { limit: 1 });
    expect(first).toMatchObject({ path: "core/registries.ts" });
    expect(first!.reasons.at(-1)).toBe("no vectors: The embedder answered 503");
  });
});
