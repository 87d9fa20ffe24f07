import { describe, expect, test } from "vitest";
import { flaggedLinesNow } from "../../src/index.ts";

const said = `export function average(items: number[]): number {
  const total = items.reduce((sum, item) => sum + item, 0);
  return total / items.length;
}

export const currency = "EUR";
`;
const flagged = { startLine: 3, line: 3, suggestion: null };
const suggestion = "  return items.length === 0 ? 0 : total / items.length;";
const committed = said.replace("  return total / items.length;", suggestion);

describe("what became of commented lines", () => {
  test.each([
    ["nothing changed", said],
    ["lines were added above", `// shop\n\n${said}`],
    ["they were indented anew", said.replaceAll("  ", "\t\t")],
    ["a neighbour changed", said.replace("const total", "const sum")],
    [
      "they moved",
      `${said.replace("  return total / items.length;\n", "")}  return total / items.length;\n`,
    ],
  ])("the same: %s", (_name, now) => {
    expect(flaggedLinesNow(said, now, flagged)).toBe("same");
  });

  test.each([
    ["written otherwise", said.replace("total / items", "total / (items")],
    ["removed", said.replace("  return total / items.length;\n", "")],
    ["the file is gone", null],
  ])("changed: %s", (_name, now) => {
    expect(flaggedLinesNow(said, now, flagged)).toBe("changed");
  });

  test("committed, whoever typed it and however it is indented", () => {
    expect(flaggedLinesNow(said, committed, { ...flagged, suggestion })).toBe("committed");
    const indented = committed.replaceAll("  ", "    ");
    expect(flaggedLinesNow(said, indented, { ...flagged, suggestion })).toBe("committed");
  });

  test("committed together with a change of the neighbours", () => {
    const now = committed.replace("const total =", "const total: number =").replace("EUR", "USD");
    expect(flaggedLinesNow(said, now, { ...flagged, suggestion })).toBe("committed");
  });

  test("a suggestion of several lines that keeps some of them", () => {
    const lines = { startLine: 2, line: 3 };
    const wanted = `  const total = items.reduce((sum, item) => sum + item, 0);\n${suggestion}\n`;
    expect(flaggedLinesNow(said, committed, { ...lines, suggestion: wanted })).toBe("committed");
    const other = said.replace("total / items.length", "total");
    expect(flaggedLinesNow(said, other, { ...lines, suggestion: wanted })).toBe("changed");
  });

  test("a suggestion to delete is committed when only they are gone", () => {
    const gone = said.replace("  return total / items.length;\n", "");
    expect(flaggedLinesNow(said, gone, { ...flagged, suggestion: "" })).toBe("committed");
  });

  test("something new between several flagged lines is a change of them", () => {
    const now = said.replace("0);\n", "0);\n  if (items.length === 0) return 0;\n");
    expect(flaggedLinesNow(said, now, { ...flagged, startLine: 2 })).toBe("changed");
    expect(flaggedLinesNow(said, now, flagged)).toBe("same");
  });

  test("a suggestion that is about white space only is compared with it", () => {
    const tabbed = { ...flagged, suggestion: "\treturn total / items.length;" };
    expect(flaggedLinesNow(said, said, tabbed)).toBe("same");
    const now = said.replace("  return", "\treturn");
    expect(flaggedLinesNow(said, now, tabbed)).toBe("committed");
  });

  test("lines that are not in the file tell nothing", () => {
    expect(flaggedLinesNow(said, said, { ...flagged, line: 90 })).toBeNull();
    expect(flaggedLinesNow("", said, flagged)).toBeNull();
  });
});
