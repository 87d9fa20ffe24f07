import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EventQueue } from "../src/events/event-queue.ts";
import { KeptEvents } from "../src/events/kept-events.ts";
import type { UsageEvent } from "../src/events/usage-event.ts";

let sent: (readonly UsageEvent[])[];
let isUp: boolean;
let isWanted: boolean;
let stored: string | undefined;
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
  stored = undefined;
  queue = startQueue();
});

/** As the extension does it when a window is opened. */
function startQueue(): EventQueue {
  const kept = new KeptEvents({
    get: () => (stored === undefined ? undefined : JSON.parse(stored)),
    async update(_, value) {
      stored = value === undefined ? undefined : JSON.stringify(value);
    },
  });
  const started = new EventQueue({
    async send(events) {
      if (!isUp) throw new Error("away");
      sent.push(events);
    },
    maySend: () => true,
    isWanted: () => isWanted,
    keep: (events) => kept.write(events),
  });
  started.restore(kept.read());
  return started;
}
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
  queue.push(event("b"));
  isWanted = false;
  await queue.flush();
  isWanted = true;
  await queue.flush();
  expect(sent).toEqual([]);
});

test("what did not arrive is sent after a reload of the window, once", async () => {
  isUp = false;
  queue.push(event("a"));
  await vi.advanceTimersByTimeAsync(60_000);
  queue.push(event("b"));
  queue.close();
  await vi.advanceTimersByTimeAsync(0);
  vi.clearAllTimers();
  isUp = true;
  queue = startQueue();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(names()).toEqual([["a", "b"]]);
  expect(stored).toBeUndefined();
  startQueue();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toHaveLength(1);
});

test("a window that is killed loses a second at most", async () => {
  isUp = false;
  queue.push(event("a"));
  await vi.advanceTimersByTimeAsync(1_000);
  queue.push(event("b"));
  vi.clearAllTimers();
  isUp = true;
  startQueue();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(names()).toEqual([["a"]]);
});

test("nothing is stored of what is not wanted any more, nor sent after a day, nor read of another form", async () => {
  isUp = false;
  queue.push(event("a"));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stored).toContain("completionId");
  expect(stored).not.toContain("text");
  isWanted = false;
  queue.close();
  expect(stored).toBeUndefined();
  isWanted = true;
  queue = startQueue();
  queue.push(event("a"));
  queue.close();
  await vi.advanceTimersByTimeAsync(0);
  vi.clearAllTimers();
  vi.setSystemTime(Date.now() + 86_500_000);
  isUp = true;
  startQueue();
  stored = JSON.stringify({ at: Date.now(), events: [{ type: "view" }] });
  startQueue();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toEqual([]);
});
