import { randomUUID } from "node:crypto";
import { createTestDatabase } from "@devflow/database/testing";
import { ExternalError } from "@devflow/errors";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type AssistUse,
  type CompletionEvent,
  createUsageRecorder,
  type ServedCompletion,
  type UsageProblem,
} from "../src/index.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let ada: number;
let bo: number;

beforeAll(async () => {
  database = await createTestDatabase();
  ada = await person("ada");
  bo = await person("bo");
});
afterAll(() => database.close());

async function person(subject: string): Promise<number> {
  const [row] = await database.query<{ id: number }>(
    "INSERT INTO people (issuer, subject, display_name) VALUES ('test', $1, $1) RETURNING id",
    [subject],
  );
  return row?.id ?? 0;
}

function completion(change: Partial<ServedCompletion> = {}): ServedCompletion {
  return {
    id: `cmpl-${randomUUID()}`,
    personId: ada,
    teams: ["payments", "shop, and more"],
    repositoryId: null,
    language: "python",
    editor: "vscode/1.107",
    trigger: "automatic",
    source: "expert",
    expert: "python",
    model: "python@3",
    prefixChars: 12,
    suffixChars: 3,
    choices: [{ index: 0, chars: 20, lines: 2 }],
    timings: { totalMs: 120.5, retrievalMs: null, firstTextMs: 40, expertMs: 110 },
    filters: { repetition: 1 },
    at: new Date("2026-11-02T10:00:00Z"),
    ...change,
  };
}

function event(completionId: string, change: Partial<CompletionEvent> = {}): CompletionEvent {
  return {
    kind: "view",
    completionId,
    choiceIndex: 0,
    viewId: "view-1",
    elapsedMs: 810.4,
    acceptedChars: null,
    acceptedLines: null,
    retainedShare: null,
    clientMs: null,
    at: new Date("2026-11-02T10:00:01Z"),
    ...change,
  };
}

const eventsOf = (id: string) =>
  database.query<{ kind: string; occurrence: number }>(
    "SELECT kind, occurrence FROM completion_events WHERE completion_id = $1 ORDER BY kind, occurrence",
    [id],
  );

describe("what was told", () => {
  test("is stored when the recorder closes, once, as it was told", async () => {
    const recorder = createUsageRecorder(database, { intervalMs: 60_000 });
    const served = completion();
    recorder.completion(served);
    recorder.completion(served);
    recorder.event(event(served.id), ada);
    await recorder.close();
    const rows = await database.query("SELECT * FROM served_completions WHERE id = $1", [
      served.id,
    ]);
    expect(rows).toEqual([
      expect.objectContaining({
        person_id: ada,
        teams: served.teams,
        source: "expert",
        choices: served.choices,
        filters: { repetition: 1 },
        total_ms: 120.5,
        retrieval_ms: null,
        served_at: served.at,
      }),
    ]);
    expect(await eventsOf(served.id)).toEqual([{ kind: "view", occurrence: 0 }]);
  });

  test("is written by itself after a while", async () => {
    const recorder = createUsageRecorder(database, { intervalMs: 1 });
    const served = completion();
    recorder.completion(served);
    await expect
      .poll(() => database.query("SELECT 1 FROM served_completions WHERE id = $1", [served.id]))
      .toHaveLength(1);
    await recorder.close();
  });

  test("names no repository that has gone, and no person that has gone has rows", async () => {
    const recorder = createUsageRecorder(database);
    const orphan = completion({ repositoryId: 987_654 });
    const ghost = completion({ personId: 987_654 });
    recorder.completion(orphan);
    recorder.completion(ghost);
    await recorder.close();
    const rows = await database.query(
      "SELECT id, repository_id FROM served_completions WHERE id = ANY($1)",
      [[orphan.id, ghost.id]],
    );
    expect(rows).toEqual([{ id: orphan.id, repository_id: null }]);
  });

  test("of other features is stored with its outcome", async () => {
    const recorder = createUsageRecorder(database);
    const use: AssistUse = {
      id: `assist-${randomUUID()}`,
      personId: ada,
      teams: [],
      feature: "explain",
      repositoryId: null,
      language: null,
      editor: "",
      expert: "default",
      model: "m",
      promptTokens: 10,
      completionTokens: 5,
      totalMs: 50,
      firstTextMs: null,
      lines: null,
      outcome: "cancelled",
      at: new Date(),
    };
    recorder.assist(use);
    await recorder.close();
    expect(
      await database.query("SELECT feature, outcome FROM assist_uses WHERE id = $1", [use.id]),
    ).toEqual([{ feature: "explain", outcome: "cancelled" }]);
  });
});

