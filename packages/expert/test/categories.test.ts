import { describe, expect, test } from "vitest";
import { CATEGORIES, CATEGORY_NAMES, isCategory, parseFindings } from "../src/index.ts";

function categoryOf(word: string): string | undefined {
  const answer = `FINDING\nfile: a.ts\nline: \`x()\`\ncategory: ${word}\ntitle: t\nwhy: w\nEND`;
  return parseFindings(answer).findings[0]?.category;
}

test("every category is read back as itself, in any spelling of its words", () => {
  for (const name of CATEGORY_NAMES) {
    expect(categoryOf(name)).toBe(name);
    expect(categoryOf(name.replace("_", " ").toUpperCase())).toBe(name);
    expect(categoryOf(`**${name.replace("_", "-")}**`)).toBe(name);
  }
  expect(isCategory("reliability")).toBe(false);
});

describe("the usual other words", () => {
  test.each([
    ["bug", "correctness"],
    ["Logic Error", "correctness"],
    ["null pointer exception", "correctness"],
    ["TypeError", "correctness"],
    ["edge case", "correctness"],
    ["SQL injection", "security"],
    ["vulnerability", "security"],
    ["authorization", "security"],
    ["API security", "security"],
    ["reliability", "error_handling"],
    ["resource leak", "error_handling"],
    ["unhandled rejection", "error_handling"],
    ["error handling in async code", "error_handling"],
    ["race condition", "concurrency"],
    ["thread-safety", "concurrency"],
    ["async/await", "concurrency"],
    ["efficiency", "performance"],
    ["memory usage", "performance"],
    ["API misuse", "api_misuse"],
    ["incorrect usage", "api_misuse"],
    ["deprecated", "api_misuse"],
    ["breaking change", "compatibility"],
    ["API", "compatibility"],
    ["test coverage", "testing"],
    ["naming", "style"],
    ["formatting", "style"],
    ["nitpick", "style"],
    ["documentation", "style"],
    ["readability", "maintainability"],
    ["best practices", "maintainability"],
    ["code duplication", "maintainability"],
    ["the weather", "other"],
    ["", "other"],
  ])("%j is %s", (word, category) => {
    expect(categoryOf(word)).toBe(category);
  });
});

test("style is asked for only where the team wants it, and the prompt says so", () => {
  expect(CATEGORIES.style).toContain("only if the team asks");
});
