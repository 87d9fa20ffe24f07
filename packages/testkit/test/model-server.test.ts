import { BugError } from "@devflow/errors";
import { draftPrompt, NO_FINDINGS, parseFindings, verifyPrompt } from "@devflow/expert";
import { describe, expect, test } from "vitest";
import {
  byPurpose,
  clean,
  cutConnection,
  findings,
  garbage,
  reportBugs,
  slow,
  startModelServer,
  status,
  text,
  truncated,
  verdict,
} from "../src/model-server/index.ts";
import { jsonScript, playJsonScript } from "../src/model-server/json-script.ts";

const hunk = {
  path: "src/user.ts",
  language: "typescript",
  rendered:
    "10  const id = 1;\n11 -// BUG: old\n11 +load(id); // BUG: load is not awaited\n12 +save();",
};
const draft = draftPrompt({
  repository: "acme/shop",
  title: "BUG: in the title",
  description: "",
  instructions: "",
  language: "",
  hunks: [hunk],
  context: [],
  facts: [],
});
const verify = verifyPrompt({
  finding: {
    path: "src/user.ts",
    quote: "save();",
    severity: "low",
    category: "correctness",
    title: "t",
    body: "b",
    suggestion: null,
  },
  hunk,
  context: [],
});

function post(url: string, prompt: { system: string; user: string }, signal?: AbortSignal) {
  return fetch(`${url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      model: "scripted-reviewer",
      max_tokens: 100,
      messages: [
        { role: "system", content: prompt.system },
        { role: "user", content: prompt.user },
      ],
    }),
    signal: signal ?? null,
  });
}

async function contentOf(response: Response): Promise<string> {
  const body = (await response.json()) as { choices: { message: { content: string } }[] };
  return body.choices[0]!.message.content;
}

test("plays a list in order and records what was asked", async () => {
  await using server = await startModelServer({ script: [clean(), verdict("drop", "style")] });
  expect(await contentOf(await post(server.url, draft))).toBe(NO_FINDINGS);
  expect(await contentOf(await post(server.url, verify))).toBe("DROP: style");
  expect(server.requests).toMatchObject([
    { number: 1, purpose: "draft", maxTokens: 100, outcome: "answered", user: draft.user },
    { number: 2, purpose: "verify", outcome: "answered" },
  ]);
});

test("answers drafts and second looks from scripts of their own", async () => {
  const script = byPurpose({ draft: [clean()], verify: () => verdict("keep") });
  await using server = await startModelServer({ script });
  expect(await contentOf(await post(server.url, verify))).toBe("KEEP: scripted");
  expect(await contentOf(await post(server.url, draft))).toBe(NO_FINDINGS);
});

describe("closing", () => {
  test("fails when scripted answers were not used", async () => {
    const server = await startModelServer({ script: [clean(), clean()] });
    await post(server.url, draft);
    await expect(server.close()).rejects.toThrow(
      new BugError("model server: 1 scripted answers were not used"),
    );
  });

  test("fails when a request had no scripted answer", async () => {
    const server = await startModelServer({ script: byPurpose({ draft: [] }) });
    expect((await post(server.url, draft)).status).toBe(501);
    await expect(server.close()).rejects.toThrow("1 draft requests had no scripted answer");
  });

  test("ends requests that hang", async () => {
    const server = await startModelServer({ script: [slow()] });
    const call = post(server.url, draft);
    const failed = expect(call).rejects.toThrow();
    const received = await server.received(1);
    await server.close();
    await failed;
    expect(await received.ended).toBe("aborted");
  });
});

describe("misbehaves by script", () => {
  test("a client that goes away is recorded", async () => {
    await using server = await startModelServer({ script: [slow()] });
    const controller = new AbortController();
    const failed = expect(post(server.url, draft, controller.signal)).rejects.toThrow();
    const received = await server.received(1);
    controller.abort();
    await failed;
    expect(await received.ended).toBe("aborted");
  });

  test("a cut connection breaks in the middle of the body", async () => {
    await using server = await startModelServer({ script: [cutConnection()] });
    const response = await post(server.url, draft);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(await server.requests[0]?.ended).toBe("cut");
  });

  test("a status comes with its Retry-After", async () => {
    await using server = await startModelServer({ script: [status(429, { retryAfter: "3" })] });
    const response = await post(server.url, draft);
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "3"]);
  });

  test("garbage has no finding, a truncated answer has one of two", async () => {
    const script = [garbage(), truncated({ quote: "save();" })];
    await using server = await startModelServer({ script });
    expect(parseFindings(await contentOf(await post(server.url, draft))).findings).toEqual([]);
    expect(parseFindings(await contentOf(await post(server.url, draft)))).toMatchObject({
      findings: [{ quote: "save();" }],
      rejected: { "cut off": 1 },
    });
  });
});

test("refuses requests without the key", async () => {
  await using server = await startModelServer({ script: [], apiKey: "secret" });
  expect((await post(server.url, draft)).status).toBe(401);
  expect((await fetch(`${server.url}/models`)).status).toBe(401);
});

test("refuses what is no request with 400, and knows no other paths", async () => {
  await using server = await startModelServer({ script: [] });
  const response = await fetch(`${server.url}/chat/completions`, { method: "POST", body: "{" });
  expect(response.status).toBe(400);
  expect((await fetch(`${server.url}/embeddings`)).status).toBe(404);
  expect(
    (await fetch(new URL("/tokenize", server.url), { method: "POST", body: "{}" })).status,
  ).toBe(404);
});

describe("the expert for demos", () => {
  test("reports the added lines that contain BUG:, and nothing else", async () => {
    await using server = await startModelServer({ script: reportBugs });
    const parsed = parseFindings(await contentOf(await post(server.url, draft)));
    expect(parsed.findings).toMatchObject([
      {
        path: "src/user.ts",
        quote: "load(id); // BUG: load is not awaited",
        title: "load is not awaited",
      },
    ]);
    expect(await contentOf(await post(server.url, verify))).toMatch(/^KEEP/);
  });

  test("says so when there is nothing to report", async () => {
    await using server = await startModelServer({ script: reportBugs });
    const user = draft.user.replaceAll("BUG:", "");
    expect(await contentOf(await post(server.url, { ...draft, user }))).toBe(NO_FINDINGS);
  });
});

describe("a script file", () => {
  test("answers by the first rule that fits, then plays the expert for demos", async () => {
    const script = playJsonScript(
      jsonScript.parse({
        rules: [
          { purpose: "verify", answer: { verdict: "drop", reason: "no" } },
          { contains: "src/user.ts", times: 1, answer: { findings: [{ quote: "save();" }] } },
          { contains: "src/other.ts", answer: "garbage" },
        ],
      }),
    );
    await using server = await startModelServer({ script });
    expect(await contentOf(await post(server.url, verify))).toBe("DROP: no");
    const first = parseFindings(await contentOf(await post(server.url, draft)));
    expect(first.findings).toMatchObject([{ quote: "save();" }]);
    const second = parseFindings(await contentOf(await post(server.url, draft)));
    expect(second.findings).toMatchObject([{ title: "load is not awaited" }]);
  });

  test.each([
    ["clean", clean()],
    ["cut", cutConnection()],
    [{ text: "hm" }, text("hm")],
    [{ status: 503, retry_after: "9" }, status(503, { retryAfter: "9" })],
    [{ verdict: "keep" }, verdict("keep")],
    [{ findings: [{ quote: "x", path: "a.ts" }] }, findings([{ quote: "x", path: "a.ts" }])],
  ])("knows the answer %j", async (answer, expected) => {
    await using server = await startModelServer({ script: [clean()] });
    await post(server.url, draft);
    const script = playJsonScript(jsonScript.parse({ rules: [{ answer }] }));
    expect(await script(server.requests[0]!)).toEqual(expected);
  });

  test("with an unknown key is refused", () => {
    expect(() => jsonScript.parse({ rules: [{ answers: "clean" }] })).toThrow(/answers/);
  });
});
