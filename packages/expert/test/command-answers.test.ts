import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCode, readDescription, readProse } from "../src/index.ts";

describe("a block of code is read from an answer", () => {
  test.each([
    ["with words around it", "Here:\n```ts\nconst a = 1;\n```\nDone.", "ts", "const a = 1;"],
    [
      "the longest of several",
      "```\na\n```\n```go\npackage b\nfunc c() {}\n```",
      "go",
      "package b\nfunc c() {}",
    ],
    ["with fences inside", "````md\n```\nx\n```\n````", "md", "```\nx\n```"],
    ["after reasoning", "<think>```\nno\n```</think>\n~~~py\nx = 1\n~~~", "py", "x = 1"],
  ])("%s", (_name, answer, language, code) => {
    expect(readCode(answer)).toEqual({ language, code });
  });

  test.each([
    ["nothing", ""],
    ["words only", "I would test the empty case."],
    ["a block that was cut off", "```ts\nconst a ="],
    ["an empty block", "```\n\n```"],
  ])("none from %s", (_name, answer) => {
    expect(readCode(answer)).toBeNull();
  });
});

describe("a description is read from an answer", () => {
  const paths = new Set(["src/a.ts", "docs/b c.md"]);

  test("in the form that was asked for", () => {
    const answer =
      "TITLE: Add a cart.\nSUMMARY:\n- One\n  goes on\n- Two\nFILES:\n- src/a.ts: first\n- `docs/b c.md`: second\n- made/up.ts: third";
    expect(readDescription(answer, paths)).toEqual({
      title: "Add a cart",
      summary: ["One goes on", "Two"],
      files: new Map([
        ["src/a.ts", "first"],
        ["docs/b c.md", "second"],
      ]),
    });
  });

  test("in the form that small models prefer", () => {
    const answer =
      '**Title:** "Add a cart"\n\n## Summary\n* One\n\n## Walkthrough\n1. **src/a.ts**: first\n';
    expect(readDescription(answer, paths)).toEqual({
      title: "Add a cart",
      summary: ["One"],
      files: new Map([["src/a.ts", "first"]]),
    });
  });

  test("nothing from an answer without any of it", () => {
    expect(readDescription("As an AI model I", paths)).toBeNull();
  });
});

test("no answer makes a reader throw", () => {
  const line = fc.oneof(
    fc.constantFrom("```", "~~~ts", "TITLE: x", "SUMMARY:", "- src/a.ts: y", "FILES:", "<think>"),
    fc.string({ unit: "binary", maxLength: 40 }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const answer = lines.join("\n");
      readCode(answer);
      readDescription(answer, new Set(["src/a.ts"]));
      expect(readProse(answer)).not.toBe("");
    }),
  );
});
