import * as vscode from "vscode";

/**
 * What is used of the built-in Git extension's API, version 1, as its `git.d.ts` has it. The editor
 * starts git; we start nothing.
 */
export interface GitApi {
  /** Repositories are looked for while it is `uninitialized`, when a window was just opened. */
  readonly state: "uninitialized" | "initialized";
  readonly onDidChangeState: vscode.Event<"uninitialized" | "initialized">;
  readonly repositories: readonly GitRepository[];
  getRepository(uri: vscode.Uri): GitRepository | null;
}

export interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly HEAD?: {
      readonly name?: string;
      readonly commit?: string;
      readonly upstream?: unknown;
    };
    readonly remotes: readonly { name: string; fetchUrl?: string; pushUrl?: string }[];
    readonly workingTreeChanges: readonly GitChange[];
    readonly indexChanges: readonly GitChange[];
    readonly mergeChanges: readonly GitChange[];
    /** Since 1.87; elsewhere untracked files are among the changes of the working tree. */
    readonly untrackedChanges?: readonly GitChange[];
  };
  /** The text of a file at a commit; throws where it is not there. */
  show(ref: string, path: string): Promise<string>;
  status(): Promise<void>;
  diffWith(ref: string): Promise<GitChange[]>;
  getMergeBase(ref1: string, ref2: string): Promise<string | undefined>;
  /** Commits, the newest first; `range` as in `main..HEAD`, since 1.82. */
  log?(options: { range: string; maxEntries: number }): Promise<{ hash: string }[]>;
  /** The branch that this one was made from, by git's configuration and history. */
  getBranchBase?(name: string): Promise<{ name?: string; remote?: string } | undefined>;
}

export interface GitChange {
  readonly uri: vscode.Uri;
  readonly originalUri: vscode.Uri;
  readonly renameUri?: vscode.Uri;
  readonly status: number;
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** The Git extension's API, once it knows its repositories; null where it is switched off or not there. */
export async function gitApi(): Promise<GitApi | null> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  if (!extension) return null;
  const git = extension.isActive ? extension.exports : await extension.activate();
  if (!git.enabled) return null;
  const api = git.getAPI(1);
  await isInitialized(api);
  return api;
}

/** It says so also where looking for repositories failed. */
function isInitialized(api: GitApi): Promise<void> {
  return new Promise((resolve) => {
    if (api.state === "initialized") return resolve();
    const listening = api.onDidChangeState((state) => {
      if (state !== "initialized") return;
      listening.dispose();
      resolve();
    });
  });
}

/** The same where it runs already: nothing is waited for. */
export function runningGitApi(): GitApi | null {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  return extension?.isActive && extension.exports.enabled ? extension.exports.getAPI(1) : null;
}
