import { UsageError } from "@devflow/errors";
import { describe, expect, test } from "vitest";
import { type FileDiff, parseUnifiedDiff, pathOfDiff } from "../src/index.ts";

const INDEX = "index 1111111..2222222 100644\n";

function textDiff(body: string, path = "x"): string {
  return `diff --git a/${path} b/${path}\n${INDEX}--- a/${path}\n+++ b/${path}\n${body}`;
}

function only(text: string): FileDiff {
  const files = parseUnifiedDiff(text);
  expect(files).toHaveLength(1);
  return files[0]!;
}

describe("parseUnifiedDiff", () => {
  test("numbers the lines of both sides and keeps the section", () => {
    const file = only(
      textDiff(
        "@@ -3,4 +3,5 @@ function f() {\n a\n-b\n+B\r\n+C\n c\n d\n@@ -20 +20,0 @@\n-z\n\\ No newline at end of file\n",
      ),
    );
    expect(file.status).toBe("modified");
    const [first, second] = file.hunks;
    expect(first?.section).toBe("function f() {");
    expect(first?.lines.map((line) => [line.oldLine, line.newLine, line.text])).toEqual([
      [3, 3, "a"],
      [4, null, "b"],
      [null, 4, "B\r"],
      [null, 5, "C"],
      [5, 6, "c"],
      [6, 7, "d"],
    ]);
    expect(second).toMatchObject({ oldStart: 20, oldLines: 1, newStart: 20, newLines: 0 });
    expect(second?.lines).toMatchObject([{ oldLine: 20, newLine: null, noNewlineAtEnd: true }]);
  });

  test("reads a rename without and with changes, a copy, and a change of mode", () => {
    const files = parseUnifiedDiff(
      [
        "diff --git a/old name.ts b/new name.ts",
        "similarity index 100%",
        "rename from old name.ts",
        "rename to new name.ts",
        "diff --git a/a b/c b/d b/e",
        "similarity index 90%",
        "copy from a b/c",
        "copy to d b/e",
        "index 1111111..2222222 100644",
        "--- a/a b/c\t",
        "+++ b/d b/e\t",
        "@@ -1 +1 @@",
        "-a",
        "+b",
        "diff --git a/run.sh b/run.sh",
        "old mode 100644",
        "new mode 100755",
        "",
      ].join("\n"),
    );
    expect(files).toMatchObject([
      { path: "new name.ts", previousPath: "old name.ts", status: "renamed", hunks: [] },
      { path: "d b/e", previousPath: "a b/c", status: "copied" },
      { path: "run.sh", previousPath: null, status: "mode_changed" },
    ]);
  });

  test("reads quoted paths: octal bytes, quotes, tabs, backslashes", () => {
    const name = '"b/\\303\\244 \\"q\\" \\t\\\\.ts"';
    const file = only(
      `diff --git ${name.replace("b/", "a/")} ${name}\nold mode 100644\nnew mode 100755\n`,
    );
    expect(file.path).toBe('ä "q" \t\\.ts');
  });

  test("knows binary files in both forms, submodules, symlinks and empty files", () => {
    const files = parseUnifiedDiff(
      [
        "diff --git a/logo.png b/logo.png",
        "index 1111111..2222222 100644",
        "Binary files a/logo.png and b/logo.png differ",
        "diff --git a/data.bin b/data.bin",
        "new file mode 100644",
        "index 0000000000..2222222222",
        "GIT binary patch",
        "literal 4",
        "LcmZQzWMT#Y01f~L",
        "",
        "literal 0",
        "HcmV?d00001",
        "",
        "diff --git a/lib b/lib",
        "index 1111111..2222222 160000",
        "--- a/lib",
        "+++ b/lib",
        "@@ -1 +1 @@",
        "-Subproject commit 1111111111111111111111111111111111111111",
        "+Subproject commit 2222222222222222222222222222222222222222",
        "diff --git a/link b/link",
        "new file mode 120000",
        "index 0000000..1de5659",
        "--- /dev/null",
        "+++ b/link",
        "@@ -0,0 +1 @@",
        "+target",
        "\\ No newline at end of file",
        "diff --git a/empty b/empty",
        "deleted file mode 100644",
        "index e69de29..0000000",
        "",
      ].join("\n"),
    );
    expect(files).toMatchObject([
      { path: "logo.png", isBinary: true, status: "modified", hunks: [] },
      { path: "data.bin", isBinary: true, status: "added" },
      { path: "lib", isSubmodule: true, isSymlink: false },
      { path: "link", isSymlink: true, status: "added" },
      { path: "empty", status: "deleted", isBinary: false, hunks: [] },
    ]);
  });

  test("gives nothing for an empty diff", () => {
    expect(parseUnifiedDiff("")).toEqual([]);
  });

  test.each([
    ["prose", "hello\n", "line 1 of the diff: a `diff --git` line was expected"],
    [
      "a combined diff",
      "diff --cc x\nindex 1,2..3\n",
      "combined diffs of merges cannot be reviewed",
    ],
    ["a combined hunk", textDiff("@@@ -1 -1 +1 @@@\n"), "combined diffs of merges (`@@@`)"],
    ["a hunk cut short", textDiff("@@ -1,3 +1,3 @@\n a\n-b\n"), "ends inside a hunk"],
    ["a one-line hunk cut short", textDiff("@@ -1 +1 @@\n-b\n"), "ends inside a hunk"],
    ["a hunk with too many lines", textDiff("@@ -1 +1 @@\n-a\n-b\n+c\n"), "more lines than"],
    ["a broken hunk header", textDiff("@@ -a +1 @@\n+b\n"), "not a hunk header"],
    ["an impossible line 0", textDiff("@@ -0 +0 @@\n-a\n+b\n"), "lines that cannot exist"],
    ["a header without content", `diff --git a/x b/x\n${INDEX}`, "ends after its header"],
    ["a header without hunks", textDiff(""), "a hunk was expected"],
    ["shifted numbers", textDiff("@@ -1 +2 @@\n-a\n+b\n"), "do not follow"],
    ["hunks out of order", textDiff("@@ -9 +9 @@\n-a\n+b\n@@ -1 +1 @@\n-a\n+b\n"), "do not follow"],
    ["a foreign line in a hunk", textDiff("@@ -1,2 +1,2 @@\n a\n*b\n"), "lines start with"],
    ["text between the files", `${textDiff("@@ -1 +1 @@\n-a\n+b\n")}bye\n`, "`diff --git` line"],
    [
      "no prefixes",
      `diff --git x x\nold mode 100644\nnew mode 100755\n`,
      "no path with the prefixes",
    ],
    [
      "broken quoting",
      textDiff("@@ -1 +1 @@\n-a\n+b\n", '"x').replaceAll('a/"', '"a/'),
      "badly quoted",
    ],
  ])("refuses %s", (_, text, message) => {
    expect(() => parseUnifiedDiff(text)).toThrow(UsageError);
    expect(() => parseUnifiedDiff(text)).toThrow(message);
  });

  test("no beginning of a diff is taken for a whole one", () => {
    const whole = textDiff("@@ -1,2 +1,3 @@\n a\n-b\n+c\n+d\n");
    const lines = whole.split("\n");
    for (let count = 1; count < lines.length - 1; count += 1) {
      const cut = `${lines.slice(0, count).join("\n")}\n`;
      expect(() => parseUnifiedDiff(cut), cut).toThrow(UsageError);
    }
    expect(parseUnifiedDiff(whole)).toHaveLength(1);
  });
});

test("pathOfDiff names a file whose diff is broken", () => {
  expect(pathOfDiff(`diff --git a/x y b/x y\n${INDEX}garbage`)).toBe("x y");
  expect(pathOfDiff('diff --git "a/\\377" "b/\\377"\n')).toBe('"a/\\377" "b/\\377"');
});
