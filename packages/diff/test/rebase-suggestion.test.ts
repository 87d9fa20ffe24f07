import { describe, expect, test } from "vitest";
import { rebaseSuggestion } from "../src/index.ts";

describe("rebaseSuggestion", () => {
  test.each([
    [
      "none at all",
      ["    return a;"],
      "if (a) {\n  return a;\n}",
      "    if (a) {\n      return a;\n    }",
    ],
    ["none on the first line", ["    a();", "    b();"], "a();\n    c();", "    a();\n    c();"],
    ["too much", ["  a();"], "      if (x) {\n        a();\n      }", "  if (x) {\n    a();\n  }"],
    [
      "spaces for tabs",
      ["\t\treturn a"],
      "    if a {\n        return a\n    }",
      "\t\tif a {\n\t\t\treturn a\n\t\t}",
    ],
    ["the right one", ["  a();"], "  if (x) a();", "  if (x) a();"],
    ["a blank line first", ["  a();"], "\nb();", "\n  b();"],
  ])("%s", (_name, replaced, suggestion, expected) => {
    expect(rebaseSuggestion(replaced, suggestion)).toBe(expected);
  });

  test("leaves one alone that is about the indentation", () => {
    expect(rebaseSuggestion(["        return total"], "    return total")).toBe("    return total");
  });

  test("leaves one alone that begins deeper than it ends", () => {
    expect(rebaseSuggestion(["  }", "}"], "    x();\n  }")).toBe("    x();\n  }");
  });

  test("keeps its last newline and an empty suggestion", () => {
    expect(rebaseSuggestion(["  a"], "b\n")).toBe("  b\n");
    expect(rebaseSuggestion(["  a"], "")).toBe("");
    expect(rebaseSuggestion(["  a"], "b\r\nc")).toBe("  b\n  c");
  });
});
