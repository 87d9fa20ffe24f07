import * as vscode from "vscode";

/** A file's text as the editor has it, saved or not; null where there is none, or it is no text. */
export async function currentText(uri: vscode.Uri): Promise<string | null> {
  const open = openDocument(uri);
  if (open) return open.getText();
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const name = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === name);
}
