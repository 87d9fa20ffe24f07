import { beforeEach, describe, expect, test, vi } from "vitest";
import type { TextDocument } from "vscode";
import type { CompletionAsked } from "../src/completion/completion-source.ts";
import { cursorOf } from "../src/completion/cursor.ts";
import { InlineProvider } from "../src/completion/inline-provider.ts";
import { whyNotWantedIn } from "../src/completion/is-wanted-in.ts";
import { Snooze } from "../src/completion/snooze.ts";
import { namesInUse } from "../src/context/names-in-use.ts";
import {
  EndOfLine,
  FakeDocument,
  Position,
  Range,
  settings,
  workspace,
} from "./support/fake-vscode.ts";

vi.mock("vscode", () => import("./support/fake-vscode.ts"));

/** The fake has all that is used of it. */
const asDocument = (document: FakeDocument) => document as unknown as TextDocument;
const line = "    total = total + price * count  # as it was\n";

beforeEach(() => {
  for (const name of Object.keys(settings)) delete settings[name];
  workspace.isTrusted = true;
});

describe("the place of a key", () => {
  test.each([
    ["a short file", "a = 1\nb = |\nc = 3\n", "\n"],
    ["one with CRLF", "a = 1\r\nb = |2)\r\nc = 3\r\n", "\r\n"],
    ["the end of one", "a = 1\nb = |", "\n"],
    ["an empty one", "|", "\n"],
  ])("in %s is read as it stands", (_, marked, eol) => {
    const offset = marked.indexOf("|");
    const text = marked.replace("|", "");
    const document = new FakeDocument(text);
    const cursor = cursorOf(asDocument(document), document.positionAt(offset) as never, undefined);
    const [before = "", after = ""] = marked.split("|");
    expect(cursor).toMatchObject({ text, textStart: 0, offset, eol });
    expect(cursor.place).toEqual({
      before: before.split(/\r?\n/).at(-1),
      after: after.split(/\r?\n/)[0],
      isDocumentEnd: after.trim() === "",
      isDocumentEmpty: text === "",
    });
  });

  test("has the selected entry of the list as if it were typed", () => {
    const document = new FakeDocument("a = pri\n");
    const range = new Range(new Position(0, 4), new Position(0, 7));
    const selected = { range, text: "prices" } as never;
    const cursor = cursorOf(asDocument(document), new Position(0, 7) as never, selected);
    expect(cursor).toMatchObject({ text: "a = prices\n", offset: 10, selectedText: "prices" });
    expect(cursor.place.before).toBe("a = prices");
  });

  test.each([
    ["20,000 lines", line.repeat(20_000), 10_000 * line.length + 12],
    ["one line of a million characters", "call(a, b);".repeat(90_000), 500_000],
  ])("costs no more in %s than what is near it", (_, text, offset) => {
    const document = new FakeDocument(text);
    const position = document.positionAt(offset);
    const cursor = cursorOf(asDocument(document), position as never, undefined);
    expect(document.charsRead).toBeLessThanOrEqual(40_100);
    expect(cursor.text).toBe(text.slice(cursor.textStart, cursor.textStart + cursor.text.length));
    // All that is sent before the cursor, and behind it.
    expect(offset - cursor.textStart).toBeGreaterThanOrEqual(28_096);
    expect(cursor.textStart + cursor.text.length - offset).toBeGreaterThanOrEqual(8_000);
    expect(cursor.place.before.length).toBeLessThanOrEqual(1_000);
    expect(cursor.place.isDocumentEnd).toBe(false);
    const names = namesInUse(cursor.text, offset - cursor.textStart, { lines: 12, max: 10 });
    expect(names.length).toBeLessThanOrEqual(10);
  });

  const token = { isCancellationRequested: false, onCancellationRequested: () => ({}) } as never;

  /** Those whose answer is this text, and what they were asked. */
  function provide(text: string) {
    const asked: CompletionAsked[] = [];
    const provider = new InlineProvider({
      isOn: () => true,
      mayAskUnasked: () => true,
      source: {
        ask: async (one) => {
          asked.push(one);
          const choices = [{ completionId: "cmpl-1", index: 0, text }];
          return { choices, elapsedMs: 5, isCached: false };
        },
      },
      onShow() {},
    });
    settings["completions.debounceMs"] = 0;
    const atEnd = async (document: FakeDocument) => {
      const { end } = document.lineAt(document.lineCount - 1).range;
      const context = { triggerKind: 1, selectedCompletionInfo: undefined };
      const items = await provider.provideInlineCompletionItems(
        ...([asDocument(document), end, context, token] as unknown as Parameters<
          InlineProvider["provideInlineCompletionItems"]
        >),
      );
      return items.map(({ insertText }) => insertText);
    };
    return { asked, atEnd };
  }

  test("is asked about by what is near it, however often a key comes", async () => {
    const { asked, atEnd } = provide("price\nb");
    const text = line.repeat(20_000).replaceAll("\n", "\r\n");
    const document = new FakeDocument(`${text}    a = `);
    expect(await atEnd(document)).toEqual(["price\r\nb"]);
    expect(asked).toHaveLength(1);
    expect(document.charsRead).toBeLessThanOrEqual(40_100);
  });

  test("goes on with what is known over the end of a line, in a document with CRLF too", async () => {
    const { asked, atEnd } = provide("one(\n  two)");
    const document = (typed: string) => {
      const text = new FakeDocument(`a = ${typed}`);
      return Object.assign(text, { eol: EndOfLine.CRLF });
    };
    expect(await atEnd(document(""))).toEqual(["one(\r\n  two)"]);
    expect(await atEnd(document("one(\r\n  "))).toEqual(["two)"]);
    expect(asked).toHaveLength(1);
  });
});

