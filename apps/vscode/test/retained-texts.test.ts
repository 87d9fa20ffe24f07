import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RetainedTexts } from "../src/events/retained-texts.ts";
import type { UsageEvent } from "../src/events/usage-event.ts";

const uri = "file:///a.py";
let text: string | null;
let events: UsageEvent[];
let retained: RetainedTexts;

beforeEach(() => {
  vi.useFakeTimers();
  events = [];
  text = "x = first + second\n";
  retained = new RetainedTexts(
    (event) => events.push(event),
    (_, { start, end }) => text?.slice(start, end) ?? null,
  );
  const accepted = { completionId: "cmpl-1", choiceIndex: 0, viewId: "view-1" };
  retained.follow({ ...accepted, uri, start: 4, text: "first + second" });
});
afterEach(() => {
  vi.useRealTimers();
});

test("what was accepted is looked at after 30 s, 2, 5 and 10 minutes", () => {
  vi.advanceTimersByTime(3_600_000);
  expect(events.map(({ elapsedMs }) => elapsedMs)).toEqual([30_000, 120_000, 300_000, 600_000]);
  expect(events.map(({ retainedShare }) => retainedShare)).toEqual([1, 1, 1, 1]);
});

test("edits before it and in it are followed", () => {
  text = "y = 2\nx = first - second\n";
  retained.edit(uri, { offset: 0, removed: 0, inserted: "y = 2\n" });
  retained.edit(uri, { offset: 16, removed: 1, inserted: "-" });
  vi.advanceTimersByTime(30_000);
  expect(events.at(-1)?.retainedShare).toBeCloseTo(13 / 14);
});

test("what was deleted is kept to nothing", () => {
  text = "x = \n";
  retained.edit(uri, { offset: 4, removed: 14, inserted: "" });
  vi.advanceTimersByTime(30_000);
  expect(events.at(-1)?.retainedShare).toBe(0);
});

test("nobody looks at a document that was closed", () => {
  retained.close(uri);
  vi.advanceTimersByTime(3_600_000);
  expect(events).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
