import { afterEach, expect, test, vi } from "vitest";
import type { TextDocument } from "vscode";
import { Declarations } from "../src/context/declarations.ts";
import * as editor from "./support/fake-editor.ts";

vi.mock("vscode", () => import("./support/fake-editor.ts"));

afterEach(() => {
  editor.open.length = 0;
  editor.disk.clear();
  editor.answersOf.clear();
});

const own = new editor.FakeDocument("total = price_of(item)\nsum = ", { uri: "file:///w/a.py" });
const range = new editor.Range(new editor.Position(1, 4), new editor.Position(1, 12));

async function declared(uri: string): Promise<unknown> {
  const found = [{ uri: editor.Uri.parse(uri), range }];
  editor.answersOf.set("vscode.executeDefinitionProvider", () => found);
  const text = own.getText();
  const position = { text, textStart: 0, offset: text.length, uri: "", language: "python" };
  return await new Declarations().of(own as unknown as TextDocument, position, 10_000);
}

test("a declaration is read from its file without opening that as a document, which linters would look at", async () => {
  editor.disk.set(
    "file:///w/prices.py",
    "import x\r\ndef price_of(item):\r\n    return item.price\r\n",
  );
  expect(await declared("file:///w/prices.py")).toEqual([
    { filepath: "prices.py", body: "def price_of(item):\n    return item.price" },
  ]);
});

test("one in a file that is open is what the editor has of it, and none comes from a file of secrets", async () => {
  const text = "\ndef price_of(item, share):\n";
  editor.open.push(new editor.FakeDocument(text, { uri: "file:///w/prices.py" }));
  expect(await declared("file:///w/prices.py")).toMatchObject([
    { body: "def price_of(item, share):" },
  ]);
  editor.disk.set("file:///w/.env", "A=1\nKEY=2\n");
  expect(await declared("file:///w/.env")).toEqual([]);
});