describe("there are completions", () => {
  const why = (uri: string, languageId = "python", text = "a = 1\n") =>
    whyNotWantedIn(asDocument(new FakeDocument(text, { uri, languageId })), new Snooze());

  test.each([
    ["a file", "file:///a/b.py"],
    ["a file of a remote folder", "vscode-remote://ssh-remote+host/a/b.py"],
    ["one that was never saved", "untitled:Untitled-1"],
    ["a cell of a notebook", "vscode-notebook-cell:/a/b.ipynb#W0"],
  ])("in %s", (_, uri) => {
    expect(why(uri)).toBeNull();
  });

  test.each([
    ["the side of a diff that git has", "git:/a/b.py?ref=HEAD"],
    ["the message of a commit", "vscode-scm:git/scm0/input"],
    ["an output pane", "output:DevFlow"],
    ["a comment on a line", "comment://x/b.md"],
    ["the debugger's console", "debug:replinput"],
    ["a proposed change", "devflow-proposal:/a/b.py?after-1"],
    ["a setting", "vscode-userdata:/settings.json"],
  ])("in none of these: %s", (_, uri) => {
    expect(why(uri)).toBe("not_code");
  });

  test("neither in secret files, nor where somebody switched them off", () => {
    expect(why("file:///a/.env")).toBe("secret_file");
    expect(why("file:///a/certs/server.pem")).toBe("secret_file");
    settings["files.secret"] = ["private/**"];
    expect(why("file:///a/private/b.py")).toBe("secret_file");
    settings["completions.languages"] = { "*": true, python: false };
    expect(why("file:///a/b.py")).toBe("language_off");
    expect(why("file:///a/b.py", "go")).toBeNull();
    settings["completions.maxFileCharacters"] = 1_000;
    expect(why("file:///a/b.go", "go", "x".repeat(1_001))).toBe("too_large");
    workspace.isTrusted = false;
    expect(why("file:///a/b.go", "go")).toBe("untrusted");
    settings["completions.enabled"] = false;
    expect(why("file:///a/b.go", "go")).toBe("off");
  });
});
