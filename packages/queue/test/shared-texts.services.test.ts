import { randomUUID } from "node:crypto";
import { createLogger } from "@devflow/logging";
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { openSharedTexts } from "../src/index.ts";
import { serviceUrl } from "./helpers/service-urls.ts";

const logger = createLogger({ level: "silent" });
const redisUrl = () => serviceUrl("DEVFLOW_TEST_REDIS_URL");

test("texts are there for every process, the newest first, and only the newest", async () => {
  const namespace = `test-${randomUUID()}`;
  const first = openSharedTexts({ redisUrl: redisUrl(), namespace }, logger);
  const second = openSharedTexts({ redisUrl: redisUrl(), namespace }, logger);
  const options = { most: 2, lifetimeMs: 60_000 };
  await expect
    .poll(async () => {
      await first.append("ready", Buffer.from("yes"), options);
      return (await second.read("ready")).length;
    })
    .toBeGreaterThan(0);
  // Bytes that are no text come back as they were.
  const texts = ["1", "2", "3"].map((each) =>
    Buffer.concat([Buffer.from([0xff, 0]), Buffer.from(each)]),
  );
  for (const text of texts) await first.append("key", text, options);
  expect(await second.read("key")).toEqual([texts[2], texts[1]]);
  expect(await second.read("another")).toEqual([]);
  await Promise.all([first.close(), second.close()]);
});

test("texts are gone after their lifetime, and large ones are not kept", async () => {
  const namespace = `test-${randomUUID()}`;
  const texts = openSharedTexts({ redisUrl: redisUrl(), namespace }, logger);
  const redis = new Redis(redisUrl());
  await expect
    .poll(async () => {
      await texts.append("key", Buffer.from("text"), { most: 2, lifetimeMs: 50_000 });
      return redis.pttl(`${namespace}:key`);
    })
    .toBeGreaterThan(0);
  expect(await redis.pttl(`${namespace}:key`)).toBeLessThanOrEqual(50_000);
  await texts.append("large", Buffer.alloc(100_000), { most: 2, lifetimeMs: 50_000 });
  expect(await texts.read("large")).toEqual([]);
  await redis.del(`${namespace}:key`);
  await redis.quit();
  await texts.close();
});

test("a Redis that is not there gives nothing and fails nobody", async () => {
  const texts = openSharedTexts({ redisUrl: "redis://127.0.0.1:1", namespace: "test" }, logger);
  await texts.append("key", Buffer.from("text"), { most: 2, lifetimeMs: 1_000 });
  expect(await texts.read("key")).toEqual([]);
  await texts.close();
});
