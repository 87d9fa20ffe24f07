import { BugError, ExternalError } from "@devflow/errors";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Database, hasSqlState, postgresPoolOf } from "../src/index.ts";
import { TupleWriter } from "../src/tuples.ts";

/** For a machine that runs other suites beside. */
const patiently = { timeout: 100_000 };

/** What every engine must do. `open` gives a migrated database and the way to remove it. */
export function describeDatabase(
  engine: Database["engine"],
  open: () => Promise<{ database: Database; close: () => Promise<void> }>,
): void {
  describe(`database on ${engine}`, () => {
    let database: Database;
    let close: () => Promise<void>;

    beforeAll(async () => {
      ({ database, close } = await open());
      await database.query("CREATE TABLE notes (id bigint PRIMARY KEY, body text)");
    });
    afterAll(() => close());

    test("names its engine", () => {
      expect(database.engine).toBe(engine);
    });

    test("gives values in the same types", async () => {
      const rows = await database.query(
        `SELECT 9007199254740991::int8 AS large, count(*) AS counted, 1.5::float4 AS real,
                '{"a": [1]}'::jsonb AS json, '2026-01-02T03:04:05.678Z'::timestamptz AS moment,
                '2026-01-02'::date AS day, 12.30::numeric AS exact, true AS yes, NULL AS nothing,
                '{1,NULL}'::int8[] AS numbers, '{"a b","c"}'::text[] AS words,
                '[1,2]'::vector AS embedding
         FROM (VALUES (1), (2)) AS two`,
      );
      expect(rows).toEqual([
        {
          large: 9007199254740991,
          counted: 2,
          real: 1.5,
          json: { a: [1] },
          moment: new Date("2026-01-02T03:04:05.678Z"),
          day: "2026-01-02",
          exact: "12.30",
          yes: true,
          nothing: null,
          numbers: [1, null],
          words: ["a b", "c"],
          embedding: "[1,2]",
        },
      ]);
    });

    test("takes parameters in the same types", async () => {
      const moment = new Date("2026-01-02T03:04:05.678Z");
      const rows = await database.query(
        `SELECT $1::int8 AS number, $2::text AS text, $3::jsonb AS json, $4::timestamptz AS moment,
                $5::text[] AS words, $6::vector AS embedding, $7::bool AS yes, $8::text AS nothing,
                encode($9::bytea, 'hex') AS bytes, $10::jsonb AS list, $11::int[] AS numbers`,
        [
          1,
          2,
          { a: "ü\\" },
          moment,
          ['a "b"', "c\\d", "", null],
          Float32Array.of(0.5, -1),
          false,
          null,
          Buffer.of(0, 255),
          JSON.stringify([1, 2]),
          [],
        ],
      );
      expect(rows).toEqual([
        {
          number: 1,
          text: "2",
          json: { a: "ü\\" },
          moment,
          words: ['a "b"', "c\\d", "", null],
          embedding: "[0.5,-1]",
          yes: false,
          nothing: null,
          bytes: "00ff",
          list: [1, 2],
          numbers: [],
        },
      ]);
    });

    test("raises the server's refusal with its SQLSTATE, not retryable", async () => {
      await database.query("INSERT INTO notes VALUES (100, 'first')");
      const failure = await database
        .query("INSERT INTO notes VALUES (100, 'again')")
        .catch((thrown) => thrown);
      expect(failure).toBeInstanceOf(ExternalError);
      expect(failure).toMatchObject({ service: "database", code: "23505", retryable: false });
      expect(hasSqlState(failure, "23505")).toBe(true);
    });

    test("refuses several statements in one query", async () => {
      const failure = await database.query("SELECT 1; SELECT 2").catch((thrown) => thrown);
      expect(failure).toMatchObject({ code: "42601" });
    });

    test("commits a transaction whole", async () => {
      const given = await database.transaction(async (transaction) => {
        await transaction.query("INSERT INTO notes VALUES (1, 'one')");
        await transaction.query("INSERT INTO notes VALUES (2, 'two')");
        return "done";
      });
      expect(given).toBe("done");
      const rows = await database.query("SELECT id FROM notes WHERE id IN (1, 2) ORDER BY id");
      expect(rows).toEqual([{ id: 1 }, { id: 2 }]);
    });

    test("rolls a transaction back and passes its error on", async () => {
      const reason = new Error("changed my mind");
      const work = database.transaction(async (transaction) => {
        await transaction.query("INSERT INTO notes VALUES (3, 'three')");
        throw reason;
      });
      await expect(work).rejects.toBe(reason);
      expect(await database.query("SELECT 1 FROM notes WHERE id = 3")).toEqual([]);
    });

    test("does not call a transaction done that swallowed a failed query", async () => {
      const work = database.transaction(async (transaction) => {
        await transaction.query("INSERT INTO notes VALUES (4, 'four')");
        await transaction.query("SELECT 1/0").catch(() => undefined);
      });
      await expect(work).rejects.toBeInstanceOf(BugError);
      expect(await database.query("SELECT 1 FROM notes WHERE id = 4")).toEqual([]);
    });

    test("refuses a query past the open transaction", async () => {
      const inside = database.transaction(() => database.query("SELECT 1"));
      await expect(inside).rejects.toBeInstanceOf(BugError);
      const nested = database.transaction(() => database.transaction(async () => 1));
      await expect(nested).rejects.toBeInstanceOf(BugError);
      expect(await database.query("SELECT 1 AS works")).toEqual([{ works: 1 }]);
    });

    test("keeps a transaction's rows from others until it commits", async () => {
      const wrote = Promise.withResolvers<void>();
      const mayCommit = Promise.withResolvers<void>();
      const writer = database.transaction(async (transaction) => {
        await transaction.query("INSERT INTO notes VALUES (5, 'five')");
        wrote.resolve();
        await mayCommit.promise;
      });
      await wrote.promise;
      const reader = database.query("SELECT 1 FROM notes WHERE id = 5");
      if (engine === "postgres") expect(await reader).toEqual([]);
      mayCommit.resolve();
      await writer;
      expect((await reader).length).toBe(engine === "postgres" ? 0 : 1);
    });

    test("serves many callers at once", async () => {
      const ids = Array.from({ length: 100 }, (_, index) => 1000 + index);
      await Promise.all(
        ids.map((id) =>
          id % 2 === 0
            ? database.query("INSERT INTO notes VALUES ($1, 'even')", [id])
            : database.transaction((transaction) =>
                transaction.query("INSERT INTO notes VALUES ($1, 'odd')", [id]),
              ),
        ),
      );
      const rows = await database.query("SELECT count(*) AS n FROM notes WHERE id >= 1000");
      expect(rows).toEqual([{ n: 100 }]);
    });

    test("copies rows of every type, nulls included", async () => {
      await database.query(
        `CREATE TABLE copied (a int4, b int8, c text, d float4, e bool, f jsonb, g vector(2), h text[], i bytea)`,
      );
      const rows = [
        [
          -7,
          2 ** 40,
          "ü\n\t\\",
          0.25,
          true,
          { k: [null, "v"] },
          Float32Array.of(1, 2.5),
          ["x", ""],
          Buffer.of(0, 92, 255),
        ],
        [null, null, null, null, null, null, null, null, null],
        [0, -1, "", -0.5, false, [], [3, 4], [], new Uint8Array()],
      ];
      const count = await database.copyIn(
        "copied",
        [
          { name: "a", type: "int4" },
          { name: "b", type: "int8" },
          { name: "c", type: "text" },
          { name: "d", type: "float4" },
          { name: "e", type: "bool" },
          { name: "f", type: "jsonb" },
          { name: "g", type: "vector" },
          { name: "h", type: "text[]" },
          { name: "i", type: "bytea" },
        ],
        rows,
      );
      expect(count).toBe(3);
      const [first, second, third] = await database.query("SELECT * FROM copied");
      expect(first).toEqual({
        a: -7,
        b: 2 ** 40,
        c: "ü\n\t\\",
        d: 0.25,
        e: true,
        f: { k: [null, "v"] },
        g: "[1,2.5]",
        h: ["x", ""],
        i: expect.any(Uint8Array),
      });
      expect([...(first!.i as Uint8Array)]).toEqual([0, 92, 255]);
      expect(Object.values(second!)).toEqual(Array(9).fill(null));
      expect(third).toMatchObject({ a: 0, b: -1, c: "", e: false, f: [], g: "[3,4]", h: [] });
      expect(third!.i).toHaveLength(0);
    });

    test("copies more than one piece, and nothing when a later row fails", async () => {
      await database.query("CREATE TABLE large (id int4, body text)");
      const columns = [
        { name: "id", type: "int4" },
        { name: "body", type: "text" },
      ] as const;
      const body = "x".repeat(100_000);
      async function* rows(count: number, failure?: Error) {
        for (let id = 0; id < count; id += 1) yield [id, body];
        if (failure) throw failure;
      }
      const reason = new Error("the source broke");
      await expect(database.copyIn("large", columns, rows(100, reason))).rejects.toBe(reason);
      expect(await database.query("SELECT 1 FROM large LIMIT 1")).toEqual([]);
      expect(await database.copyIn("large", columns, rows(100))).toBe(100);
      const [sum] = await database.query("SELECT count(*) AS n, sum(id) AS ids FROM large");
      expect(sum).toEqual({ n: 100, ids: 4950 });
    });

    test("copies half floats, rounded here and not by the server", async () => {
      await database.query("CREATE TABLE halves (id int4, a halfvec, b halfvec(2))");
      const columns = [
        { name: "id", type: "int4" },
        { name: "a", type: "halfvec" },
        { name: "b", type: "halfvec" },
      ] as const;
      const rows = [
        [1, Float32Array.of(0.1, -1 / 3, 1e-7, 0), [1, -2.5]],
        [2, null, [65_504, 0]],
      ];
      await database.copyIn("halves", columns, rows);
      const stored = await database.query("SELECT a::text, b::text FROM halves ORDER BY id");
      expect(stored).toEqual([
        { a: "[0.099975586,-0.33325195,1.1920929e-07,0]", b: "[1,-2.5]" },
        { a: null, b: "[65504,0]" },
      ]);
    });

    test("builds an index outside any transaction, with settings for it alone", async () => {
      await database.query("CREATE TABLE indexed (id int4)");
      const [before] = await database.query("SHOW maintenance_work_mem");
      await database.maintain("CREATE INDEX CONCURRENTLY indexed_by_id ON indexed (id)", {
        maintenance_work_mem: "32MB",
      });
      await expect(
        database.maintain("CREATE INDEX CONCURRENTLY broken ON indexed (missing)", {
          maintenance_work_mem: "32MB",
        }),
      ).rejects.toMatchObject({ service: "database", code: "42703" });
      const [index] = await database.query("SELECT to_regclass('indexed_by_id')::text AS name");
      expect(index).toEqual({ name: "indexed_by_id" });
      expect(await database.query("SHOW maintenance_work_mem")).toEqual([before]);
    });

    test("copies tuples that were written before, in pieces", async () => {
      await database.query("CREATE TABLE written (id int8, name text, vector vector(3))");
      const columns = [
        { name: "id", type: "int8" },
        { name: "name", type: "text" },
        { name: "vector", type: "vector" },
      ] as const;
      const writer = new TupleWriter(columns, 16);
      const pieces = [1, 2, 3].map((id) => {
        writer.write([id, "€".repeat(id), Float32Array.of(id, 0, -id)]);
        return writer.take();
      });
      await database.copyTuples("written", columns, pieces);
      expect(await database.query("SELECT * FROM written ORDER BY id")).toEqual([
        { id: 1, name: "€", vector: "[1,0,-1]" },
        { id: 2, name: "€€", vector: "[2,0,-2]" },
        { id: 3, name: "€€€", vector: "[3,0,-3]" },
      ]);
    });

    test("raises a refused COPY and stays usable", async () => {
      const columns = [{ name: "id", type: "int8" }] as const;
      const failure = await database.copyIn("notes", columns, [[7], [7]]).catch((thrown) => thrown);
      expect(failure).toMatchObject({ service: "database", code: "23505" });
      expect(await database.query("SELECT 1 FROM notes WHERE id = 7")).toEqual([]);
    });

    test("hands notifications to every listener of the channel until it stops", async () => {
      const first: string[] = [];
      const second: string[] = [];
      const stopFirst = await database.listen("Some Channel", (payload) => first.push(payload));
      const stopSecond = await database.listen("Some Channel", (payload) => second.push(payload));
      const notify = (payload: string) =>
        database.query("SELECT pg_notify('Some Channel', $1)", [payload]);
      await notify("a");
      await vi.waitFor(() => expect([first, second]).toEqual([["a"], ["a"]]), patiently);
      await stopFirst();
      await notify("b");
      await vi.waitFor(() => expect(second).toEqual(["a", "b"]), patiently);
      expect(first).toEqual(["a"]);
      await stopSecond();
    });

    describe("as a pool", () => {
      test("looks names up in its own schema, and leaves the database's alone", async () => {
        const pool = postgresPoolOf(database, "other");
        await pool.query("CREATE SCHEMA other");
        await pool.query("CREATE TABLE things (id int)");
        await pool.query("INSERT INTO things VALUES ($1)", [1]);
        const other = await pool.query("SELECT current_schema() AS schema, id FROM things");
        expect(other.rows).toEqual([{ schema: "other", id: 1 }]);
        expect(await database.query("SELECT current_schema() AS schema")).toEqual([
          { schema: "public" },
        ]);
        await pool.end();
      });

      test("has room for the listeners of every queue and worker", async () => {
        const pool = postgresPoolOf(database, "public");
        const warnings: Error[] = [];
        const warn = (warning: Error) => void warnings.push(warning);
        process.on("warning", warn);
        for (let queue = 0; queue < 24; queue++) pool.on("error", () => {});
        // Warnings are told on the next tick.
        await pool.query("SELECT 1");
        process.off("warning", warn);
        expect(warnings).toEqual([]);
        await pool.end();
      });

      test("keeps a client's transaction apart from other callers", async () => {
        const pool = postgresPoolOf(database, "public");
        const client = await pool.connect();
        await client.query("BEGIN");
        await client.query("INSERT INTO notes VALUES (20, 'twenty')");
        const others = database.query("INSERT INTO notes VALUES (21, 'twenty-one')");
        await client.query("ROLLBACK");
        client.release();
        await others;
        const rows = await database.query("SELECT id FROM notes WHERE id IN (20, 21)");
        expect(rows).toEqual([{ id: 21 }]);
        await pool.end();
      });

      test("passes notifications to a listening client until it is given back", async () => {
        const pool = postgresPoolOf(database, "public");
        const client = await pool.connect();
        const payloads: (string | undefined)[] = [];
        client.on("notification", ({ payload }) => payloads.push(payload));
        await client.query("LISTEN pooled");
        await pool.query("SELECT pg_notify('pooled', 'hello')");
        await vi.waitFor(() => expect(payloads).toEqual(["hello"]), patiently);
        client.release(true);
        await pool.end();
      });
    });
  });
}
