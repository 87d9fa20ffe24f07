import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { InlineCompletionItemProvider } from "vscode";
import { completionPart } from "../src/completion/part.ts";
import type { Host } from "../src/host/host.ts";
import * as editor from "./support/fake-editor.ts";

vi.mock("vscode", () => import("./support/fake-editor.ts"));

const { FakeDocument, Position, Range } = editor;
type Document = InstanceType<typeof FakeDocument>;
const uri = "file:///a/b.py";

let told: Record<string, unknown>[];
let part: { dispose(): void };

/** A gateway whose completion is "price", and which keeps the events that it is told. */
function startPart(): void {
  const gateway = {
    async ask({ path, body }: { path: string; body: { events: Record<string, unknown>[] } }) {
      if (path === "/v1/events") told.push(...body.events);
      const choices = [{ index: 0, text: "price" }];
      return { body: { id: "cmpl-1", choices }, elapsedMs: 5, source: "expert" };
    },
  };
  part = completionPart.register({
    gateway,
    context: { workspaceState: { get: () => undefined, update: async () => {} } },
    connection: { mayAskUnasked: () => true },
    activity: { during: (work: () => unknown) => work(), noteLatency() {} },
    session: { onChange: () => ({ dispose() {} }) },
    snooze: { isOn: false },
  } as unknown as Host);
}

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(editor.settings, {
    "completions.debounceMs": 0,
    "context.declarations": false,
    "context.recentEdits": false,
    "events.send": "always",
  });
  editor.open.length = 0;
  told = [];
  startPart();
});
afterEach(() => {
  part.dispose();
  vi.useRealTimers();
});

function openText(text: string, at = uri): Document {
  const document = new FakeDocument(text, { uri: at });
  editor.open.push(document);
  return document;
}

/** The text becomes another by these edits, which VS Code gives in one event. */
function change(document: Document, text: string, ...edits: editor.Change[]): Document {
  const contentChanges = edits.map((edit) => {
    const start = document.positionAt(edit.rangeOffset);
    const end = document.positionAt(edit.rangeOffset + edit.rangeLength);
    return { ...edit, range: new Range(start, end) };
  });
  editor.open.splice(editor.open.indexOf(document), 1);
  const changed = openText(text, String(document.uri));
  editor.happens.change.fire({ document: changed, contentChanges });
  return changed;
}

/** Asks as VS Code does after a key, and draws what comes. */
async function suggest(document: Document, offset: number) {
  const [provider] = editor.providers as InlineCompletionItemProvider[];
  const token = { isCancellationRequested: false, onCancellationRequested() {} };
  const position = document.positionAt(offset);
  const items = provider?.provideInlineCompletionItems(
    ...([document, position, { triggerKind: 1 }, token] as unknown as Parameters<
      InlineCompletionItemProvider["provideInlineCompletionItems"]
    >),
  );
  await vi.advanceTimersByTimeAsync(10);
  return (await items) as unknown as editor.InlineCompletionItem[];
}

/** A completion at the end of `a = `, accepted. */
async function accept(): Promise<Document> {
  const before = openText("a = \n");
  editor.window.activeTextEditor = { document: before };
  const [item] = await suggest(before, 4);
  const after = change(before, "a = price\n", { rangeOffset: 4, rangeLength: 0, text: "price" });
  editor.commandsOf.get("devflow.completionAccepted")?.(item?.command.arguments[0] as never);
  return after;
}

async function retained(): Promise<unknown> {
  await vi.advanceTimersByTimeAsync(40_000);
  return told.find(({ type }) => type === "retained")?.retained_share;
}

test.each([
  ["the other editor of its document leaves a completion", false, ["view"]],
  ["its own editor ends a completion", true, []],
])("a cursor that moves in %s", async (_, isOwn, seen) => {
  const document = openText("a = \n");
  const [own, other] = [{ document }, { document }];
  editor.window.activeTextEditor = own;
  await suggest(document, 4);
  const selections = [{ active: new Position(0, 1) }];
  editor.happens.select.fire({ textEditor: isOwn ? own : other, selections });
  await vi.advanceTimersByTimeAsync(9_000);
  expect(told.map(({ type }) => type)).toEqual(seen);
});

test.each(["from the top down", "from the bottom up"])(
  "what was taken is found again after several edits at once that are told %s",
  async (order) => {
    const document = await accept();
    const edits = [
      { rangeOffset: 0, rangeLength: 1, text: "amount_of_all" },
      { rangeOffset: 4, rangeLength: 0, text: "(" },
      { rangeOffset: 9, rangeLength: 0, text: ")" },
    ];
    if (order === "from the bottom up") edits.reverse();
    change(document, "amount_of_all = (price)\n", ...edits);
    expect(await retained()).toBe(1);
  },
);

test("what was taken is found again in a file that was renamed, and in a folder that was", async () => {
  const document = await accept();
  const [folder, moved] = [editor.Uri.parse("file:///a"), editor.Uri.parse("file:///c")];
  editor.happens.rename.fire({ files: [{ oldUri: folder, newUri: moved }] });
  editor.happens.rename.fire({
    files: [
      { oldUri: editor.Uri.parse("file:///c/b.py"), newUri: editor.Uri.parse("file:///c/d.py") },
    ],
  });
  editor.open.splice(editor.open.indexOf(document), 1);
  const renamed = openText("a = price\n", "file:///c/d.py");
  change(renamed, "a = pr\n", { rangeOffset: 6, rangeLength: 3, text: "" });
  expect(await retained()).toBe(0.4);
});

test("what was taken at several cursors is followed at the first of them, where those above moved it to", async () => {
  const document = openText("a = \nb = \n");
  editor.window.activeTextEditor = { document };
  const [item] = await suggest(document, 9);
  const edits = [9, 4].map((rangeOffset) => ({ rangeOffset, rangeLength: 0, text: "price" }));
  const after = change(document, "a = price\nb = price\n", ...edits);
  editor.commandsOf.get("devflow.completionAccepted")?.(item?.command.arguments[0] as never);
  // Right behind it nothing is asked for unasked.
  expect(await suggest(after, 19)).toEqual([]);
  expect(await retained()).toBe(1);
});
