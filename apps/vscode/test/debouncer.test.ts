import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Debouncer } from "../src/completion/debouncer.ts";

const middle = { before: "a", isLineEnd: false, isDocumentEnd: false };
const best = { before: "(", isLineEnd: true, isDocumentEnd: true };

function typed(pauseMs: number, keys = 100): Debouncer {
  const debouncer = new Debouncer();
  for (let key = 0; key < keys; key += 1) debouncer.noteKey(key * pauseMs);
  return debouncer;
}

describe("the wait after a key", () => {
  test("is three usual pauses in the middle of a name and one and a half at a line's end", () => {
    expect(new Debouncer().delayMs(middle)).toBe(600);
    expect(new Debouncer().delayMs(best)).toBe(300);
  });

  test("is shorter for who types quicker", () => {
    expect(typed(120).delayMs(middle)).toBe(360);
    expect(typed(300).delayMs(middle)).toBe(900);
  });

  test("does not take thinking for slow typing", () => {
    const debouncer = typed(120);
    debouncer.noteKey(1_000_000);
    debouncer.noteKey(1_000_120);
    expect(debouncer.delayMs(middle)).toBe(360);
  });

  test("is shortened by what the server takes, since one waits for that too", () => {
    const debouncer = new Debouncer();
    for (let answer = 0; answer < 100; answer += 1) debouncer.noteAnswer(400);
    expect(debouncer.delayMs(middle)).toBeCloseTo(200, -1);
    expect(debouncer.delayMs(best)).toBe(100);
  });

  test("stays between 100 ms and 1 s, whatever is typed and answered", () => {
    const durations = fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { maxLength: 200 });
    const moment = fc.record({
      before: fc.string({ maxLength: 1 }),
      isLineEnd: fc.boolean(),
      isDocumentEnd: fc.boolean(),
    });
    fc.assert(
      fc.property(durations, durations, moment, (pauses, answers, at) => {
        const debouncer = new Debouncer();
        let now = 0;
        for (const pause of pauses) {
          now += pause;
          debouncer.noteKey(now);
        }
        for (const answer of answers) debouncer.noteAnswer(answer);
        const delay = debouncer.delayMs(at);
        expect(delay).toBeGreaterThanOrEqual(100);
        expect(delay).toBeLessThanOrEqual(1_000);
      }),
    );
  });
});
