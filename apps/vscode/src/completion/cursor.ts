import * as vscode from "vscode";
import type { Position } from "./spot.ts";
import type { Place } from "./when-to-ask.ts";

/** Where is asked about, with the entry that the suggestion list has selected as if it were typed. */
export interface Cursor extends Position {
  place: Place;
  eol: "\n" | "\r\n";
  /** What an item replaces at least: the word that the selected entry replaces, or nothing. */
  replaced: vscode.Range;
  /** The selected entry; items begin with it, since VS Code shows only those that agree with the list. */
  selectedText: string;
}

/**
 * What is read of a document for a key: more than is ever sent, and as much in a long document as in a short one.
 * Making one string of 20,000 lines takes milliseconds, and would with every key.
 */
const charsBefore = 30_000;
const charsAfter = 10_000;
/** Of the line around the cursor; a minified file is one line. */
const lineChars = 1_000;

export function cursorOf(
  document: vscode.TextDocument,
  position: vscode.Position,
  selected: vscode.SelectedCompletionInfo | undefined,
): Cursor {
  const replaced = selected?.range ?? new vscode.Range(position, position);
  const selectedText = selected?.text ?? "";
  const start = document.offsetAt(replaced.start);
  const first = document.positionAt(Math.max(0, start - charsBefore));
  const last = document.positionAt(document.offsetAt(replaced.end) + charsAfter);
  const before = document.getText(new vscode.Range(first, replaced.start));
  const after = document.getText(new vscode.Range(replaced.end, last));
  const isWhole = last.isEqual(document.lineAt(document.lineCount - 1).range.end);
  const isDocumentEnd = isWhole && after.trim() === "";
  const line = `${before.slice(-lineChars)}${selectedText}`;
  return {
    uri: document.uri.toString(),
    language: document.languageId,
    text: `${before}${selectedText}${after}`,
    textStart: start - before.length,
    offset: start + selectedText.length,
    place: {
      before: line.slice(line.lastIndexOf("\n") + 1),
      after: /^[^\r\n]*/.exec(after.slice(0, lineChars))?.[0] ?? "",
      isDocumentEnd,
      isDocumentEmpty: isDocumentEnd && start === before.length && before.trim() === "",
    },
    eol: document.eol === vscode.EndOfLine.CRLF ? "\r\n" : "\n",
    replaced,
    selectedText,
  };
}
