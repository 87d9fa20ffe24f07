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
    expect(showing.accept(item)).toEqual({ viewId: "view-1", offset: 10 });
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

  test("in part and then the rest, before the editor asked again, counts no character twice", () => {
    showing.show(item);
    showing.edit(uri, insert(10, "first"));
    showing.moveCursor(uri, 15);
    showing.edit(uri, insert(15, " + second"));
    showing.moveCursor(uri, 24);
    showing.accept(item);
    expect(events).toMatchObject([
      { type: "view" },
      { type: "partial", acceptedChars: 5 },
      { type: "select", acceptedChars: 9 },
    ]);
  });

  test("after typing its beginning counts the rest, also where its edit replaces what stood there", () => {
    showing.show({ ...item, text: "first)" });
    showing.edit(uri, insert(10, "f"));
    showing.edit(uri, { offset: 11, removed: 1, inserted: "irst)" });
    showing.accept({ ...item, text: "first)" });
    expect(events.at(-1)).toMatchObject({ type: "select", acceptedChars: 5 });
  });

  test("line by line is told with its lines, in either form of line ends", () => {
    for (const eol of ["\n", "\r\n"]) {
      events = [];
      const text = `one()${eol}two()${eol}three()`;
      const other = { ...item, completionId: `cmpl-${eol.length}`, text };
      showing.show(other);
      showing.edit(uri, insert(10, `one()${eol}`));
      showing.show({ ...other, offset: 15 + eol.length, text: `two()${eol}three()` });
      showing.accept({ ...other, offset: 15 + eol.length, text: `two()${eol}three()` });
      expect(events).toMatchObject([
        { type: "view" },
        { type: "partial", acceptedChars: 5 + eol.length, acceptedLines: 2 },
        { type: "select", acceptedChars: 12 + eol.length, acceptedLines: 2 },
      ]);
    }
  });

  test("with several cursors, and with edits above and below meanwhile, is taking it", () => {
    showing.show(item);
    vi.advanceTimersByTime(1_000);
    // Two cursors take the first word; told from the bottom up.
    showing.edit(uri, insert(50, "first"));
    showing.edit(uri, insert(10, "first"));
    showing.moveCursor(uri, 15);
    // An import is added above.
    showing.edit(uri, insert(0, "import x\n"));
    showing.moveCursor(uri, 24);
    vi.advanceTimersByTime(5_000);
    showing.edit(uri, insert(24, " + second"));
    showing.accept(item);
    vi.advanceTimersByTime(60_000);
    expect(events.map(({ type }) => type)).toEqual(["view", "partial", "select"]);
  });

  test("in one of two cells or files says nothing of the other", () => {
    const cell = "vscode-notebook-cell:/a.ipynb#W0";
    showing.show({ ...item, uri: cell });
    vi.advanceTimersByTime(1_000);
    showing.edit("vscode-notebook-cell:/a.ipynb#W1", insert(10, "x"));
    vi.advanceTimersByTime(1_000);
    expect(told()).toEqual([["view", 750]]);
    showing.edit(cell, insert(10, "x"));
    vi.advanceTimersByTime(600);
    expect(told().at(-1)).toEqual(["dismiss", 2_000]);
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
