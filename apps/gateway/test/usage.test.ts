import { randomBytes } from "node:crypto";
import { type ModelServer, startModelServer, text } from "@devflow/testkit/model-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AssistWorld, openAssistWorld } from "./support/assist-world.ts";

let model: ModelServer;
let world: AssistWorld;
const renamed =
  "sum.py\n<<<<<<< SEARCH\ndef plus(a, b):\n=======\ndef add(a, b):\n>>>>>>> REPLACE\n";
const today = new Date().toISOString().slice(0, 10);

beforeAll(async () => {
  model = await startModelServer({
    kind: "vllm",
    models: [{ id: "qwen2.5-coder-7b", owned_by: "vllm", max_model_len: 16_384 }],
    script: async ({ endpoint, user }) => {
      if (endpoint === "completions") return text("return a + b");
      if (!user.includes("Call it add.")) return text("It adds two numbers.");
      return text(user.includes("has no block") ? renamed : "I shall.");
    },
  });
  world = await openAssistWorld(
    { "sum.py": "def plus(a, b):\n    return a + b\n" },
    {
      EXPERT_URL: model.url,
      ASSISTANT_KEEP_CONTENT_DAYS: "30",
      ASSISTANT_CONTENT_KEY: randomBytes(32).toString("base64"),
    },
  );
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await model.close();
});

async function complete(prefix: string, as = "local"): Promise<string> {
  const segments = { prefix, suffix: "\n\nprint(add(1, 2))\n", filepath: "add.py" };
  const response = await world.post(
    "/v1/completions",
    { language: "python", segments: { ...segments, git_url: world.folder } },
    { as },
  );
  // biome-ignore lint/suspicious/noExplicitAny: whatever was answered
  const body: any = await response.json();
  return body.id;
}

async function get(path: string, as = "local") {
  const response = await fetch(`${world.url}${path}`, {
    headers: { authorization: `Bearer ${as}` },
  });
  const body = await response.text();
  const isLines = response.headers.get("content-type")?.startsWith("application/x-ndjson") ?? false;
  // biome-ignore lint/suspicious/noExplicitAny: whatever was answered
  const lines: any[] = isLines
    ? body
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
  return { status: response.status, lines, body };
}

/** What waits is written within a second. */
const stored = (table: string) => async () =>
  (await world.database.query<{ id: string }>(`SELECT * FROM ${table}`)).length;

