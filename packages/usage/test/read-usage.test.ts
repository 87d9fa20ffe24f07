import { createTestDatabase } from "@devflow/database/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type AssistUse,
  type CompletionEvent,
  createUsageRecorder,
  readUsage,
  type ServedCompletion,
  type UsageQuery,
  type UsageRecord,
} from "../src/index.ts";

/**
 * A day of two people, written by hand with what it must come to. Ada writes Python in VS Code for two
 * teams, Bo TypeScript in another editor for none. Every number below is counted from this table:
 *
 * id  who  source        choices (chars/lines)  became                                   shown taken chars
 * 1   ada  expert        40/2                   view, select 40/2, retained 1, 1, .5, .5  yes   whole 40
 * 2   ada  memory        20/1                   view, dismiss                             yes   no
 * 3   ada  type_forward  30/3, 10/1             view of choice 1, select of it 10/1, gone yes   whole 10
 * 4   ada  expert        50/4                   partial 5/1, partial 5/1 (words)          yes   part  10
 * 5   ada  expert        25/1                   view after 300 ms, dismiss after 400 ms   no
 * 6   bo   expert        60/5                   select without numbers (Tabby)            yes   whole 60
 * 7   bo   shared        10/1                   view without time (Tabby)                 no
 * 8   bo   merged        none                   nothing                                   no
 * 9   bo   expert        12/1                   view of the day before yesterday's kind: three days late, no
 */
const day = "2026-11-02";
const at = (time: string) => new Date(`${day}T${time}Z`);

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let ada: number;
let bo: number;

beforeAll(async () => {
  database = await createTestDatabase();
  ada = await person("ada", "ada-l");
  bo = await person("bo", null);
  const recorder = createUsageRecorder(database);
  // Twice: what is told again counts once.
  for (let time = 0; time < 2; time += 1) {
    for (const served of completions()) recorder.completion(served);
    for (const [event, personId] of events()) recorder.event(event, personId);
    for (const use of uses()) recorder.assist(use);
    await recorder.flush();
  }
  await recorder.outcome("refactor-00000001", ada, "applied");
  await recorder.outcome("tests-00000001", ada, "tests_failed");
  await recorder.outcome("docs-00000001", bo, "discarded");
  await recorder.close();
});
afterAll(() => database.close());

async function person(subject: string, login: string | null): Promise<number> {
  const [row] = await database.query<{ id: number }>(
    `INSERT INTO people (issuer, subject, display_name, github_login)
     VALUES ('test', $1, $1, $2) RETURNING id`,
    [subject, login],
  );
  return row?.id ?? 0;
}

const idOf = (number: number) => `cmpl-${number}`;

function filtersOf(index: number): Record<string, number> {
  if (index === 0) return { repetition: 1 };
  return index === 7 ? { repetition: 2, too_short: 1 } : {};
}

function completions(): ServedCompletion[] {
  const choice = (index: number, chars: number, lines: number) => ({ index, chars, lines });
  const ofAda = {
    personId: ada,
    teams: ["payments", "web"],
    language: "python",
    editor: "vscode/1.107.0 devflow/0.1.0",
    expert: "python",
    model: "python@3",
  };
  const ofBo = {
    personId: bo,
    teams: [],
    language: "typescript",
    editor: "Node.js/v20.1 tabby-agent/1.8.0 Neovim/0.10",
    expert: "default",
    model: "qwen",
  };
  const rows = [
    { ...ofAda, source: "expert", choices: [choice(0, 40, 2)], totalMs: 100 },
    { ...ofAda, source: "memory", choices: [choice(0, 20, 1)], totalMs: 2 },
    { ...ofAda, source: "type_forward", choices: [choice(0, 30, 3), choice(1, 10, 1)], totalMs: 1 },
    { ...ofAda, source: "expert", choices: [choice(0, 50, 4)], totalMs: 200 },
    { ...ofAda, source: "expert", choices: [choice(0, 25, 1)], totalMs: 300 },
    { ...ofBo, source: "expert", choices: [choice(0, 60, 5)], totalMs: 400 },
    { ...ofBo, source: "shared", choices: [choice(0, 10, 1)], totalMs: 4 },
    { ...ofBo, source: "merged", choices: [], totalMs: 3 },
    { ...ofBo, source: "expert", choices: [choice(0, 12, 1)], totalMs: 500 },
  ] as const;
  const served = rows.map(({ totalMs, ...row }, index) => ({
    ...row,
    id: idOf(index + 1),
    repositoryId: null,
    trigger: "automatic" as const,
    prefixChars: 100,
    suffixChars: 10,
    timings: { totalMs, retrievalMs: index < 2 ? 10 : null, firstTextMs: null, expertMs: null },
    filters: filtersOf(index),
    at: at(`10:00:0${index}`),
  }));
  const [first] = served;
  if (first === undefined) throw new Error("no completion");
  // The last moment of the day before, and the first of the day after: of other days.
  return [
    ...served,
    { ...first, id: "cmpl-before", at: new Date("2026-11-01T23:59:59.999Z") },
    { ...first, id: "cmpl-after", at: new Date("2026-11-03T00:00:00.000Z") },
  ];
}

