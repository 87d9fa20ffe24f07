import { describe, expect, test } from "vitest";
import { ReadKeys } from "../src/scope/read-keys.ts";
import { addedFile, changedFile } from "./builders.ts";

const head = "a".repeat(40);

/** What was read of one file, as a later head knows it. */
function readBefore(file = before): Map<string, string> {
  const keys = new ReadKeys([file], new Map());
  return new Map(keys.newKeys(file.hunks).map((key) => [key, head]));
}

const before = changedFile("src/a.ts", [
  " top();",
  "+first();",
  "+second();",
  "+third();",
  " end();",
]);

describe("what the expert has read", () => {
  test.each([
    [
      "at another place",
      changedFile("src/a.ts", [" top();", "+first();", "+second();", "+third();", " end();"], 90),
    ],
    [
      "with other indentation",
      changedFile("src/a.ts", [" top();", "+  first();", "+  second();", "+  third();", " end();"]),
    ],
  ])("is not shown again %s", (_name, file) => {
    const keys = new ReadKeys([file], readBefore());
    expect(keys.isRead(file.hunks[0]!)).toBe(true);
    expect(keys.newKeys(file.hunks)).toEqual([]);
  });

  test("is read again where a line or its neighbour changed, and only there", () => {
    const lines = [" top();", "+first();", "+second();", "+other();", " end();"];
    const file = changedFile("src/a.ts", lines);
    const keys = new ReadKeys([file], readBefore());
    expect(keys.isRead(file.hunks[0]!)).toBe(false);
    // `second` has another neighbour, `other` is new; `first` is as it was.
    expect(keys.newKeys(file.hunks)).toHaveLength(2);
    const at = (line: number) => keys.readAt(file, { side: "RIGHT", startLine: line, line });
    expect([at(2), at(3), at(4)]).toEqual([head, null, null]);
  });

  test("is read again in another file: a copy is new", () => {
    const file = changedFile("src/b.ts", [" top();", "+first();", "+second();", "+third();"]);
    expect(new ReadKeys([file], readBefore()).isRead(file.hunks[0]!)).toBe(false);
  });

  test("says nothing about lines that are only context", () => {
    const keys = new ReadKeys([before], readBefore());
    expect(keys.readAt(before, { side: "RIGHT", startLine: 1, line: 1 })).toBeNull();
  });

  test("is kept by hunks when there are too many lines", () => {
    const text = (mark: string) =>
      Array.from({ length: 15_000 }, (_, index) => `${mark}(${index});`).join("\n");
    const files = [addedFile("src/a.ts", text("a")), addedFile("src/b.ts", text("b"))];
    const keys = new ReadKeys(files, new Map()).newKeys(files.flatMap(({ hunks }) => hunks));
    expect(keys).toHaveLength(2);
    const later = new ReadKeys(files, new Map(keys.map((key) => [key, head])));
    expect(files.every(({ hunks }) => later.isRead(hunks[0]!))).toBe(true);
  });
});
