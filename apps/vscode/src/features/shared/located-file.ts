import * as vscode from "vscode";
import { realPathOf } from "../../files/real-path.ts";
import { runningGitApi } from "./git-api.ts";
import { pathBelow } from "./path-below.ts";

/** A file by the folder that its repository begins in, and the path from there. */
export interface LocatedFile {
  folder: vscode.Uri;
  /** With forward slashes. */
  path: string;
}

/** Null for what is in no folder of the workspace: a file of its own, an unsaved one, a setting. */
export function locate(uri: vscode.Uri): LocatedFile | null {
  const folder =
    runningGitApi()?.getRepository(uri)?.rootUri ?? vscode.workspace.getWorkspaceFolder(uri)?.uri;
  if (!folder || folder.scheme !== uri.scheme) return null;
  const path = pathBelow(folder.path, uri.path);
  return path === null ? null : { folder, path };
}

export function uriOf({ folder, path }: LocatedFile): vscode.Uri {
  return vscode.Uri.joinPath(folder, ...path.split("/"));
}

/**
 * The path from the folder to where the file really is, or would be; null where a symbolic link leads out of it.
 * A file that is on no disk of this machine is where it says.
 */
export function realPlace(file: LocatedFile): string | null {
  const [folder, path] = [realPathOf(file.folder), realPathOf(uriOf(file))];
  return folder === null || path === null ? file.path : pathBelow(folder, path);
}
