import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FindingDiagnostics } from "../../src/features/review/finding-diagnostics.ts";
import { readChanges } from "../../src/features/review/read-changes.ts";
import { trackFinding } from "../../src/features/review/tracked-findings.ts";
import { workingDiff } from "../../src/features/review/working-diff.ts";
import type { ReviewFinding } from "../../src/features/shared/answers.ts";
import type { GitRepository } from "../../src/features/shared/git-api.ts";
import * as editor from "../support/fake-editor.ts";

vi.mock("vscode", () => import("../support/fake-editor.ts"));

const root = "file:///w";
const { FileType } = editor;

afterEach(() => {
  editor.open.length = 0;
  editor.disk.clear();
});

describe("the remarks of a review stand on their lines", () => {
  const reviewed = "one\ntwo\nbad\n";
  const finding: ReviewFinding = {
    ...{ fingerprint: "f", path: "a.py", side: "RIGHT", start_line: 3, line: 3, severity: "high" },
    ...{ category: "c", title: "It is bad", body: "", source: "expert", edit: null },
  };
  const uri = `${root}/a.py`;
  let diagnostics: FindingDiagnostics;
  beforeEach(() => {
    diagnostics = new FindingDiagnostics();
  });
  afterEach(() => diagnostics.dispose());

  function openWith(text: string, name = uri): editor.FakeDocument {
    const document = new editor.FakeDocument(text, { uri: name });
    editor.open.push(document);
    return document;
  }
  function close(document: editor.FakeDocument): void {
    editor.open.splice(editor.open.indexOf(document), 1);
    editor.happens.closeDocument.fire(document);
  }
  const show = (now: string | null) => {
    const tracked = trackFinding(finding, reviewed);
    const files = new Map([[uri, { tracked: tracked === null ? [] : [tracked], text: reviewed }]]);
    return diagnostics.show(files, async () => now);
  };
  const linesIn = (name = uri) =>
    editor.problems.get(name)?.map(({ range }) => range.start.line) ?? [];

  test.each<[string, string | null, number[]]>([
    ["in a file that was not touched", reviewed, [2]],
    ["in one that somebody typed in while the review ran", "zero\none\ntwo\nbad\n", [3]],
    ["with other line ends", "zero\r\none\r\ntwo\r\nbad", [3]],
    ["nowhere, where the line was changed meanwhile", "one\ntwo\ngood\n", []],
    ["nowhere, where the file is gone", null, []],
  ])("%s", async (_, now, lines) => {
    expect(await show(now)).toHaveLength(lines.length);
    expect(linesIn()).toEqual(lines);
    if (now !== null) openWith(now);
    expect(await show(now)).toHaveLength(lines.length);
    expect(linesIn()).toEqual(lines);
  });

  test("also when the file changed while it was closed", async () => {
    await show(reviewed);
    close(openWith(reviewed));
    const document = openWith(`zero\n${reviewed}`);
    editor.happens.openDocument.fire(document);
    expect(linesIn()).toEqual([3]);
    close(document);
    editor.happens.openDocument.fire(openWith(reviewed));
    expect(linesIn()).toEqual([2]);
  });

  test("and follow their file to another name, open or not, after edits too", async () => {
    await show(reviewed);
    const document = openWith(`zero\n${reviewed}`);
    const start = new editor.Position(0, 0);
    const inserted = { range: new editor.Range(start, start), text: "zero\n" };
    editor.happens.change.fire({ document, contentChanges: [inserted as never] });
    expect(linesIn()).toEqual([3]);
    const [to, back] = [`${root}/b.py`, `${root}/lib/b.py`].map(editor.Uri.parse);
    if (to === undefined || back === undefined) throw new Error("both are names");
    editor.happens.rename.fire({ files: [{ oldUri: editor.Uri.parse(uri), newUri: to }] });
    close(document);
    editor.happens.openDocument.fire(openWith(`zero\n${reviewed}`, to.toString()));
    expect([linesIn(), linesIn(to.toString())]).toEqual([[], [3]]);
    editor.open.length = 0;
    editor.happens.rename.fire({ files: [{ oldUri: to, newUri: back }] });
    expect([linesIn(to.toString()), linesIn(back.toString())]).toEqual([[], [3]]);
  });

  test("until one is dismissed; taken back it stands where its lines are by then", async () => {
    await show(reviewed);
    const putBack = diagnostics.dismiss(editor.Uri.parse(uri) as never, "f");
    expect(linesIn()).toEqual([]);
    openWith(`zero\n${reviewed}`);
    putBack();
    expect(linesIn()).toEqual([3]);
  });
});

