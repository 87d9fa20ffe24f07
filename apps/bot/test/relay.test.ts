import { randomUUID } from "node:crypto";
import { BugError, ExternalError } from "@devflow/errors";
import { afterEach, expect, test } from "vitest";
import { type Outcome, processed } from "../src/relay/outcome.ts";
import { Relay } from "../src/relay/relay.ts";
import { relayLimits, retryDelayMs } from "../src/relay/relay-limits.ts";
import { type TakenDelivery, takeDelivery } from "../src/relay/take-delivery.ts";
import { storeDelivery } from "../src/webhook/store-delivery.ts";
import { handled, useWorld } from "./helpers/world.ts";

const world = useWorld();
const relays: Relay[] = [];
afterEach(async () => {
  for (const relay of relays.splice(0)) await relay.close();
});

/** A relay that only hears of new deliveries; it polls too seldom to matter. */
async function startRelay(handle: (delivery: TakenDelivery) => Promise<Outcome>): Promise<Relay> {
  const { database, logger } = world;
  const relay = new Relay({ database, logger, handle, pollMs: 3_600_000 });
  relays.push(relay);
  await relay.start();
  return relay;
}

async function store(guid: string = randomUUID()): Promise<string> {
  await storeDelivery(world.database, { guid, event: "push", payload: "{}" });
  return guid;
}

async function read(guid: string) {
  const [row] = await world.database.query(
    `SELECT state, attempts, outcome, next_attempt_at > now() AS waits,
       extract(epoch FROM next_attempt_at - now())::int AS wait_s
     FROM deliveries WHERE guid = $1`,
    [guid],
  );
  return row;
}

/** The lease or the back-off of every delivery runs out now. */
async function passTime(): Promise<void> {
  await world.database.query("UPDATE deliveries SET next_attempt_at = now()");
}

const unavailable = (retryAfterMs?: number) =>
  new ExternalError("GitHub is away", {
    service: "github",
    retryable: true,
    code: "unavailable",
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

test("handles what waited before it started and what comes afterwards", async () => {
  const seen: string[] = [];
  const before = await store();
  await startRelay(async ({ guid }) => {
    seen.push(guid);
    return processed("done");
  });
  const after = await store();
  const rows = await handled(world);
  expect(seen.toSorted()).toEqual([before, after].toSorted());
  expect(rows.map(({ state, outcome }) => [state, outcome])).toEqual([
    ["processed", "done"],
    ["processed", "done"],
  ]);
});

test("handles more than it handles side by side", async () => {
  const guids = await Promise.all(Array.from({ length: 25 }, () => store()));
  const seen: string[] = [];
  await startRelay(async ({ guid }) => {
    seen.push(guid);
    return processed("done");
  });
  await handled(world);
  expect(seen.toSorted()).toEqual(guids.toSorted());
});

test("takes a delivery again after its taker crashed, and not before", async () => {
  const guid = await store();
  expect(await takeDelivery(world.database)).toMatchObject({ guid, attempts: 1 });
  expect(await takeDelivery(world.database)).toBeNull();
  await passTime();
  const relay = await startRelay(async () => processed("by the next one"));
  relay.wake();
  await handled(world);
  expect(await read(guid)).toMatchObject({
    state: "processed",
    attempts: 2,
    outcome: "by the next one",
  });
});

test("gives a delivery up that took every taker down", async () => {
  const guid = await store();
  await world.database.query("UPDATE deliveries SET attempts = $1", [relayLimits.maxAttempts]);
  let calls = 0;
  await startRelay(async () => {
    calls += 1;
    return processed("never");
  });
  await handled(world);
  expect(calls).toBe(0);
  expect(await read(guid)).toMatchObject({ state: "failed", outcome: "tried too often" });
});

test("tries again after a failure that may pass, with growing waits", async () => {
  const guid = await store();
  const failures = [unavailable(), unavailable(90_000)];
  const relay = await startRelay(async () => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return processed("third time");
  });
  await expect.poll(() => read(guid)).toMatchObject({ waits: true, outcome: "GitHub is away" });
  expect(await read(guid)).toMatchObject({ state: "received", attempts: 1 });
  await passTime();
  relay.wake();
  await expect.poll(() => failures).toEqual([]);
  await expect.poll(async () => Number((await read(guid))?.wait_s)).toBeGreaterThan(80);
  await passTime();
  relay.wake();
  await handled(world);
  expect(await read(guid)).toMatchObject({ state: "processed", attempts: 3 });
});

test("fails at once for a failure that will not pass", async () => {
  const guid = await store();
  await startRelay(async () => {
    throw new BugError("broken promise");
  });
  await handled(world);
  expect(await read(guid)).toMatchObject({
    state: "failed",
    attempts: 1,
    outcome: "broken promise",
  });
});

test("stops trying at the limit", async () => {
  const guid = await store();
  await world.database.query("UPDATE deliveries SET attempts = $1", [relayLimits.maxAttempts - 1]);
  await startRelay(async () => {
    throw unavailable();
  });
  await handled(world);
  expect(await read(guid)).toMatchObject({ state: "failed", attempts: relayLimits.maxAttempts });
});

test("two relays share the work and handle everything once", async () => {
  const seen: string[] = [];
  const handle = async ({ guid }: TakenDelivery) => {
    seen.push(guid);
    return processed("done");
  };
  await startRelay(handle);
  await startRelay(handle);
  const guids = await Promise.all(Array.from({ length: 40 }, () => store()));
  await handled(world);
  expect(seen.toSorted()).toEqual(guids.toSorted());
});

test("ends with the deliveries in hand and leaves the rest in the inbox", async () => {
  const started = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const relay = await startRelay(async () => {
    started.resolve();
    await release.promise;
    return processed("in hand");
  });
  const first = await store();
  await started.promise;
  const closing = relay.close();
  const second = await store();
  release.resolve();
  await closing;
  expect(await read(first)).toMatchObject({ state: "processed" });
  expect(await read(second)).toMatchObject({ state: "received", attempts: 0 });
});

test("handlers that hang hold nothing else up", async () => {
  const release = Promise.withResolvers<void>();
  const seen: string[] = [];
  await startRelay(async ({ guid }) => {
    if (guid.startsWith("hangs")) await release.promise;
    seen.push(guid);
    return processed("done");
  });
  await Promise.all(
    Array.from({ length: relayLimits.concurrency - 1 }, (_, n) => store(`hangs-${n}`)),
  );
  const quick = await Promise.all(Array.from({ length: 15 }, () => store()));
  await expect.poll(() => seen.toSorted()).toEqual(quick.toSorted());
  release.resolve();
  await handled(world);
  expect(seen).toHaveLength(relayLimits.concurrency - 1 + 15);
});

test("waits 5 s, 15 s, 45 s, … and half an hour at most", () => {
  const waits = [1, 2, 3, 4, 10].map(retryDelayMs);
  expect(waits).toEqual([5_000, 15_000, 45_000, 135_000, 1_800_000]);
});
