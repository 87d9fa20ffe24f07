import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AppliedChanges } from "../../src/features/patches/applied-changes.ts";
import type { Proposal } from "../../src/features/patches/proposal-preview.ts";
import * as editor from "../support/fake-editor.ts";

vi.mock("vscode", () => import("../support/fake-editor.ts"));

const folder = "file:///w";
const { Undo, Redo } = editor.TextDocumentChangeReason;
let told: string[];
let applied: AppliedChanges;

beforeEach(() => {
  editor.open.length = 0;
  told = [];
  applied = new AppliedChanges((id, outcome) => told.push(`${id} ${outcome}`));
});
afterEach(() => applied.dispose());

const proposal = (answerId: string, ...files: { path: string; before: string | null }[]) =>
  ({
    ...{ answerId, title: "Refactor", folder: editor.Uri.parse(folder) },
    sent: files.flatMap(({ path, before }) => (before === null ? [] : [{ path, text: before }])),
    files: files.map(({ path, before }) => ({ path, text: "new\n", isNew: before === null })),
  }) as unknown as Proposal;

/** The file has this text from now on; null where it is gone. */
function put(path: string, text: string | null): editor.FakeDocument | undefined {
  const uri = `${folder}/${path}`;
  const at = editor.open.findIndex((each) => String(each.uri) === uri);
  if (at >= 0) editor.open.splice(at, 1);
  if (text === null) return undefined;
  const document = new editor.FakeDocument(text, { uri });
  editor.open.push(document);
  return document;
}

async function edit(path: string, text: string, reason?: number): Promise<void> {
  const document = put(path, text);
  if (!document) return;
  editor.happens.change.fire({ document, contentChanges: [], ...(reason && { reason }) });
  await new Promise((resolve) => setImmediate(resolve));
}

test("a change that Undo takes back is undone, and done again it is applied", async () => {
  put("a.py", "new\r\nand more\r\n");
  applied.follow(proposal("refactor-1", { path: "a.py", before: "old\r\n" }));
  await edit("a.py", "new\r\n", Undo);
  expect(told).toEqual([]);
  await edit("a.py", "old\r\n", Undo);
  await edit("a.py", "older\r\n", Undo);
  await edit("a.py", "old\r\n", Redo);
  expect(told).toEqual(["refactor-1 undone"]);
  await edit("a.py", "new\r\n", Redo);
  expect(told).toEqual(["refactor-1 undone", "refactor-1 applied"]);
});

test("a change over several files is undone when all of them are as they were, and told of once", async () => {
  const [first, second] = [
    { path: "a.py", before: "a\n" },
    { path: "b.py", before: "b\n" },
  ];
  put("a.py", "new\n");
  put("b.py", "new\n");
  applied.follow(proposal("refactor-1", first, second));
  await edit("a.py", "a\n", Undo);
  expect(told).toEqual([]);
  const [a, b] = [put("a.py", "a\n"), put("b.py", "b\n")];
  for (const document of [a, b]) {
    if (document) editor.happens.change.fire({ document, contentChanges: [], reason: Undo });
  }
  await expect.poll(() => told).toEqual(["refactor-1 undone"]);
});

test("tests whose new file is deleted are undone", async () => {
  put("test_a.py", "new\n");
  applied.follow(proposal("tests-1", { path: "test_a.py", before: null }));
  put("test_a.py", null);
  editor.happens.delete.fire({ files: [editor.Uri.parse(`${folder}/test_a.py`)] });
  await expect.poll(() => told).toEqual(["tests-1 undone"]);
});

test("of a text that was written back by hand, and of other files, nothing is told", async () => {
  put("a.py", "new\n");
  applied.follow(proposal("refactor-1", { path: "a.py", before: "old\n" }));
  await edit("a.py", "old\n");
  await edit("b.py", "old\n", Undo);
  expect(told).toEqual([]);
});