function events(): [CompletionEvent, number][] {
  const event = (
    number: number,
    kind: CompletionEvent["kind"],
    change: Partial<CompletionEvent> = {},
  ): CompletionEvent => ({
    ...{ kind, completionId: idOf(number), choiceIndex: 0, viewId: "v", elapsedMs: null },
    ...{ acceptedChars: null, acceptedLines: null, retainedShare: null, clientMs: null },
    at: at("10:01:00"),
    ...change,
  });
  const retained = (number: number, seconds: number, share: number, change = {}) =>
    event(number, "retained", { elapsedMs: seconds * 1_000, retainedShare: share, ...change });
  const taken = (acceptedChars: number, acceptedLines: number, elapsedMs: number) => ({
    ...{ acceptedChars, acceptedLines, elapsedMs },
  });
  return [
    [event(1, "view", { elapsedMs: 751, clientMs: 140 }), ada],
    [event(1, "select", taken(40, 2, 1_500)), ada],
    [retained(1, 30, 1), ada],
    [retained(1, 120, 1), ada],
    [retained(1, 301, 0.5), ada],
    [retained(1, 600, 0.5), ada],
    [event(2, "view", { elapsedMs: 749, clientMs: 20 }), ada],
    [event(2, "dismiss", { elapsedMs: 3_000 }), ada],
    [event(3, "view", { elapsedMs: 800, choiceIndex: 1, clientMs: 160 }), ada],
    [event(3, "select", { ...taken(10, 1, 900), choiceIndex: 1 }), ada],
    [retained(3, 30, 0, { choiceIndex: 1 }), ada],
    [event(4, "partial", taken(5, 1, 700)), ada],
    [event(4, "partial", taken(5, 1, 1_200)), ada],
    [event(5, "view", { elapsedMs: 300 }), ada],
    [event(5, "dismiss", { elapsedMs: 400 }), ada],
    [event(6, "select"), bo],
    [event(7, "view"), bo],
    [event(9, "view", { elapsedMs: 900, at: new Date("2026-11-05T00:00:00Z") }), bo],
    // Of somebody else's completion: nothing.
    [event(2, "select", { ...taken(20, 1, 1), viewId: "forged" }), bo],
  ];
}

function uses(): AssistUse[] {
  const use = (id: string, feature: string, change: Partial<AssistUse> = {}): AssistUse => ({
    ...{ id, feature, personId: ada, teams: ["payments", "web"], repositoryId: null },
    ...{ language: "python", editor: "vscode/1.108.0 devflow/0.1.0", expert: "python" },
    ...{ model: "python@3", promptTokens: 100, completionTokens: 20, totalMs: 1_000 },
    ...{ firstTextMs: 200, lines: null, outcome: "answered", at: at("11:00:00") },
    ...change,
  });
  return [
    use("explain-00000001", "explain"),
    use("explain-00000002", "explain", { outcome: "cancelled", promptTokens: null, totalMs: 50 }),
    use("refactor-00000001", "refactor", { lines: { added: 7, deleted: 3 }, totalMs: 2_000 }),
    use("tests-00000001", "tests", { lines: { added: 12, deleted: 0 } }),
    use("docs-00000001", "docs", {
      ...{ personId: bo, teams: [], lines: { added: 2, deleted: 0 } },
      ...{ language: null, expert: "default", model: "qwen", editor: "curl/8.5.0" },
    }),
    use("review-00000001", "review", { personId: bo, teams: [], model: null, expert: null }),
  ];
}

async function report(query: Partial<UsageQuery> = {}): Promise<UsageRecord[]> {
  const asked: UsageQuery = { from: day, to: day, by: "all", personId: null, ...query };
  return await Array.fromAsync(readUsage(database, asked));
}

const none = { count: 0, p50: null, p90: null, p99: null };

