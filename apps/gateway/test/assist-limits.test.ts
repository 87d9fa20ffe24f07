import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { streamed } from "@devflow/testkit/model-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AssistShop, block, bodyOf, openShop, sent } from "./support/assist-shop.ts";

let shop: AssistShop;
beforeAll(async () => {
  shop = await openShop();
}, 60_000);
afterAll(async () => {
  await shop?.[Symbol.asyncDispose]();
});

async function spentTokens(): Promise<number> {
  const [row] = await shop.world.database.query<{ tokens: number }>(
    "SELECT coalesce(sum(tokens), 0)::int AS tokens FROM assistant_quotas",
  );
  return row?.tokens ?? 0;
}

test("who ends an answer before its last word has it counted against the quota", async () => {
  const held = Promise.withResolvers<void>();
  shop.answer = () => streamed(["It adds up the prices. ", held.promise, "And the tax."]);
  const before = await spentTokens();
  const controller = new AbortController();
  const response = await shop.world.post(
    "/v1/explain",
    { files: [sent("src/cart.ts")], stream: true },
    { signal: controller.signal },
  );
  await response.body?.getReader().read();
  controller.abort();
  // The prompt alone is some hundred tokens.
  await expect.poll(spentTokens).toBeGreaterThan(before + 100);
  held.resolve();
});

test("an answer has the time of the settings", async () => {
  const held = Promise.withResolvers<void>();
  shop.answer = () => streamed([held.promise]);
  const hasty = await shop.world.startAnother({
    GATEWAY_ASSIST_TIMEOUT_MS: "1000",
    EXPERT_URL: shop.model.url,
  });
  const response = await fetch(`${hasty.url}/v1/explain`, {
    method: "POST",
    headers: { authorization: "Bearer local", "content-type": "application/json" },
    body: JSON.stringify({ files: [sent("src/cart.ts")] }),
  });
  expect([response.status, (await bodyOf(response)).error.code]).toEqual([504, "timeout"]);
  held.resolve();
  await hasty.close();
});

test("an explanation that its limit ends says so, behind its code", async () => {
  shop.answer = () => streamed(["It does:\n\n```ts\nconst a = "], "length");
  const answer = async (path: string, body: object) =>
    bodyOf(await shop.world.post(path, body, {}));
  const long = await answer("/v1/explain", { files: [sent("src/cart.ts")] });
  const note = "\n```\n\nThe answer ends here: it reached its limit of 512 tokens.";
  expect(long.text).toBe(`It does:\n\n\`\`\`ts\nconst a = ${note}`);
  expect(long.finish_reason).toBe("length");
  const short = await answer("/explain", { code: "const a = 1;\n", language: "typescript" });
  expect(short.explanation).toContain(note);
  expect(short.finish_reason).toBe("length");
});

test("of a change that was cut nothing is offered, and the text says why", async () => {
  const whole = `src/cart.ts\n${block("  let sum = 0;", "  let sum = 0.0;")}`;
  const ask = async () =>
    bodyOf(
      await shop.world.post("/v1/refactor", {
        ...{ files: [sent("src/cart.ts")], instruction: "Make it decimal." },
      }),
    );
  shop.answer = () => streamed([`${whole}\nsrc/cart.ts\n<<<<<<< SEARCH\n  for (`], "length");
  const cut = await ask();
  expect(cut).toMatchObject({ patch: null, finish_reason: "length" });
  expect(cut.text).toContain("the answer reached its limit of 2730 tokens and was cut off");
  // The limit may fall between two blocks, where nothing of the text tells that more was to come.
  shop.answer = () => streamed([whole], "length");
  expect(await ask()).toMatchObject({ patch: null, finish_reason: "length" });
  shop.answer = ({ user }) =>
    streamed([whole], user.includes("reached its limit") ? "stop" : "length");
  expect(await ask()).toMatchObject({ patch: { files: [{}] }, finish_reason: "stop" });
});

test("no answer is longer than the expert's settings say, whatever is asked for", async () => {
  const folder = mkdtempSync(join(tmpdir(), "devflow-experts-"));
  const file = join(folder, "experts.yaml");
  const server = `url: "${shop.model.url}"`;
  writeFileSync(
    file,
    `experts:\n  review: { ${server}, window_tokens: 8192, max_output_tokens: 100 }\nspeech:\n  transcription: { ${server} }\n`,
  );
  const other = await shop.world.startAnother({ EXPERTS_FILE: file });
  const headers = { authorization: "Bearer local" };
  const files = [sent("src/cart.ts")];
  const instruction = "Make it better.";
  const diff =
    "diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-const a = 1;\n+const a = eval(b);\n";
  shop.answer = () => streamed(["Nothing."]);
  shop.said = "Please make this function a little bit quicker somehow";
  const form = new FormData();
  form.set("audio", new Blob(["sound"], { type: "audio/webm" }), "a.webm");
  form.set("request", JSON.stringify({ files }));
  const asked = shop.model.requests.length;
  const bodies = [
    ["/v1/explain", { files }],
    ["/explain", { code: "const a = 1;\n" }],
    ["/v1/tests", { files }],
    ["/v1/refactor", { files, instruction }],
    ["/v1/docs", { files }],
    ["/v1/review", { diff }],
    [
      "/v1/chat/completions",
      { model: "auto", messages: [{ role: "user", content: "?" }], max_tokens: 4_000 },
    ],
    ["/v1/voice", form],
  ] as const;
  for (const [path, body] of bodies) {
    const before = shop.model.requests.length;
    const isForm = body instanceof FormData;
    const response = await fetch(`${other.url}${path}`, {
      method: "POST",
      headers: isForm ? headers : { ...headers, "content-type": "application/json" },
      body: isForm ? body : JSON.stringify(body),
    });
    expect([path, response.status]).toEqual([path, 200]);
    expect([path, shop.model.requests.length > before]).toEqual([path, true]);
  }
  const limits = shop.model.requests.slice(asked).map(({ maxTokens }) => maxTokens ?? 0);
  expect(Math.max(...limits)).toBe(100);
  await other.close();
  rmSync(folder, { recursive: true });
});
