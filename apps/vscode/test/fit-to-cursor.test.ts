import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitToCursor } from "../src/completion/fit-to-cursor.ts";

describe("a suggestion and what stands right of the cursor", () => {
  test.each([
    // At the end of a line everything is as it came.
    ["a + b", "", "a + b", 0],
    ["{\n  return 1;\n}", "  ", "{\n  return 1;\n}", 0],
    // The editor closed a bracket that the expert closes, too.
    ["first, second)", ")", "first, second)", 1],
    ["first, second):\n    return", ")", "first, second):\n    return", 1],
    ['name"', '"', 'name"', 1],
    ['a[0]", b)', '")', 'a[0]", b)', 2],
    ["0];", "];", "0];", 2],
    // It closes only what it opened itself: the editor's bracket stays.
    ["f(x)", ")", "f(x)", 0],
    ["first, second", ")", "first, second", 0],
    // Several lines would push the bracket away, unless the first opens a block.
    ["first,\nsecond", ")", "first,", 0],
    ["() => {\n  run();\n}", ")", "() => {\n  run();\n}", 0],
    // Code on the right: one line, and not what stands there a second time.
    ["first + rest(x)", "rest(x)", "first + rest(x)", 7],
    ["first\nsecond", "+ third", "first", 0],
  ])("%j before %j becomes %j", (text, after, shown, replacedAfter) => {
    expect(fitToCursor(text, after)).toEqual({ text: shown, replacedAfter });
  });

  test("nothing is left of white space", () => {
    expect(fitToCursor("  \n", "")).toBeNull();
    expect(fitToCursor("\nnext();", "more()")).toBeNull();
  });

  test("never replaces more than stands there, nor invents text", () => {
    const code = fc.string({ unit: fc.constantFrom(..."ab ()[]{}\"';,\n") });
    fc.assert(
      fc.property(code, code, (text, after) => {
        const line = after.split("\n")[0] ?? "";
        const fitted = fitToCursor(text, line);
        if (fitted === null) return;
        expect(text.startsWith(fitted.text)).toBe(true);
        expect(fitted.replacedAfter).toBeLessThanOrEqual(line.length);
      }),
    );
  });
});
