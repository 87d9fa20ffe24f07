import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Showing } from "../src/events/showing.ts";
import type { UsageEvent } from "../src/events/usage-event.ts";

const uri = "file:///a.py";
const item = { completionId: "cmpl-1", choiceIndex: 0, uri, offset: 10, text: "first + second" };

let events: UsageEvent[];
let showing: Showing;
const told = () => events.map(({ type, elapsedMs }) => [type, elapsedMs]);
const insert = (offset: number, inserted: string) => ({ offset, removed: 0, inserted });

beforeEach(() => {
  vi.useFakeTimers();
  let views = 0;
  events = [];
  showing = new Showing(
    (event) => events.push(event),
    () => `view-${++views}`,
  );
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a completion that is shown", () => {
  test("and typed through over a line's end is not taken in part: Enter brings the indentation along", () => {
    showing.show({ ...item, text: "first {\r\n    second" });
    showing.edit(uri, insert(10, "f"));
    for (const [index, key] of [..."irst {"].entries()) showing.edit(uri, insert(11 + index, key));
    showing.edit(uri, insert(17, "\r\n    "));
    showing.moveCursor(uri, 23);
    expect(events).toEqual([]);
    vi.advanceTimersByTime(750);
    expect(told()).toEqual([["view", 750]]);
  });

  test("counts as seen after 750 ms, and as dismissed after ten seconds", () => {
    showing.show(item);
    vi.advanceTimersByTime(749);
    expect(events).toEqual([]);
    vi.advanceTimersByTime(60_000);
    expect(told()).toEqual([
      ["view", 750],
      ["dismiss", 10_000],
    ]);
  });

  test("that went away earlier was neither seen nor dismissed", () => {
    showing.show(item);
    vi.advanceTimersByTime(700);
    showing.moveCursor(uri, 3);
    vi.advanceTimersByTime(60_000);
    expect(events).toEqual([]);
  });

  test("is dismissed by moving the cursor, typing something else, or another file", () => {
    for (const leave of [
      () => showing.moveCursor(uri, 3),
      () => showing.edit(uri, insert(10, "x")),
      () => showing.hide(),
      () => showing.show({ ...item, completionId: "cmpl-2" }),
    ]) {
      events = [];
      showing = new Showing(
        (event) => events.push(event),
        () => "view",
      );
      showing.show(item);
      vi.advanceTimersByTime(2_000);
      leave();
      vi.advanceTimersByTime(600);
      expect(told()).toEqual([
        ["view", 750],
        ["dismiss", 2_000],
      ]);
    }
  });

  test("is the same showing while one types what it says", () => {
    showing.show(item);
    vi.advanceTimersByTime(400);
    showing.edit(uri, insert(10, "f"));
    showing.moveCursor(uri, 11);
    showing.show({ ...item, offset: 11, text: "irst + second" });
    vi.advanceTimersByTime(400);
    expect(told()).toEqual([["view", 750]]);
  });

  test("is not dismissed when it is back within half a second", () => {
    showing.show(item);
    vi.advanceTimersByTime(1_000);
    showing.edit(uri, insert(10, "x"));
    vi.advanceTimersByTime(300);
    showing.edit(uri, { offset: 10, removed: 1, inserted: "" });
    showing.show(item);
    vi.advanceTimersByTime(2_000);
    expect(told()).toEqual([["view", 750]]);
  });

  test("is seen once, however often it comes back", () => {
    for (let time = 0; time < 3; time += 1) {
      showing.show(item);
      vi.advanceTimersByTime(1_000);
      showing.hide();
      vi.advanceTimersByTime(5_000);
    }
    expect(events.filter(({ type }) => type === "view")).toHaveLength(1);
  });
});

describe("taking it", () => {
  test("is told with its length, and ends the showing", () => {
    showing.show(item);
    vi.advanceTimersByTime(1_000);
    showing.edit(uri, insert(10, item.text));
    showing.moveCursor(uri, 24);
    expect(showing.accept(item)).toEqual({ viewId: "view-1", elapsedMs: 1_000 });
    vi.advanceTimersByTime(60_000);
    expect(events).toMatchObject([
      { type: "view" },
      { type: "select", viewId: "view-1", acceptedChars: 14, acceptedLines: 1 },
    ]);
  });

  test("quicker than it counts as seen, it was seen all the same", () => {
    showing.show(item);
    vi.advanceTimersByTime(200);
    showing.accept(item);
    expect(told()).toEqual([
      ["view", 200],
      ["select", 200],
    ]);
  });

  test("of another choice is told by its number", () => {
    showing.show(item);
    showing.accept({ ...item, choiceIndex: 2 });
    expect(events.at(-1)).toMatchObject({ type: "select", choiceIndex: 2 });
  });

  test("word by word is told as parts; typing a character or a bracket is not", () => {
    showing.show(item);
    showing.edit(uri, insert(10, "first"));
    showing.edit(uri, insert(15, " "));
    expect(events).toMatchObject([{ type: "view" }, { type: "partial", acceptedChars: 5 }]);
    events = [];
    showing.show({ ...item, completionId: "cmpl-2", offset: 20, text: "(first)" });
    showing.edit(uri, insert(20, "()"));
    vi.advanceTimersByTime(600);
    expect(events.filter(({ completionId }) => completionId === "cmpl-2")).toEqual([]);
  });

  test("by typing it to its end dismisses nothing", () => {
    showing.show({ ...item, text: "ab" });
    vi.advanceTimersByTime(1_000);
    showing.edit(uri, insert(10, "a"));
    showing.edit(uri, insert(11, "b"));
    showing.hide();
    vi.advanceTimersByTime(60_000);
    expect(told()).toEqual([["view", 750]]);
  });
});
