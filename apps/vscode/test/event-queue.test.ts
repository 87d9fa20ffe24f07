import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EventQueue } from "../src/events/event-queue.ts";
import type { UsageEvent } from "../src/events/usage-event.ts";

let sent: (readonly UsageEvent[])[];
let isUp: boolean;
let isWanted: boolean;
let queue: EventQueue;

const event = (completionId: string): UsageEvent => ({
  ...{ type: "view", completionId, choiceIndex: 0, viewId: "view-1", elapsedMs: 750 },
});
const names = () => sent.map((batch) => batch.map(({ completionId }) => completionId));

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  isUp = true;
  isWanted = true;
  queue = new EventQueue({
    async send(events) {
      if (!isUp) throw new Error("away");
      sent.push(events);
    },
    maySend: () => true,
    isWanted: () => isWanted,
  });
});
afterEach(() => {
  vi.useRealTimers();
});

test("events of five seconds go together", async () => {
  queue.push(event("a"));
  queue.push(event("b"));
  await vi.advanceTimersByTimeAsync(4_999);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(names()).toEqual([["a", "b"]]);
});

test("many do not wait, and go in batches of fifty", async () => {
  for (let number = 0; number < 120; number += 1) queue.push(event(`${number}`));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(sent.map((batch) => batch.length)).toEqual([50, 50, 20]);
});

test("what did not arrive is sent again, in its order, at most five hundred", async () => {
  isUp = false;
  for (let number = 0; number < 700; number += 1) queue.push(event(`${number}`));
  await vi.advanceTimersByTimeAsync(60_000);
  isUp = true;
  await vi.advanceTimersByTimeAsync(120_000);
  const all = names().flat();
  expect(all).toHaveLength(500);
  expect(all).toEqual(Array.from({ length: 500 }, (_, index) => `${index + 200}`));
});

test("nothing is kept of what is not wanted", async () => {
  isWanted = false;
  queue.push(event("a"));
  isWanted = true;
  await queue.flush();
  expect(sent).toEqual([]);
});
