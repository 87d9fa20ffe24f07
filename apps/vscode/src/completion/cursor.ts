import * as vscode from "vscode";
import type { Position } from "./answer-cache.ts";
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

export function cursorOf(
  document: vscode.TextDocument,
  position: vscode.Position,
  selected: vscode.SelectedCompletionInfo | undefined,
): Cursor {
  const replaced = selected?.range ?? new vscode.Range(position, position);
  const selectedText = selected?.text ?? "";
  const whole = document.getText();
  const start = document.offsetAt(replaced.start);
  const end = document.offsetAt(replaced.end);
  const text = `${whole.slice(0, start)}${selectedText}${whole.slice(end)}`;
  const line = document.lineAt(replaced.end.line).text;
  const place = {
    before: `${document.lineAt(replaced.start.line).text.slice(0, replaced.start.character)}${selectedText}`,
    after: line.slice(replaced.end.character),
    isDocumentEnd: whole.slice(end).trim() === "",
    isDocumentEmpty: whole.trim() === "",
  };
  return {
    uri: document.uri.toString(),
    language: document.languageId,
    text,
    offset: start + selectedText.length,
    place,
    eol: document.eol === vscode.EndOfLine.CRLF ? "\r\n" : "\n",
    replaced,
    selectedText,
  };
}
