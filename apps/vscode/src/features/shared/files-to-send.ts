import { isObeyed } from "@devflow/assist/safe-path";
import * as vscode from "vscode";
import { currentText } from "../../files/current-text.ts";
import { isSecretFile, mayBeSent } from "../../files/may-be-sent.ts";
import type { FileToSend } from "./answers.ts";
import type { Span } from "./enclosing-symbol.ts";
import { runningGitApi } from "./git-api.ts";
import { type LocatedFile, locate, realPlace, uriOf } from "./located-file.ts";
import { repositoryName } from "./repository-name.ts";

/** Of files beside the one that is asked about; the server has its index for the rest. */
const MAX_OTHER_FILES = 8;
const MAX_OTHER_CHARACTERS = 60_000;

/**
 * A file with its selection, for the server. Raises an Error fit to be shown where it holds secrets
 * or cannot be read as text.
 */
export async function fileToSend(file: LocatedFile, selection: Span | null): Promise<FileToSend> {
  requireTrust();
  const uri = uriOf(file);
  if (isSecretFile(uri)) {
    throw new Error(`${file.path} is among the files with secrets, which are never sent.`);
  }
  const text = await currentText(uri);
  if (text === null) throw new Error(`${file.path} cannot be read as text.`);
  const lines = text.split("\n").length;
  return {
    path: file.path,
    text,
    selection: selection && {
      start_line: Math.min(selection.startLine, lines),
      end_line: Math.min(selection.endLine, lines),
    },
  };
}

/** Raises an Error fit to be shown: of a folder that is not trusted nothing is sent. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new Error("you have not said that you trust this folder, so nothing of it is sent.");
}

/** Files of the same repository that are open in tabs, most recent group first; none with secrets. */
export async function openFilesToSend(beside: LocatedFile): Promise<FileToSend[]> {
  const inputs = vscode.window.tabGroups.all.flatMap((group) =>
    group.tabs.map(({ input }) => input),
  );
  const files: FileToSend[] = [];
  const seen = new Set([beside.path]);
  for (const input of inputs) {
    if (files.length === MAX_OTHER_FILES) break;
    const file = input instanceof vscode.TabInputText ? locate(input.uri) : null;
    if (!file || file.folder.toString() !== beside.folder.toString()) continue;
    if (seen.has(file.path) || !mayBeSent(uriOf(file)) || realPlace(file) === null) continue;
    // What tools obey is changed where somebody asks about it, not because it is open.
    if (isObeyed(file.path)) continue;
    seen.add(file.path);
    const text = await currentText(uriOf(file));
    if (text === null || text.length > MAX_OTHER_CHARACTERS) continue;
    files.push({ path: file.path, text, selection: null });
  }
  return files;
}

/** By what the server knows the repository that a folder holds; null where nothing tells. */
export function repositoryOf(folder: vscode.Uri): string | null {
  const repository = runningGitApi()?.getRepository(folder);
  return repository ? repositoryName(repository.state.remotes) : null;
}