describe("what changed is read", () => {
  /** A repository with these files at HEAD, in which these changed. */
  function repositoryOf(
    committed: Record<string, string>,
    changed: readonly { path: string; from?: string; status?: number }[],
  ): GitRepository {
    const uriOf = (path: string) => editor.Uri.parse(`${root}/${path}`);
    return {
      rootUri: editor.Uri.parse(root),
      state: {
        ...{ remotes: [], mergeChanges: [], untrackedChanges: [] },
        indexChanges: changed.flatMap(({ path, from, status = 3 }) =>
          from === undefined
            ? []
            : [{ uri: uriOf(from), originalUri: uriOf(from), renameUri: uriOf(path), status }],
        ),
        workingTreeChanges: changed.flatMap(({ path, from }) =>
          from === undefined ? [{ uri: uriOf(path), originalUri: uriOf(path), status: 5 }] : [],
        ),
      },
      async status() {},
      async show(_: string, path: string) {
        const text = committed[path.replace("/w/", "")];
        if (text === undefined) throw new Error("it is not there");
        return text;
      },
      diffWith: async () => [],
      getMergeBase: async () => undefined,
    } as unknown as GitRepository;
  }
  const read = async (repository: GitRepository) => {
    const { files, leftOut } = await readChanges(repository, "head", new AbortController().signal);
    return { diff: workingDiff(files).diff, leftOut };
  };
  const put = (files: Record<string, string | number>) => {
    for (const [path, file] of Object.entries(files)) editor.disk.set(`${root}/${path}`, file);
  };

  test("without the line ends of the checkout, and without a mark of the encoding", async () => {
    put({ "a.py": "one\r\nTWO\r\n", "mixed.py": "\uFEFFa\rb\r\nC\n" });
    const repository = repositoryOf({ "a.py": "one\ntwo\n", "mixed.py": "\uFEFFa\nb\r\nc\n" }, [
      { path: "a.py" },
      { path: "mixed.py" },
    ]);
    const { diff } = await read(repository);
    expect(diff.split("\n").filter((line) => /^[-+][^-+]/.test(line))).toEqual([
      ...["-two", "+TWO"],
      ...["-c", "+C"],
    ]);
  });

  test("and what is not is named: links, repositories within, and where no line changed", async () => {
    put({
      "same.py": "a\r\n",
      link: FileType.SymbolicLink | FileType.File,
      vendored: FileType.Directory,
      "new.bin": "\0",
    });
    const repository = repositoryOf({ "same.py": "a\n", link: "old" }, [
      ...["same.py", "link", "vendored", "new.bin"].map((path) => ({ path })),
    ]);
    const { files, leftOut } = await readChanges(repository, "head", new AbortController().signal);
    expect([...leftOut, ...workingDiff(files).leftOut]).toEqual([
      { path: "same.py", reason: "no line of it changed" },
      { path: "link", reason: "a symbolic link" },
      { path: "vendored", reason: "a repository of its own" },
      { path: "new.bin", reason: "not a text" },
    ]);
  });

  test("without a file of secrets, whatever name it has now", async () => {
    put({ "config.txt": "KEY=hunter2\nmore\n", "copy.txt": "KEY=hunter2\n" });
    const repository = repositoryOf({ ".env": "KEY=hunter2\n" }, [
      { path: "config.txt", from: ".env" },
      { path: "copy.txt", from: ".env", status: 4 },
    ]);
    expect(await read(repository)).toEqual({
      diff: "",
      leftOut: [
        { path: "config.txt", reason: "may hold secrets" },
        { path: "copy.txt", reason: "may hold secrets" },
      ],
    });
  });

  test("with what is not saved, under the name it has now, and new files without a last newline", async () => {
    put({ "b.py": "one\n", "new.py": "x" });
    editor.open.push(new editor.FakeDocument("one\nunsaved\n", { uri: `${root}/b.py` }));
    const repository = repositoryOf({ "a.py": "one\n" }, [
      { path: "b.py", from: "a.py" },
      { path: "new.py" },
    ]);
    expect((await read(repository)).diff).toBe(
      [
        ...["diff --git a/a.py b/b.py", "rename from a.py", "rename to b.py"],
        ...["--- a/a.py", "+++ b/b.py", "@@ -1,1 +1,2 @@", " one", "+unsaved"],
        ...[
          "diff --git a/new.py b/new.py",
          "new file mode 100644",
          "--- /dev/null",
          "+++ b/new.py",
        ],
        ...["@@ -0,0 +1,1 @@", "+x", "\\ No newline at end of file", ""],
      ].join("\n"),
    );
  });
});
