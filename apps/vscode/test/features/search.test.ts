import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CodeSearch } from "../../src/features/search/search.ts";
import type { Host } from "../../src/host/host.ts";
import * as editor from "../support/fake-editor.ts";

vi.mock("vscode", () => import("../support/fake-editor.ts"));

const hit = (path: string) => ({
  ...{ repository: "acme/shop", path, start_line: 1, end_line: 1, kind: "function" },
  ...{ symbol: null, text: "x", commit: "0123456789", age_seconds: 1, reasons: [] },
});
/** What is looked at on the disk is there once it is let go. */
let held: (() => void)[];
let search: CodeSearch;

beforeEach(() => {
  held = [];
  editor.shown.length = 0;
  const folder = { name: "shop", uri: editor.Uri.parse("file:///w") };
  Object.assign(editor.workspace, { workspaceFolders: [folder] });
  vi.spyOn(editor.workspace.fs, "stat").mockImplementation(
    () => new Promise((resolve) => held.push(() => resolve({ type: editor.FileType.File }))),
  );
  search = new CodeSearch({ log: { warn() {} } } as unknown as Host);
});
afterEach(() => {
  search.dispose();
  editor.window.activeTextEditor = undefined;
  Object.assign(editor.workspace, { workspaceFolders: undefined });
  vi.restoreAllMocks();
});

/** Somebody who has a file open searches and goes through what was found. */
function begin(path: string) {
  const document = new editor.FakeDocument("a\n", { uri: "file:///w/own.py" });
  editor.window.activeTextEditor = { document };
  const ended = search.search();
  const pick = editor.quickPicks.at(-1) as editor.FakeQuickPick;
  pick.choose({ hit: hit(path) });
  return { ended, pick };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

/** What is waited for comes, the newest first. */
async function letGo(): Promise<void> {
  for (await soon(); held.length > 0; await soon()) held.pop()?.();
}

test("of what one goes through the last is shown, however long the others take", async () => {
  const { ended, pick } = begin("a.py");
  await vi.waitFor(() => expect(held).toHaveLength(1));
  pick.choose({ hit: hit("b.py") });
  await letGo();
  expect(editor.shown).toEqual(["file:///w/b.py"]);
  pick.leave();
  await ended;
  expect(editor.shown).toEqual(["file:///w/b.py", "file:///w/own.py"]);
});

test("a search that is given up shows nothing that was still on its way", async () => {
  const { ended, pick } = begin("a.py");
  await vi.waitFor(() => expect(held).toHaveLength(1));
  pick.leave();
  await letGo();
  await ended;
  expect(editor.shown).toEqual([]);
});
