import * as vscode from "vscode";
import { cleanGitUrl } from "./clean-git-url.ts";

/** What we need of the git extension that comes with VS Code (its API version 1). */
interface GitExtension {
  getAPI(version: 1): GitApi;
}
interface GitApi {
  getRepository(uri: vscode.Uri): GitRepository | null;
}
export interface GitRepository {
  rootUri: vscode.Uri;
  state: {
    remotes: readonly { name: string; fetchUrl?: string }[];
  };
}

/** The git repository of a file; null where there is none, or the git extension is off or still starting. */
export function repositoryOf(uri: vscode.Uri): GitRepository | null {
  const git = vscode.extensions.getExtension<GitExtension>("vscode.git");
  if (git?.isActive !== true) return null;
  try {
    return git.exports.getAPI(1).getRepository(uri);
  } catch {
    // "Git model not found": it is switched off by `git.enabled`.
    return null;
  }
}

/** The address that others know the repository by; null where it has none. */
export function remoteOf(repository: GitRepository): string | null {
  const { remotes } = repository.state;
  const named = (name: string) => remotes.find((remote) => remote.name === name);
  const url = (named("origin") ?? named("upstream") ?? remotes[0])?.fetchUrl;
  return url === undefined ? null : cleanGitUrl(url);
}

/** The path in its repository, else in the workspace, with forward slashes; null for an unsaved file. */
export function pathOf(uri: vscode.Uri): string | null {
  if (uri.scheme === "untitled") return null;
  const root = (repositoryOf(uri)?.rootUri ?? vscode.workspace.getWorkspaceFolder(uri)?.uri)?.path;
  if (root !== undefined && uri.path.startsWith(`${root}/`)) return uri.path.slice(root.length + 1);
  return uri.path.slice(uri.path.lastIndexOf("/") + 1);
}
