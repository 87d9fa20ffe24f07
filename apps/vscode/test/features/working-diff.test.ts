import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseUnifiedDiff } from "@devflow/diff";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type WorkingFile, workingDiff } from "../../src/features/review/working-diff.ts";

const folder = mkdtempSync(join(tmpdir(), "devflow-working-diff-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (path: string, oldText: string | null, newText: string | null): WorkingFile => ({
  path,
  previousPath: null,
  oldText,
  newText,
});

/** What git makes of the old text with the diff. */
function applied(each: WorkingFile): string | null {
  const at = join(folder, each.path);
  if (each.oldText !== null) writeFileSync(at, each.oldText);
  const { diff } = workingDiff([each]);
  if (diff !== "")
    execFileSync("git", ["apply", "--whitespace=nowarn", "-"], {
      cwd: folder,
      input: diff,
      stdio: "pipe",
    });
  const read = each.newText === null && diff !== "" ? null : readFileSync(at, "utf8");
  rmSync(at, { force: true });
  return read;
}

describe("the diff of the working tree", () => {
  test("is what git prints", () => {
    expect(workingDiff([file("src/a.ts", "one\ntwo\n", "one\nTWO\n")]).diff).toMatchInlineSnapshot(`
      "diff --git a/src/a.ts b/src/a.ts
      --- a/src/a.ts
      +++ b/src/a.ts
      @@ -1,2 +1,2 @@
       one
      -two
      +TWO
      "
    `);
  });

  test.each<[string, WorkingFile]>([
    ["a new file", file("new.ts", null, "a\nb\n")],
    ["a new file without a last newline", file("new.ts", null, "a")],
    ["a deleted file", file("old.ts", "a\nb\n", null)],
    ["an emptied file", file("empty.ts", "a\n", "")],
    ["a file that was empty", file("filled.ts", "", "a\n")],
    ["CRLF", file("crlf.ts", "a\r\nb\r\n", "a\r\nc\r\n")],
    ["a newline that goes", file("end.ts", "a\nb\n", "a\nb")],
    ["a name with a space", file("a b.ts", "a\n", "b\n")],
    ["a name with a quote", file('a"b.ts', "a\n", "b\n")],
  ])("%s is applied by git and read by the server", (_, each) => {
    expect(applied(each)).toBe(each.newText);
    const [parsed] = parseUnifiedDiff(workingDiff([each]).diff);
    expect(parsed?.path).toBe(each.path);
  });

  test("whatever changes is applied by git", () => {
    const text = fc
      .array(fc.constantFrom("a", "b", "c", ""), { maxLength: 8 })
      .map((all) => all.join("\n"));
    fc.assert(
      fc.property(text, text, (oldText, newText) => {
        fc.pre(oldText !== newText);
        expect(applied(file("any.txt", oldText, newText))).toBe(newText);
      }),
      { numRuns: 40 },
    );
  });

  test("what the server would refuse as too much is left out file by file", () => {
    const half = (path: string) => file(path, null, "0123456789\n".repeat(90_000));
    const all = ["a", "b", "c", "d"].map((name) => half(`${name}.txt`));
    const { diff, files, leftOut } = workingDiff([...all, file("small.ts", null, "1\n")]);
    expect(diff.length).toBeLessThan(4_000_000);
    expect(parseUnifiedDiff(diff).map(({ path }) => path)).toEqual([
      "a.txt",
      "b.txt",
      "c.txt",
      "small.ts",
    ]);
    expect(files).toBe(4);
    expect(leftOut).toEqual([
      { path: "d.txt", reason: "no room: all changes together are larger than 4000000 characters" },
    ]);
  });

  test("a rename alone is a rename", () => {
    const moved = { ...file("b.ts", "same\n", "same\n"), previousPath: "a.ts" };
    expect(workingDiff([moved]).diff).toBe(
      "diff --git a/a.ts b/b.ts\nrename from a.ts\nrename to b.ts\n",
    );
  });

  test("what is no text, or too large, is named and left out", () => {
    const { diff, files, leftOut } = workingDiff([
      file("logo.png", null, "\0PNG"),
      file("big.txt", null, "x".repeat(1_000_001)),
    ]);
    expect([diff, files]).toEqual(["", 0]);
    expect(leftOut).toEqual([
      { path: "logo.png", reason: "not a text" },
      { path: "big.txt", reason: "larger than 1000000 characters" },
    ]);
  });
});
