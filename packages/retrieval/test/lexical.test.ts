import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeSegment } from "../src/lexical/encode-segment.ts";
import { LexicalSnapshot } from "../src/lexical/lexical-snapshot.ts";
import { mergeSegments } from "../src/lexical/merge-segments.ts";
import { scoreOfCopy, searchTerms, tellingTerms } from "../src/lexical/search-terms.ts";
import { SegmentStore } from "../src/lexical/segment-store.ts";
import { readSegmentIds, storeSegment } from "../src/storage/lexical-segments.ts";
import { chunkText } from "../src/text/chunk-text.ts";
import { countTerms } from "../src/text/split-terms.ts";
import { plainBm25 } from "./support/plain-bm25.ts";

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** The texts of a blob's chunks. */
type Blob = readonly string[];

interface Tree {
  /** Blobs by segment. */
  segments: readonly (readonly Blob[])[];
  /** A path and the number of the blob that it has. */
  files: readonly (readonly [path: string, blob: number])[];
}

async function addRepository(): Promise<number> {
  const [row] = await database.query<{ id: number }>(
    `INSERT INTO repositories (name, local_path) VALUES ('r', gen_random_uuid()::text) RETURNING id`,
  );
  await database.query("SELECT create_code_index($1)", [row!.id]);
  return row!.id;
}

async function addBlobs(repositoryId: number, blobs: readonly Blob[]): Promise<number[]> {
  const rows = await database.query<{ id: number }>(
    `INSERT INTO indexed_blobs (repository_id, blob_sha, language, facts_version)
     SELECT $1, gen_random_uuid()::text, 'text', 1 FROM generate_series(1, $2::integer)
     RETURNING id`,
    [repositoryId, blobs.length],
  );
  const stored = blobs.map((texts, index) => ({
    id: rows[index]!.id,
    chunks: texts.map((text, ordinal) => ({
      kind: "text" as const,
      ...namesOf(ordinal),
      startLine: 1 + ordinal,
      endLine: 1 + ordinal,
      text,
    })),
  }));
  await storeSegment(database, repositoryId, encodeSegment(stored));
  return rows.map(({ id }) => id);
}

function namesOf(ordinal: number) {
  return { symbol: `chunk${ordinal}`, scopes: ["Scope"] };
}

async function build({ segments, files }: Tree) {
  const repositoryId = await addRepository();
  const blobIds: number[] = [];
  for (const blobs of segments) blobIds.push(...(await addBlobs(repositoryId, blobs)));
  const texts = segments.flat();
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const live = sorted.map(([path, blob]) => ({ path, blobId: blobIds[blob]! }));
  const documents = sorted.flatMap(([path, blob]) =>
    texts[blob]!.map((text, ordinal) => ({
      path,
      ordinal,
      text: chunkText({ ...namesOf(ordinal), text }),
    })),
  );
  const open = async () => {
    const store = new SegmentStore(database, repositoryId);
    return new LexicalSnapshot({ repositoryId, version: 1, store }, live, await store.refresh());
  };
  return { repositoryId, blobIds, documents, open };
}

async function search(snapshots: LexicalSnapshot[], query: string, limit = 10) {
  const hits = await searchTerms(snapshots, countTerms(query), limit);
  return hits.map(({ document: { path, ordinal }, score }) => ({ path, ordinal, score }));
}

const word = fc.constantFrom(
  ...["parse", "parseDiff", "diff_line", "user", "UserStore", "store", "returns", "x1", "ключ"],
);
const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(" "));
const segment = fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 4,
});
const path = fc
  .tuple(fc.constantFrom("src/", "src/store/", "lib/user/", ""), fc.nat({ max: 30 }), word)
  .map(([folder, number, name]) => `${folder}${name}${number}.ts`);
const tree = fc.array(segment, { minLength: 1, maxLength: 10 }).chain((segments) =>
  fc.record({
    segments: fc.constant(segments),
    // Some blobs stand at several paths, some at none.
    files: fc.uniqueArray(fc.tuple(path, fc.nat({ max: segments.flat().length - 1 })), {
      selector: ([name]) => name,
      maxLength: 25,
    }),
  }),
);

