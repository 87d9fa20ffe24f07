import * as vscode from "vscode";
import { blockByIndentation } from "./block-by-indentation.ts";
import { enclosing, type Span } from "./enclosing-symbol.ts";
import { type LocatedFile, locate } from "./located-file.ts";

/** What a command is about. */
export interface CodeTarget {
  document: vscode.TextDocument;
  file: LocatedFile;
  /** 1-based, both ends included; null for the whole file. */
  selection: Span | null;
  /** Of the function or class, where the editor knows one. */
  name: string | null;
}

/** Where a command may be called from with arguments: a lens, a code action, or nothing. */
export interface TargetArgument {
  uri: vscode.Uri;
  range: vscode.Range;
}

/**
 * The code that a command is about: what a lens or code action names, else the selection, else the
 * function or class around the cursor, else the file. Null, and a word about it, where no file is open.
 */
export async function codeUnderCursor(argument?: unknown): Promise<CodeTarget | null> {
  const asked = isTarget(argument) ? argument : null;
  const editor = vscode.window.activeTextEditor;
  const document = asked ? await vscode.workspace.openTextDocument(asked.uri) : editor?.document;
  const file = document ? locate(document.uri) : null;
  if (!document || !file) {
    const isCell = document?.uri.scheme === "vscode-notebook-cell";
    void vscode.window.showInformationMessage(
      isCell
        ? "DevFlow: in a notebook there are completions only. This is for files."
        : "DevFlow: open a file of a folder in the workspace first.",
    );
    return null;
  }
  const range = asked?.range ?? editor?.selection;
  if (!range) return { document, file, selection: null, name: null };
  const symbols = await symbolsOf(document.uri);
  const chosen = spanOf(range);
  // Without an extension for the language the editor knows no functions, and indentation tells.
  const around =
    symbols.length > 0
      ? enclosing(symbols, chosen)
      : blockByIndentation(document.getText().split(/\r?\n/), chosen);
  const selection = range.isEmpty ? (around?.span ?? null) : chosen;
  return { document, file, selection, name: around?.name ?? null };
}

function isTarget(argument: unknown): argument is TargetArgument {
  if (typeof argument !== "object" || argument === null) return false;
  const { uri, range } = argument as Partial<TargetArgument>;
  return uri instanceof vscode.Uri && range instanceof vscode.Range;
}

/** A selection that ends at the first character of a line does not have that line. */
function spanOf(range: vscode.Range): Span {
  const endsBefore = range.end.character === 0 && range.end.line > range.start.line;
  return { startLine: range.start.line + 1, endLine: range.end.line + (endsBefore ? 0 : 1) };
}

/** Functions and classes of a file, by its language's extension; none where there is no such. */
export async function symbolsOf(uri: vscode.Uri): Promise<vscode.DocumentSymbol[]> {
  const found = await vscode.commands.executeCommand<
    (vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined
  >("vscode.executeDocumentSymbolProvider", uri);
  return (found ?? []).filter((symbol) => symbol instanceof vscode.DocumentSymbol);
}