describe("a day by hand", () => {
  test("has GitHub's fields as counted", async () => {
    const [record, ...others] = await report();
    expect(others).toEqual([]);
    const { devflow: _, ...github } = record as UsageRecord;
    const counts = {
      chat: [2, 1, 0, 0, 0, 0, 0],
      // refactor, tests and docs; the last was discarded.
      edit: [3, 3, 2, 21, 3, 19, 3],
      // 1, 2, 3, 4 and 6 were shown: 2 + 1 + 1 + 4 + 5 lines; taken were 1, 3, 6 and a part of 4.
      completion: [0, 5, 4, 13, 0, 9, 0],
    };
    const named = ([
      user_initiated_interaction_count = 0,
      code_generation_activity_count = 0,
      code_acceptance_activity_count = 0,
      loc_suggested_to_add_sum = 0,
      loc_suggested_to_delete_sum = 0,
      loc_added_sum = 0,
      loc_deleted_sum = 0,
    ]: number[]) => ({
      ...{ user_initiated_interaction_count, code_generation_activity_count },
      ...{ code_acceptance_activity_count, loc_suggested_to_add_sum },
      ...{ loc_suggested_to_delete_sum, loc_added_sum, loc_deleted_sum },
    });
    const silent = (values: number[]) => {
      const { user_initiated_interaction_count: _, ...rest } = named(values);
      return rest;
    };
    expect(github).toEqual({
      day,
      enterprise_id: "devflow",
      daily_active_users: 2,
      weekly_active_users: 2,
      monthly_active_users: 2,
      monthly_active_chat_users: 1,
      monthly_active_agent_users: 0,
      daily_active_copilot_code_review_users: 1,
      ...named([5, 9, 6, 34, 3, 28, 3]),
      totals_by_ide: [
        { ide: "curl", ...named([1, 1, 0, 2, 0, 0, 0]) },
        { ide: "neovim", ...named([0, 1, 1, 5, 0, 5, 0]) },
        { ide: "vscode", ...named([4, 7, 5, 27, 3, 23, 3]) },
      ],
      totals_by_feature: [
        { feature: "chat_panel_ask_mode", ...named(counts.chat) },
        { feature: "chat_panel_edit_mode", ...named(counts.edit) },
        { feature: "code_completion", ...named(counts.completion) },
      ],
      totals_by_language_feature: [
        { language: "python", feature: "chat_panel_ask_mode", ...silent(counts.chat) },
        { language: "python", feature: "chat_panel_edit_mode", ...silent([2, 2, 2, 19, 3, 19, 3]) },
        { language: "python", feature: "code_completion", ...silent([0, 4, 3, 8, 0, 4, 0]) },
        { language: "typescript", feature: "code_completion", ...silent([0, 1, 1, 5, 0, 5, 0]) },
        { language: "unknown", feature: "chat_panel_edit_mode", ...silent([1, 1, 0, 2, 0, 0, 0]) },
      ],
      totals_by_language_model: [
        { language: "python", model: "python@3", ...silent([4, 7, 5, 27, 3, 23, 3]) },
        { language: "typescript", model: "qwen", ...silent([0, 1, 1, 5, 0, 5, 0]) },
        { language: "unknown", model: "qwen", ...silent([1, 1, 0, 2, 0, 0, 0]) },
      ],
      totals_by_model_feature: [
        { model: "python@3", feature: "chat_panel_ask_mode", ...named(counts.chat) },
        { model: "python@3", feature: "chat_panel_edit_mode", ...named([2, 2, 2, 19, 3, 19, 3]) },
        { model: "python@3", feature: "code_completion", ...named([0, 4, 3, 8, 0, 4, 0]) },
        { model: "qwen", feature: "chat_panel_edit_mode", ...named([1, 1, 0, 2, 0, 0, 0]) },
        { model: "qwen", feature: "code_completion", ...named([0, 1, 1, 5, 0, 5, 0]) },
      ],
    });
  });

  test("has our own measures as counted", async () => {
    const [record] = await report();
    const at30 = { measured: 2, chars: 50, kept_chars: 40, share: 0.8, mostly_kept: 1 };
    const kept = { measured: 1, chars: 40, kept_chars: 40, share: 1, mostly_kept: 1 };
    const half = { measured: 1, chars: 40, kept_chars: 20, share: 0.5, mostly_kept: 0 };
    const last = { measured: 2, chars: 50, kept_chars: 20, share: 0.4, mostly_kept: 0 };
    expect(record?.devflow.completions).toEqual({
      served: 9,
      with_text: 8,
      shown: 5,
      accepted: 3,
      partly_accepted: 1,
      partial_accepts: 2,
      dismissed: 1,
      // 40 + 20 + 10 + 50 + 60, and 40 + 10 + 10 + 60.
      shown_chars: 180,
      accepted_chars: 120,
      acceptance_rate: 0.6,
      acceptance_rate_by_chars: 0.6667,
      retained: { "30s": at30, "2min": kept, "5min": half, "10min": half, last },
      sources: { memory: 1, shared: 1, type_forward: 1, merged: 1, expert: 5 },
      requests_saved: 4,
      requests_saved_share: 0.4444,
      filters: { repetition: 3, too_short: 1 },
      server_ms: {
        // 1, 2, 3, 4, 100, 200, 300, 400, 500 by nearest rank.
        total: { count: 9, p50: 100, p90: 500, p99: 500 },
        by_expert: { count: 5, p50: 300, p90: 500, p99: 500 },
        without_expert: { count: 4, p50: 2, p90: 4, p99: 4 },
        retrieval: { count: 2, p50: 10, p90: 10, p99: 10 },
        first_text: none,
      },
      client_ms: { count: 3, p50: 140, p90: 160, p99: 160 },
    });
    const once = { used: 1, answered: 1, cancelled: 0, failed: 0, applied: 0, discarded: 0 };
    const said = { undone: 0, helpful: 0, unhelpful: 0 };
    const tests = { tests_passed: 0, tests_failed: 0, ...said };
    const tokens = { prompt_tokens: 100, completion_tokens: 20 };
    const took = (p: number) => ({ count: 1, p50: p, p90: p, p99: p });
    const server_ms = { total: took(1_000), first_text: took(200) };
    expect(record?.devflow.assist).toEqual({
      docs: { ...once, discarded: 1, ...tests, ...tokens, server_ms },
      explain: {
        ...once,
        ...{ used: 2, cancelled: 1, completion_tokens: 40, prompt_tokens: 100 },
        ...tests,
        server_ms,
      },
      refactor: {
        ...{ ...once, applied: 1, ...tests, ...tokens },
        server_ms: { total: took(2_000), first_text: took(200) },
      },
      review: { ...once, ...tests, ...tokens, server_ms },
      tests: { ...once, applied: 1, ...tests, tests_failed: 1, ...tokens, server_ms },
    });
  });

  test("is the same again, and by person, language, expert and model it is its parts", async () => {
    const [whole] = await report();
    expect(await report()).toEqual([whole]);
    for (const by of ["person", "language", "expert", "model"] as const) {
      const parts = await report({ by });
      const sum = (of: (record: UsageRecord) => number) =>
        parts.reduce((all, record) => all + of(record), 0);
      expect(sum((record) => record.devflow.completions.served)).toBe(9);
      expect(sum((record) => record.loc_added_sum)).toBe(whole?.loc_added_sum);
      expect(sum((record) => record.user_initiated_interaction_count)).toBe(5);
      expect(sum((record) => record.devflow.completions.filters.repetition ?? 0)).toBe(3);
    }
  });
});

