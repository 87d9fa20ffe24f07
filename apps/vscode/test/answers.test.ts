import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Answered, Answers } from "../src/completion/answers.ts";
import type { Position } from "../src/completion/spot.ts";

interface Asked {
  prefix: string;
  isManual: boolean;
  signal: AbortSignal;
  answer(...texts: string[]): void;
  fail(): void;
}

let asked: Asked[];
let isUp: boolean;
let answers: Answers<Position>;
let waiting: AbortController;
/** What was shown for each key; null while nothing came. */
let shown: (string[] | null)[];

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  shown = [];
  isUp = true;
  waiting = new AbortController();
  answers = new Answers({
    ask: ({ text, offset }, isManual, signal) =>
      new Promise<Answered>((resolve, reject) => {
        const id = `cmpl-${asked.length}`;
        asked.push({
          ...{ prefix: text.slice(0, offset), isManual, signal },
          answer: (...texts) =>
            resolve({
              choices: texts.map((one, index) => ({ completionId: id, index, text: one })),
            }),
          fail: () => reject(new Error("away")),
        });
      }),
    mayAskUnasked: () => isUp,
    pauseMs: () => 200,
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A key was typed: the wait for the one before ends, as VS Code does it. `|` is the cursor. */
function key(marked: string, isManual = false, uri = "file:///a.py"): void {
  waiting.abort();
  waiting = new AbortController();
  const offset = marked.indexOf("|");
  const question = { uri, language: "python", text: marked.replace("|", ""), textStart: 0, offset };
  const number = shown.push(null) - 1;
  void answers.of(question, isManual, waiting.signal).then((choices) => {
    shown[number] = choices.map(({ text }) => text);
  });
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const prefixes = () => asked.map(({ prefix }) => prefix);
const ended = () => asked.map(({ signal }) => signal.aborted);

describe("while an answer is under way", () => {
  test("typing on as it says needs no other question: it is shown as soon as it comes", async () => {
    key("total = |\n");
    await pass(200);
    key("total = p|\n");
    await pass(100);
    asked[0]?.answer("price * count");
    await pass(0);
    expect(shown.at(-1)).toEqual(["rice * count"]);
    key("total = pr|\n");
    await pass(1_000);
    expect(shown.at(-1)).toEqual(["ice * count"]);
    expect(prefixes()).toEqual(["total = "]);
  });

  test("a pause asks beside it, and what comes first and fits is shown", async () => {
    key("total = |\n");
    await pass(200);
    key("total = s|\n");
    await pass(200);
    expect(prefixes()).toEqual(["total = ", "total = s"]);
    expect(ended()).toEqual([false, false]);
    asked[0]?.answer("price");
    await pass(0);
    expect(shown.at(-1)).toBeNull();
    asked[1]?.answer("um(prices)");
    await pass(0);
    expect(shown.at(-1)).toEqual(["um(prices)"]);
  });

  test("that fits, the question that was asked beside it is ended", async () => {
    key("total = |\n");
    await pass(200);
    key("total = p|\n");
    await pass(200);
    asked[0]?.answer("price");
    await pass(0);
    expect(shown.at(-1)).toEqual(["rice"]);
    await pass(400);
    expect(ended()).toEqual([false, true]);
  });

  test("typing elsewhere ends it at once", async () => {
    for (const elsewhere of ["total = |\nx", "tot|al = \n", "sum = |\n"]) {
      asked = [];
      key("total = |\n");
      await pass(200);
      key(elsewhere);
      expect(ended()).toEqual([true]);
    }
    asked = [];
    key("total = |\n");
    await pass(200);
    key("total = |\n", false, "file:///b.py");
    expect(ended()).toEqual([true]);
  });

  test("it ends a moment after nobody waits for it, and not between two keys", async () => {
    key("total = |\n");
    await pass(200);
    waiting.abort();
    await pass(399);
    expect(ended()).toEqual([false]);
    key("total = p|\n");
    await pass(150);
    expect(ended()).toEqual([false]);
    waiting.abort();
    await pass(400);
    expect(ended()).toEqual([true]);
  });

  test("there are never more than two", async () => {
    for (const text of ["a|", "ab|", "abc|"]) {
      key(text);
      await pass(200);
    }
    expect(ended()).toEqual([true, false, false]);
  });

  test("the same place is not asked about again", async () => {
    key("total = |\n");
    await pass(200);
    key("total = |\n");
    await pass(300);
    asked[0]?.answer("price");
    await pass(0);
    expect(shown.at(-1)).toEqual(["price"]);
    expect(asked).toHaveLength(1);
  });

  test("another server's or person's answer is not kept", async () => {
    key("total = |\n");
    await pass(200);
    answers.forget();
    expect(ended()).toEqual([true]);
    asked[0]?.answer("secret");
    await pass(0);
    key("total = |\n");
    await pass(200);
    expect(asked).toHaveLength(2);
  });
});

describe("asking", () => {
  test("waits for a pause, and a key ends the wait", async () => {
    key("a|");
    await pass(199);
    key("ab|");
    expect(shown[0]).toBeNull();
    await pass(0);
    expect(shown[0]).toEqual([]);
    await pass(200);
    expect(prefixes()).toEqual(["ab"]);
  });

  test("by a key does not wait, and shows what was known where nothing comes", async () => {
    key("a|");
    await pass(200);
    asked[0]?.answer("bc");
    await pass(0);
    key("a|", true);
    expect(asked[1]?.isManual).toBe(true);
    asked[1]?.fail();
    await pass(0);
    expect(shown.at(-1)).toEqual(["bc"]);
    key("a|", true);
    asked[2]?.answer("bc", "def");
    await pass(0);
    expect(shown.at(-1)).toEqual(["bc", "def"]);
  });

  test("a server that is away is not asked, and a failure is nothing to show", async () => {
    isUp = false;
    key("a|");
    await pass(300);
    expect(asked).toEqual([]);
    expect(shown.at(-1)).toEqual([]);
    isUp = true;
    key("ab|");
    await pass(200);
    asked[0]?.fail();
    await pass(0);
    expect(shown.at(-1)).toEqual([]);
  });
});
