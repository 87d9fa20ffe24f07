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

/** The document's text is this now, by one edit of all of it or of what differs. */
function become(next: string, how: "whole" | "minimal"): void {
  const old = text ?? "";
  const isShared = (length: number) => old.slice(0, length) === next.slice(0, length);
  let start = 0;
  if (how === "minimal") while (start < old.length && isShared(start + 1)) start += 1;
  retained.edit(uri, { offset: start, removed: old.length - start, inserted: next.slice(start) });
  text = next;
}
function shareAfter(ms: number): number | undefined {
  vi.advanceTimersByTime(ms);
  return events.at(-1)?.retainedShare;
}

test("undone right away it is kept to nothing, and done again it is kept", () => {
  const { length } = "first + second";
  text = "x = \n";
  retained.edit(uri, { offset: 4, removed: length, inserted: "" });
  expect(shareAfter(30_000)).toBe(0);
  text = "x = first + second\n";
  retained.edit(uri, { offset: 4, removed: 0, inserted: "first + second" });
  expect(shareAfter(90_000)).toBe(1);
});

test("a formatter, other line ends and a file that is read anew keep it", () => {
  retained.dispose();
  text = "if (a) {\n  call(a,b);\n  done()\n}\n";
  const accepted = { completionId: "cmpl-2", choiceIndex: 0, viewId: "view-2", uri };
  retained.follow({ ...accepted, start: 11, text: "call(a,b);\n  done()" });
  become("// New\nif (a) {\n  call(a, b);\n  done();\n}\n", "whole");
  expect(shareAfter(30_000)).toBeGreaterThan(0.9);
  become((text ?? "").replaceAll("\n", "\r\n"), "whole");
  expect(shareAfter(90_000)).toBeGreaterThan(0.85);
  become(`${text}// call(a, b); done()\r\n`, "minimal");
  expect(shareAfter(180_000)).toBeGreaterThan(0.85);
  become("// New\r\nif (a) {\r\n}\r\n", "whole");
  expect(shareAfter(300_000)).toBe(0);
});

test("a file that is renamed, with its folder or alone, is followed; a language switch changes nothing", () => {
  retained.close(uri);
  retained.rename("file:///a.py", "file:///lib/b.py");
  retained.rename("file:///lib", "file:///src");
  retained.edit("file:///src/b.py", { offset: 0, removed: 0, inserted: "y = 2\n" });
  text = "y = 2\nx = first + second\n";
  retained.close("file:///src/b.py");
  expect(shareAfter(30_000)).toBe(1);
});

test("nobody looks at a document that was closed", () => {
  retained.close(uri);
  text = null;
  vi.advanceTimersByTime(3_600_000);
  expect(events).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
