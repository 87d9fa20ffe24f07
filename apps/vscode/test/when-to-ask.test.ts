import { describe, expect, test } from "vitest";
import { whyNotAsk } from "../src/completion/when-to-ask.ts";

/** `|` is the cursor. */
function asked(line: string, more: { isDocumentEnd?: boolean; isDocumentEmpty?: boolean } = {}) {
  const [before = "", after = ""] = line.split("|");
  return whyNotAsk({ before, after, isDocumentEnd: false, isDocumentEmpty: false, ...more });
}

describe("asking while somebody types", () => {
  test.each([
    "    total = |",
    "    tot|",
    "def total(items):|",
    "    |",
    "call(|)",
    'print("|")',
    "items[|];",
    "foo({ a: |})",
    "if (x) {|",
    "// the next one is|",
  ])("asks at %j", (line) => {
    expect(asked(line)).toBeNull();
  });

  test.each([
    ["to|tal = 1", "code_on_the_right"],
    ["call(|first, second)", "code_on_the_right"],
    ["return |value", "code_on_the_right"],
    ["total = 1;|", "after_a_statement"],
    ["call(first) |", "after_a_statement"],
    ["}|", "after_a_statement"],
    ["list = [1]|", "after_a_statement"],
  ])("does not ask at %j: %s", (line, reason) => {
    expect(asked(line)).toBe(reason);
  });

  test("does not ask in an empty document, nor below the last line", () => {
    expect(asked("|", { isDocumentEmpty: true })).toBe("empty_document");
    expect(asked("|", { isDocumentEnd: true })).toBe("after_the_last_line");
    expect(asked("    |", { isDocumentEnd: true })).toBeNull();
  });
});
