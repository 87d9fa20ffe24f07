import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import type * as vscode from "vscode";
import { obeyedFiles, refusedPlace } from "../../src/features/patches/check-places.ts";
import { isSecretFile } from "../../src/files/may-be-sent.ts";
import { ofWorkspace, settings, Uri } from "../support/fake-editor.ts";

vi.mock("vscode", () => import("../support/fake-editor.ts"));

const home = mkdtempSync(join(tmpdir(), "devflow-places-"));
const folder = join(home, "shop");
const write = (path: string) => {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), "KEY=1\n");
};
for (const path of ["shop/src/cart.ts", "shop/.env", "shop/.vscode/settings.json", ".bashrc"])
  write(path);
symlinkSync("../.bashrc", join(folder, "notes.md"));
symlinkSync(".env", join(folder, "config.txt"));
symlinkSync(".vscode", join(folder, "helpers"));
symlinkSync("..", join(folder, "up"));
symlinkSync("src", join(folder, "lib"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
afterEach(() => {
  delete settings["files.secret"];
  delete ofWorkspace["files.secret"];
});

const uriOf = (path: string) => Uri.parse(pathToFileURL(path).href) as unknown as vscode.Uri;
const refusal = (path: string, isNew: boolean) =>
  refusedPlace({
    answerId: "refactor-1",
    folder: uriOf(folder),
    sent: isNew ? [] : [{ path, text: "KEY=1\n" }],
    files: [{ path, text: "evil\n", isNew }],
  });

test.each([
  ["../.bashrc", false, "leads out"],
  ["/etc/passwd", true, "leads out"],
  ["src/../../x.ts", true, "leads out"],
  [".git/hooks/pre-commit", true, "leads out"],
  ["notes.md", false, "leads out"],
  ["up/x.ts", true, "leads out"],
  ["config.txt", false, "secrets"],
  [".env.local", true, "secrets"],
  ["helpers/tasks.json", true, "tools run or obey"],
  ["helpers/settings.json", false, "tools run or obey"],
  [".vscode/tasks.json", true, "tools run or obey"],
  ["packages/a/.husky/pre-push", true, "tools run or obey"],
  ["con.ts", true, "no name"],
])("a change of %s (new: %j) is not written", (path, isNew, why) => {
  expect(refusal(path, isNew)).toContain(why);
});

test.each([
  ["src/cart.ts", false],
  ["src/tax.ts", true],
  ["lib/cart.ts", false],
  // Whoever sends it asks about it; what only comes along is left out before.
  [".vscode/settings.json", false],
])("a change of %s (new: %j) is written where somebody takes it", (path, isNew) => {
  expect(refusal(path, isNew)).toBeNull();
});

test("a file that was not sent is not changed", () => {
  const files = [{ path: "src/cart.ts", text: "evil\n", isNew: false }];
  const proposal = { answerId: "refactor-1", folder: uriOf(folder), sent: [], files };
  expect(refusedPlace(proposal)).toBe("src/cart.ts was not sent.");
});

test("who decides is told of files that tools run", () => {
  const files = ["src/a.ts", "package.json", "tests/conftest.py", ".vscode/settings.json"].map(
    (path) => ({ path, text: "", isNew: false }),
  );
  expect(obeyedFiles({ files })).toEqual([
    "package.json",
    "tests/conftest.py",
    ".vscode/settings.json",
  ]);
});

test("a file of secrets is one by any name that a link gives it", () => {
  expect(isSecretFile(uriOf(join(folder, "config.txt")))).toBe(true);
  expect(isSecretFile(uriOf(join(folder, "lib/cart.ts")))).toBe(false);
  expect(isSecretFile(uriOf(join(folder, "not-there.ts")))).toBe(false);
});

test("a workspace adds to a person's secret files, and takes none away", () => {
  const file = uriOf(join(folder, "prices.private"));
  settings["files.secret"] = ["*.private"];
  ofWorkspace["files.secret"] = [];
  expect(isSecretFile(file)).toBe(true);
  ofWorkspace["files.secret"] = ["*.ours"];
  expect([isSecretFile(file), isSecretFile(uriOf(join(folder, "a.ours")))]).toEqual([true, true]);
});
