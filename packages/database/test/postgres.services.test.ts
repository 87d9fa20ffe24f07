import { createLogger } from "@devflow/logging";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openPostgres } from "../src/index.ts";
import { createTestPostgres, type TestPostgres } from "../src/testing.ts";
import { describeDatabase } from "./database-conformance.ts";
import { serverUrl } from "./helpers/server-url.ts";

describeDatabase("postgres", () => createTestPostgres(serverUrl()));

describe("a postgres connection", () => {
  let own: TestPostgres;

  beforeAll(async () => {
    own = await createTestPostgres(serverUrl());
  });
  afterAll(() => own.close());

  test("listens again after the server cut it, and says that something may be lost", async () => {
    const payloads: string[] = [];
    const stop = await own.database.listen("cut", (payload) => payloads.push(payload));
    const [cut] = await own.database.query(
      `SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'devflow listener'`,
    );
    expect(cut).toEqual({ n: 1 });
    await vi.waitFor(() => expect(payloads).toEqual([""]), { timeout: 100_000 });
    await own.database.query("SELECT pg_notify('cut', 'after')");
    await vi.waitFor(() => expect(payloads).toEqual(["", "after"]), { timeout: 100_000 });
    await stop();
  });

  test("fails retryably when it is lost in a transaction, and the next one works", async () => {
    const failure = await own.database
      .transaction((transaction) =>
        transaction.query("SELECT pg_terminate_backend(pg_backend_pid())"),
      )
      .catch((thrown) => thrown);
    expect(failure).toMatchObject({ service: "database", retryable: true });
    expect(await own.database.query("SELECT 1 AS works")).toEqual([{ works: 1 }]);
  });

  test("fails retryably when nothing answers", async () => {
    const nobody = openPostgres("postgres://devflow@127.0.0.1:1/devflow", {
      logger: createLogger({ level: "silent" }),
    });
    const failure = await nobody.query("SELECT 1").catch((thrown) => thrown);
    expect(failure).toMatchObject({ service: "database", code: "ECONNREFUSED", retryable: true });
    await nobody.close();
  });

  test("marks a deadlock as retryable", async () => {
    const { database } = own;
    await database.query("CREATE TABLE pair (id int PRIMARY KEY, n int)");
    await database.query("INSERT INTO pair VALUES (1, 0), (2, 0)");
    const update = "UPDATE pair SET n = n + 1 WHERE id = $1";
    const firstHas = Promise.withResolvers<void>();
    const secondHas = Promise.withResolvers<void>();
    const outcomes = await Promise.allSettled([
      database.transaction(async (transaction) => {
        await transaction.query(update, [1]);
        firstHas.resolve();
        await secondHas.promise;
        await transaction.query(update, [2]);
      }),
      database.transaction(async (transaction) => {
        await transaction.query(update, [2]);
        secondHas.resolve();
        await firstHas.promise;
        await transaction.query(update, [1]);
      }),
    ]);
    const failed = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(failed.map(({ reason }) => [reason.code, reason.retryable])).toEqual([["40P01", true]]);
  });
});