describe("full text from segments", () => {
  test("gives the documents and scores of a plain BM25, before and after a merge", async () => {
    await fc.assert(
      fc.asyncProperty(tree, text, async (given, query) => {
        const { repositoryId, documents, open } = await build(given);
        const wanted = plainBm25(documents, countTerms(query), 10);
        const snapshot = await open();
        expect(await search([snapshot], query)).toEqual(wanted);
        await mergeSegments({ database, repositoryId });
        // One that was made before, and one that was not.
        expect(await search([snapshot], query)).toEqual(wanted);
        expect(await search([await open()], query)).toEqual(wanted);
      }),
      { numRuns: 25 },
    );
  });

  test("ranks several repositories by the statistics of all of them", async () => {
    await fc.assert(
      fc.asyncProperty(tree, tree, text, async (one, other, query) => {
        const builds = [await build(one), await build(other)];
        const snapshots = await Promise.all(builds.map(({ open }) => open()));
        const wanted = plainBm25(
          builds.flatMap(({ documents }) => documents),
          countTerms(query),
          10,
        );
        expect(await search(snapshots, query)).toEqual(wanted);
      }),
      { numRuns: 15 },
    );
  });

  test("gives no document that has none of the terms, and none at all without terms", async () => {
    const { open } = await build({ segments: [[["parse diff"], ["store"]]], files: [["a.ts", 0]] });
    const snapshot = await open();
    expect(await search([snapshot], "store")).toEqual([]);
    expect(await search([snapshot], "")).toEqual([]);
    expect(await search([], "parse")).toEqual([]);
  });

  test("knows its documents by path, line and content", async () => {
    const { open, blobIds } = await build({
      segments: [[["first", "second"]], [["third"]]],
      files: [
        ["b.ts", 0],
        ["a.ts", 0],
        ["c.ts", 1],
      ],
    });
    const snapshot = await open();
    expect(snapshot.documentsOf("a.ts")).toMatchObject([
      { path: "a.ts", ordinal: 0, symbol: "chunk0", startLine: 1, blobId: blobIds[0] },
      { path: "a.ts", ordinal: 1, symbol: "chunk1", startLine: 2, blobId: blobIds[0] },
    ]);
    expect(snapshot.documentAt("c.ts", 0)).toMatchObject({ path: "c.ts", blobId: blobIds[1] });
    expect(snapshot.documentAt("c.ts", 1)).toBeUndefined();
    expect(snapshot.documentAt("d.ts", 0)).toBeUndefined();
    expect(snapshot.documentsOf("d.ts")).toEqual([]);
    expect(snapshot.documentWithLine("b.ts", 2)).toMatchObject({ ordinal: 1 });
    expect(snapshot.pathsOf(blobIds[0]!)).toEqual(["a.ts", "b.ts"]);
    expect(snapshot.pathsOf(0)).toEqual([]);
  });
});

describe("telling terms", () => {
  test("are the rarest that are known, counted over live documents only", async () => {
    const { open } = await build({
      segments: [
        [["rare common"], ["common usual"], ["common usual"]],
        [["gone"], ["gone rare"]],
      ],
      files: [
        ["a.ts", 0],
        ["b.ts", 1],
        ["c.ts", 2],
      ],
    });
    const snapshots = [await open()];
    const terms = await tellingTerms(snapshots, "common usual rare gone unknown", 2);
    expect([...terms.keys()]).toEqual(["rar", "rare"]);
    expect([...(await tellingTerms(snapshots, "usual common", 10)).keys()]).toEqual([
      "usual",
      "common",
    ]);
  });

  test("are the same as by counting every term", async () => {
    await fc.assert(
      fc.asyncProperty(tree, text, fc.integer({ min: 1, max: 5 }), async (given, query, limit) => {
        const { documents, open } = await build(given);
        const found = [...countTerms(query).keys()].flatMap((term) => {
          const one = new Map([[term, 1]]);
          const frequency = plainBm25(documents, one, documents.length).length;
          return frequency === 0 ? [] : [{ term, frequency }];
        });
        found.sort((a, b) => a.frequency - b.frequency || (a.term < b.term ? -1 : 1));
        // What one question looked up is used by the next.
        const snapshots = [await open()];
        for (const most of [1, limit]) {
          const terms = await tellingTerms(snapshots, query, most);
          expect([...terms.keys()]).toEqual(found.slice(0, most).map(({ term }) => term));
        }
      }),
      { numRuns: 15 },
    );
  });

  test("score about as high in a copy of their text as the copy does", async () => {
    const copied = "alpha alpha beta beta gamma gamma";
    const { open } = await build({
      segments: [[[copied], ["delta epsilon zeta eta theta iota"]]],
      files: [
        ["a.ts", 0],
        ["b.ts", 1],
      ],
    });
    const snapshot = await open();
    const terms = new Map(["alpha", "beta", "gamma"].map((term) => [term, 1]));
    const [hit] = await searchTerms([snapshot], terms, 1);
    const copy = await scoreOfCopy([snapshot], terms);
    expect(hit!.score / copy).toBeGreaterThan(0.7);
    expect(hit!.score / copy).toBeLessThan(1.3);
  });
});