describe("what is asked of a gateway", () => {
  test("is counted, told without code, and with it where that is kept", async () => {
    const id = await complete("def add(a, b):\n    ");
    const view = { type: "view", choice_index: 0, view_id: "v", elapsed: 760, client_ms: 33 };
    const select = { ...view, type: "select", elapsed: 900, accepted_chars: 12, accepted_lines: 1 };
    for (const event of [view, select, select]) {
      const sent = await world.post("/v1/events", { completion_id: id, ...event });
      expect(sent.status).toBe(200);
    }
    const explained = await world.post("/v1/explain", {
      files: [{ path: "sum.py", text: "def plus(a, b):\n    return a + b\n" }],
    });
    expect(explained.status).toBe(200);
    await explained.text();
    await expect.poll(stored("completion_events")).toBe(2);
    await expect.poll(stored("kept_contents")).toBe(2);

    const usage = await get(`/v1/usage?day=${today}`);
    expect([usage.status, usage.lines.length]).toEqual([200, 1]);
    expect(usage.lines[0]).toMatchObject({
      day: today,
      daily_active_users: 1,
      user_initiated_interaction_count: 1,
      code_generation_activity_count: 2,
      code_acceptance_activity_count: 1,
      loc_suggested_to_add_sum: 1,
      loc_added_sum: 1,
      devflow: {
        completions: { served: 1, shown: 1, accepted: 1, client_ms: { count: 1, p50: 33 } },
        assist: { explain: { answered: 1 } },
      },
    });

    const events = await get(`/v1/usage/events?from=${today}&to=${today}`);
    expect(events.lines.map(({ event }) => event)).toEqual([
      "completion_served",
      ...["completion_became", "completion_became"],
      "assist_used",
    ]);
    expect(events.body).not.toMatch(/return a|adds two|sum\.py|add\.py/);

    const whole = await get(`/v1/usage/events?day=${today}&content=all`);
    expect(whole.lines[0].content).toMatchObject({
      ...{ path: "add.py", prefix: "def add(a, b):\n    " },
      choices: [{ index: 0, text: "return a + b" }],
    });
    expect(whole.lines.at(-1).content).toMatchObject({
      feature: "explain",
      answer: "It adds two numbers.",
    });
    const audit = await world.database.query<{ action: string; details: object }>(
      "SELECT action, details FROM audit_log WHERE action IN ('usage.exported', 'content.read') ORDER BY id",
    );
    const days = { from: today, to: today };
    expect(audit).toEqual([
      { action: "usage.exported", details: { ...days, by: "all" } },
      { action: "usage.exported", details: { ...days, events: true } },
      { action: "content.read", details: days },
    ]);
  });

  test("is shown to a developer as far as it is theirs, and never with texts", async () => {
    await complete("def times(a, b):\n    ", "stranger");
    await expect.poll(stored("served_completions")).toBe(2);
    for (const by of ["", "&by=all", "&by=team"]) {
      const { lines } = await get(`/v1/usage?day=${today}${by}`, "stranger");
      expect(lines.map(({ devflow }) => devflow.completions.served)).toEqual([1]);
      expect(lines[0].user_login).toBe("eve");
    }
    const events = await get(`/v1/usage/events?day=${today}`, "stranger");
    expect(events.lines.map(({ event }) => event)).toEqual(["completion_served"]);
    const whole = await get(`/v1/usage/events?day=${today}&content=all`, "stranger");
    expect(whole.status).toBe(403);
  });

  test("is not kept of somebody who says so", async () => {
    const choose = (allowed: boolean) =>
      fetch(`${world.url}/v1/me/content`, {
        method: "PUT",
        headers: { authorization: "Bearer stranger", "content-type": "application/json" },
        body: JSON.stringify({ allowed }),
      });
    const own = async () =>
      (
        await world.database.query(
          "SELECT kept.id FROM kept_contents kept JOIN people ON people.id = kept.person_id WHERE people.subject = 'eve'",
        )
      ).length;
    await expect.poll(own).toBe(1);
    expect(await (await choose(false)).json()).toEqual({ allowed: false, deleted: 1 });
    await complete("def minus(a, b):\n    ", "stranger");
    await expect.poll(stored("served_completions")).toBe(3);
    expect(await own()).toBe(0);
  });
});

test("of an answer the question is kept that it comes of, to the byte, and whether it is whole", async () => {
  const before = model.requests.length;
  const files = [{ path: "sum.py", text: "def plus(a, b):\n    return a + b\n" }];
  const asked = { repository: world.folder, files, instruction: "Call it add." };
  const response = await world.post("/v1/refactor", asked);
  // biome-ignore lint/suspicious/noExplicitAny: whatever was answered
  const { id, patch }: any = await response.json();
  expect(patch.files).toHaveLength(1);
  const keptOf = async () => {
    const { lines } = await get(`/v1/usage/events?day=${today}&content=all`);
    return lines.find((line) => line.id === id)?.content ?? null;
  };
  await expect.poll(keptOf).not.toBe(null);
  const [, second] = model.requests.slice(before);
  const { messages, answer, ...facts } = await keptOf();
  expect(messages).toEqual(second?.body.messages);
  expect(answer).toBe(renamed);
  expect(facts).toEqual({
    ...{ kind: "answer", feature: "refactor", isWhole: true },
    ...{ paths: ["sum.py"], changed: ["sum.py"] },
  });
});

test.each([
  "day=2026-13-01",
  "from=2026-11-02&to=2026-11-01",
  "from=2020-01-01&to=2026-01-01",
  "by=name",
])("%s is refused before the first line", async (query) =>
  expect((await get(`/v1/usage?${query}`)).status).toBe(400),
);

test("where no text is kept, none can be asked for", async () => {
  const other = await world.startAnother({ EXPERT_URL: model.url });
  try {
    const response = await fetch(`${other.url}/v1/usage/events?content=all`, {
      headers: { authorization: "Bearer local" },
    });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ error: { code: "no_content_kept" } });
  } finally {
    await other.close();
  }
});