test("what became of an answer is stored beside it, for its person alone", async () => {
  const recorder = createUsageRecorder(database, { intervalMs: 60_000 });
  const id = `refactor-${randomUUID()}`;
  const measures = { promptTokens: 1, completionTokens: 1, totalMs: 1, firstTextMs: null };
  const lines = { added: 4, deleted: 1 };
  const about = { repositoryId: null, language: null, expert: "default", model: "m" };
  const at = new Date();
  recorder.assist({
    ...{ id, personId: ada, teams: [], feature: "refactor", editor: "", outcome: "answered", at },
    ...about,
    ...measures,
    lines,
  });
  expect(await recorder.outcome(id, bo, "discarded")).toBe(false);
  expect(await recorder.outcome(id, ada, "applied")).toBe(true);
  expect(await recorder.outcome(id, ada, "tests_passed")).toBe(true);
  expect(await recorder.outcome("refactor-none", ada, "applied")).toBe(false);
  const columns = "applied, lines_added, lines_deleted";
  const stored = `SELECT ${columns} FROM assist_uses WHERE id = $1`;
  const lengths = { lines_added: 4, lines_deleted: 1 };
  expect(await database.query(stored, [id])).toEqual([{ applied: "tests_passed", ...lengths }]);
  // Undone while its tests ran: they are not what the person says of it.
  for (const outcome of ["undone", "tests_passed", "tests_failed"] as const) {
    expect(await recorder.outcome(id, ada, outcome)).toBe(true);
  }
  expect(await database.query(stored, [id])).toEqual([{ applied: "undone", ...lengths }]);
  // Done again, they count.
  for (const outcome of ["applied", "tests_passed"] as const) {
    await recorder.outcome(id, ada, outcome);
  }
  await recorder.close();
  expect(await database.query(stored, [id])).toEqual([{ applied: "tests_passed", ...lengths }]);
});

describe("an event", () => {
  test("that is repeated is one; those of other moments are others", async () => {
    const recorder = createUsageRecorder(database);
    const served = completion();
    recorder.completion(served);
    const partial = { kind: "partial", viewId: null } as const;
    const retained = { kind: "retained", retainedShare: 0.9 } as const;
    for (let repeat = 0; repeat < 2; repeat += 1) {
      recorder.event(event(served.id, { ...partial, acceptedChars: 4, elapsedMs: 900 }), ada);
      recorder.event(event(served.id, { ...partial, acceptedChars: 4, elapsedMs: 1_400 }), ada);
      recorder.event(event(served.id, { ...partial, acceptedChars: 9, elapsedMs: null }), ada);
      recorder.event(event(served.id, { ...retained, elapsedMs: 30_012 }), ada);
      recorder.event(event(served.id, { ...retained, elapsedMs: 120_400 }), ada);
      await recorder.flush();
    }
    await recorder.close();
    expect(await eventsOf(served.id)).toEqual([
      { kind: "partial", occurrence: 9 },
      { kind: "partial", occurrence: 900 },
      { kind: "partial", occurrence: 1_400 },
      { kind: "retained", occurrence: 30 },
      { kind: "retained", occurrence: 120 },
    ]);
  });

  test("of somebody else's completion counts nothing, and whose it is can be asked", async () => {
    const recorder = createUsageRecorder(database);
    const served = completion();
    recorder.completion(served);
    expect(await recorder.ownerOf(served.id)).toBe(ada);
    recorder.event(event(served.id), bo);
    await recorder.close();
    expect(await eventsOf(served.id)).toEqual([]);
    const other = createUsageRecorder(database);
    expect(await other.ownerOf(served.id)).toBe(ada);
    expect(await other.ownerOf("cmpl-unknown")).toBeNull();
    await other.close();
  });

  test("that is earlier than its completion waits for it; one without a completion is given up", async () => {
    const problems: UsageProblem[] = [];
    const recorder = createUsageRecorder(database, {
      intervalMs: 60_000,
      onProblem: (problem) => problems.push(problem),
    });
    const served = completion();
    recorder.event(event(served.id), ada);
    recorder.event(event(`cmpl-${randomUUID()}`), ada);
    await recorder.flush();
    const elsewhere = createUsageRecorder(database);
    elsewhere.completion(served);
    await elsewhere.close();
    for (let write = 0; write < 10; write += 1) await recorder.flush();
    expect(await eventsOf(served.id)).toHaveLength(1);
    expect(problems).toEqual([{ kind: "events", lost: 1, error: null }]);
    await recorder.close();
  });
});

describe("a database that is away", () => {
  test("is tried again until it is back; nothing is lost and nothing is twice", async () => {
    let failures = 2;
    const flaky = Object.create(database, {
      query: {
        value: (sql: string, params?: readonly unknown[]) => {
          failures -= 1;
          if (failures >= 0) {
            throw new ExternalError("away", { service: "database", retryable: true });
          }
          return database.query(sql, params);
        },
      },
    });
    const problems: UsageProblem[] = [];
    const recorder = createUsageRecorder(flaky, {
      intervalMs: 60_000,
      onProblem: (problem) => problems.push(problem),
    });
    const served = completion();
    recorder.completion(served);
    await recorder.flush();
    await recorder.flush();
    await recorder.close();
    expect(await recorder.ownerOf(served.id)).toBe(ada);
    const rows = await database.query("SELECT 1 FROM served_completions WHERE id = $1", [
      served.id,
    ]);
    expect(rows).toHaveLength(1);
    expect(problems.map(({ lost }) => lost)).toEqual([0, 0]);
  });

  test("costs bounded memory: the oldest rows are lost, and counted", async () => {
    const problems: UsageProblem[] = [];
    const recorder = createUsageRecorder(database, {
      intervalMs: 60_000,
      mostWaiting: 2,
      onProblem: (problem) => problems.push(problem),
    });
    const all = [completion(), completion(), completion()];
    for (const each of all) recorder.completion(each);
    await recorder.close();
    const rows = await database.query<{ id: string }>(
      "SELECT id FROM served_completions WHERE id = ANY($1)",
      [all.map(({ id }) => id)],
    );
    expect(rows.map(({ id }) => id).sort()).toEqual([all[1]?.id, all[2]?.id].sort());
    expect(problems).toEqual([{ kind: "completions", lost: 1, error: null }]);
  });
});