describe("merging", () => {
  const lines = (count: number, name: string) =>
    Array.from({ length: count }, (_, index) => [`${name} number${index} shared`]);

  test("leaves few segments however many updates there were", async () => {
    const repositoryId = await addRepository();
    await addBlobs(repositoryId, lines(400, "first"));
    for (let push = 0; push < 60; push++) {
      await addBlobs(repositoryId, lines(1 + (push % 3), `push${push}`));
      await mergeSegments({ database, repositoryId });
    }
    expect((await readSegmentIds(database, repositoryId)).length).toBeLessThan(24);
  });

  test("goes on where a merge has left a segment without a blob", async () => {
    const repositoryId = await addRepository();
    await database.query(
      "INSERT INTO lexical_segments (repository_id, blob_ids, documents, is_live) VALUES ($1, $2, 0, true)",
      [repositoryId, []],
    );
    await mergeSegments({ database, repositoryId });
    expect(await readSegmentIds(database, repositoryId)).toEqual([]);
  });

  test("drops swept blobs, and segments that have none left with all their blocks", async () => {
    const segments = Array.from({ length: 9 }, (_, index) => lines(3, `name${index}`));
    const { repositoryId, blobIds, open } = await build({
      segments,
      files: [["kept.ts", 0]],
    });
    await database.query("DELETE FROM indexed_blobs WHERE repository_id = $1 AND id <> $2", [
      repositoryId,
      blobIds[0]!,
    ]);
    await mergeSegments({ database, repositoryId });
    expect(await readSegmentIds(database, repositoryId)).toHaveLength(1);
    const blocks = await database.query(
      `SELECT DISTINCT segment_id FROM lexical_blocks WHERE repository_id = $1`,
      [repositoryId],
    );
    expect(blocks).toHaveLength(1);
    expect(await search([await open()], "name0")).toMatchObject([{ path: "kept.ts" }]);
  });

  test("leaves swept blobs behind, and keeps their neighbours", async () => {
    const segments = Array.from({ length: 9 }, (_, index) => lines(3, `name${index}`));
    const kept = segments.map((_, index) => 3 * index + 1);
    const { repositoryId, blobIds, documents, open } = await build({
      segments,
      files: kept.map((blob) => [`f${blob}.ts`, blob]),
    });
    const keptIds = kept.map((blob) => blobIds[blob]!);
    await database.query(
      "DELETE FROM indexed_blobs WHERE repository_id = $1 AND id <> ALL($2::bigint[])",
      [repositoryId, keptIds],
    );
    await mergeSegments({ database, repositoryId });
    const merged = await database.query(
      "SELECT blob_ids, documents FROM lexical_segments WHERE repository_id = $1",
      [repositoryId],
    );
    expect(merged).toEqual([{ blob_ids: keptIds, documents: 9 }]);
    const query = "shared number1 name7";
    expect(await search([await open()], query, 100)).toEqual(
      plainBm25(documents, countTerms(query), 100),
    );
  });

  test("keeps everything when two run at once, or one is cut short", async () => {
    const segments = Array.from({ length: 12 }, (_, index) => lines(4, `name${index}`));
    const files = segments.flat().map((_, blob) => [`f${blob}.ts`, blob] as const);
    const { repositoryId, documents, open } = await build({ segments, files });
    const controller = new AbortController();
    const cut = mergeSegments({ database, repositoryId, signal: controller.signal });
    controller.abort();
    await cut.catch(() => {});
    await Promise.all([
      mergeSegments({ database, repositoryId }),
      mergeSegments({ database, repositoryId }),
    ]);
    expect(await readSegmentIds(database, repositoryId)).toHaveLength(1);
    const query = "shared number3 name7";
    expect(await search([await open()], query, 100)).toEqual(
      plainBm25(documents, countTerms(query), 100),
    );
  });
});
