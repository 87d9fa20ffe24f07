import * as vscode from "vscode";
import { currentText } from "../../files/current-text.ts";
import { lookAgain } from "../../files/real-path.ts";
import { uriOf } from "../shared/located-file.ts";
import { refusedPlace } from "./check-places.ts";
import { changedSince, type SentFile } from "./check-standing.ts";
import { lineReplacements } from "./line-edits.ts";
import type { Proposal } from "./proposal-preview.ts";

/**
 * Writes a change into its files as one step that can be undone; null when it did, else why it did
 * not. It is all or nothing: a file that is not as it was sent stops it. The editor itself refuses edits of a
 * document that changed while they were on their way.
 */
export async function applyProposal(proposal: Proposal): Promise<string | null> {
  const { folder, files } = proposal;
  lookAgain();
  const refusal = refusedPlace(proposal);
  if (refusal !== null) return refusal;
  const documents = new Map<string, vscode.TextDocument>();
  for (const { path, isNew } of files) {
    if (isNew) continue;
    const document = await open(uriOf({ folder, path }));
    if (!document) return `${path} is not there any more.`;
    documents.set(path, document);
  }
  const readNow = (path: string) => currentText(uriOf({ folder, path }));
  const changed = await changedSince(neededOf(proposal), readNow);
  if (changed.length > 0) return `${changed.join(", ")} changed since it was asked for. Ask again.`;

  const edit = new vscode.WorkspaceEdit();
  for (const { path, text, isNew } of files) {
    const uri = uriOf({ folder, path });
    const document = documents.get(path);
    if (isNew || !document) edit.createFile(uri, { contents: new TextEncoder().encode(text) });
    else for (const each of editsOf(document, text)) edit.replace(uri, each.range, each.newText);
  }
  const isApplied = await vscode.workspace.applyEdit(edit, { isRefactoring: true });
  return isApplied
    ? null
    : "the editor refused the edit: a file is read-only, or changed in this moment. Ask again.";
}

/** What must be as it was: the files that were sent, and of new files that they are still not there. */
export function neededOf({ sent, files }: Proposal): SentFile[] {
  const touched = new Set(files.map(({ path }) => path));
  const created = files.filter(({ isNew }) => isNew).map(({ path }) => ({ path, text: null }));
  const known = new Set(created.map(({ path }) => path));
  return [...created, ...sent.filter(({ path }) => touched.has(path) && !known.has(path))];
}

async function open(uri: vscode.Uri): Promise<vscode.TextDocument | null> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return null;
  }
}

/** The edits that make a document's text another, few lines each. */
function editsOf(document: vscode.TextDocument, text: string): vscode.TextEdit[] {
  const end = document.lineAt(document.lineCount - 1).range.end;
  return lineReplacements(document.getText(), text).map(({ startLine, endLine, text: lines }) => {
    const range = new vscode.Range(startLine, 0, endLine, 0);
    // Behind the last line there is no next one to begin at.
    const reachable = endLine < document.lineCount ? range : new vscode.Range(range.start, end);
    return vscode.TextEdit.replace(document.validateRange(reachable), lines);
  });
}
