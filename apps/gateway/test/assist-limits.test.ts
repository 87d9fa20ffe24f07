import { streamed } from "@devflow/testkit/model-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AssistShop, bodyOf, openShop, sent } from "./support/assist-shop.ts";

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
  await expect.poll(spentTokens, { timeout: 8_000 }).toBeGreaterThan(before + 100);
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