test("people have GitHub's user fields, with the editor they used last", async () => {
  const [first, second, ...others] = await report({ by: "person" });
  expect(others).toEqual([]);
  expect(first).toMatchObject({
    user_id: ada,
    user_login: "ada-l",
    used_chat: true,
    used_agent: false,
    used_cli: false,
    used_copilot_code_review_active: false,
    totals_by_ide: [
      {
        ide: "vscode",
        last_known_ide_version: {
          ide_version: "1.108.0",
          sampled_at: "2026-11-02T11:00:00.000Z",
        },
        last_known_plugin_version: { plugin: "devflow", plugin_version: "0.1.0" },
      },
    ],
  });
  expect(second).toMatchObject({
    ...{ user_id: bo, user_login: "bo", used_chat: false, used_copilot_code_review_active: true },
  });
  expect(await report({ by: "person", personId: bo })).toEqual([second]);
});

test("somebody of two teams counts for both, and of none for none", async () => {
  const teams = await report({ by: "team" });
  expect(
    teams.map((record) => [
      record.team,
      record.daily_active_users,
      record.devflow.completions.shown,
    ]),
  ).toEqual([
    ["payments", 1, 4],
    ["web", 1, 4],
    [null, 1, 1],
  ]);
});

test("a range has a record a day, also of one without use", async () => {
  const days = await report({ from: "2026-11-01", to: "2026-11-05" });
  expect(days.map((record) => [record.day, record.devflow.completions.served])).toEqual([
    ["2026-11-01", 1],
    ["2026-11-02", 9],
    ["2026-11-03", 1],
    ["2026-11-04", 0],
    ["2026-11-05", 0],
  ]);
  expect(days.map((record) => record.weekly_active_users)).toEqual([1, 2, 2, 2, 2]);
  expect(await report({ from: "2026-11-04", to: "2026-11-04", by: "person" })).toEqual([]);
});

test.each([
  ["2026-02-30", "2026-03-01"],
  ["2026-11-02", "2026-11-01"],
  ["2025-01-01", "2026-11-01"],
  ["yesterday", "2026-11-01"],
])("from %s to %s is refused", async (from, to) => {
  await expect(report({ from, to })).rejects.toThrow(/is no day|are \d+ days/);
});
