import { UsageError } from "@devflow/errors";
import { describe, expect, test } from "vitest";
import { decodeUtf8, diffTexts, parseFilePatch, renderHunk } from "../src/index.ts";

const META = { path: "src/a.ts", previousPath: null, status: "modified" } as const;

describe("parseFilePatch", () => {
  test("reads hunks without a header and without a newline at the end", () => {
    const file = parseFilePatch("@@ -8,2 +8,3 @@ class A\n a\n+b\n c", META);
    expect(file).toMatchObject({ path: "src/a.ts", status: "modified", isBinary: false });
    expect(file.hunks[0]?.lines.at(-1)).toMatchObject({ oldLine: 9, newLine: 10, text: "c" });
  });

  test("gives no hunks for an empty patch", () => {
    expect(parseFilePatch("", { ...META, status: "renamed" }).hunks).toEqual([]);
  });

  test("knows a submodule by its content", () => {
    const id = "1".repeat(40);
    expect(parseFilePatch(`@@ -0,0 +1 @@\n+Subproject commit ${id}`, META).isSubmodule).toBe(true);
    expect(parseFilePatch("@@ -0,0 +1 @@\n+Subproject commit", META).isSubmodule).toBe(false);
  });

  test("refuses what is no hunk", () => {
    expect(() => parseFilePatch("hello", META)).toThrow(UsageError);
  });
});

describe("diffTexts", () => {
  test("shows an added file as one hunk, as git does", () => {
    const outcome = diffTexts(null, "a\nb", { ...META, status: "added" });
    expect(outcome).toMatchObject({
      ok: true,
      file: { status: "added", hunks: [{ oldStart: 0, oldLines: 0, newStart: 1, newLines: 2 }] },
    });
  });

  test("shows a deleted file as removed lines only", () => {
    const outcome = diffTexts("a\n", null, { ...META, status: "deleted" });
    expect(outcome).toMatchObject({ file: { hunks: [{ oldStart: 1, newStart: 0, newLines: 0 }] } });
  });

  test("gives up on texts beyond the size limit", () => {
    const outcome = diffTexts("x".repeat(11), null, META, { maxCharacters: 10 });
    expect(outcome).toEqual({ ok: false, reason: "larger than 10 characters" });
  });

  test("gives up when comparing takes too long", () => {
    const lines = (prefix: string) =>
      Array.from({ length: 20_000 }, (_, index) => `${prefix}${index}`).join("\n");
    const outcome = diffTexts(lines("a"), lines("b"), META, { timeoutMs: 20 });
    expect(outcome).toEqual({ ok: false, reason: "comparing took longer than 20 ms" });
  });
});

test("renderHunk shows markers, and numbers when asked", () => {
  const file = parseFilePatch("@@ -9,3 +9,3 @@\n a\n-b\r\n+B\r\n c", META);
  expect(renderHunk(file.hunks[0]!, { numbered: true })).toBe(
    [" 9  a", "10 -b", "10 +B", "11  c"].join("\n"),
  );
  expect(renderHunk(file.hunks[0]!, { numbered: false })).toBe([" a", "-b", "+B", " c"].join("\n"));
});

test("decodeUtf8 takes text only", () => {
  expect(decodeUtf8(Buffer.from("ä\r\n"))).toBe("ä\r\n");
  expect(decodeUtf8(Buffer.from("\ufeffa"))).toBe("\ufeffa");
  expect(decodeUtf8(Buffer.from([0x61, 0xff]))).toBeNull();
  expect(decodeUtf8(Buffer.from("a\0b"))).toBeNull();
});
