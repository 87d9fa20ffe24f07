import * as vscode from "vscode";
import { currentText } from "../../files/current-text.ts";
import { isSecretFile } from "../../files/may-be-sent.ts";
import type { GitRepository } from "../shared/git-api.ts";
import { pathBelow } from "../shared/path-below.ts";
import { asLines, type WorkingFile } from "./working-diff.ts";

/** What a review is of. */
export type ReviewBase =
  /** What is not committed yet, new files too. */
  | "head"
  /** All of the branch since it left the one that it was made from, and what is not committed. */
  | "branch";

export interface LocalChanges {
  /** With line feeds alone at the ends of lines. */
  files: WorkingFile[];
  /** What is not sent, with the reason. */
  leftOut: { path: string; reason: string }[];
}

/** `INDEX_COPIED` of the Git extension's `Status`: what it was copied from is still there. */
const COPIED = 4;
const MAX_FILES = 500;
/** The server takes twice as many. */
const MAX_COMMITS = 250;

/** Reads what changed, through the editor's own git. Files with secrets are named, and not read. */
export async function readChanges(
  repository: GitRepository,
  base: ReviewBase,
  signal: AbortSignal,
): Promise<LocalChanges> {
  await repository.status();
  const ref = base === "head" ? "HEAD" : await branchBase(repository);
  const changes = await changesSince(repository, ref);
  const local: LocalChanges = { files: [], leftOut: [] };
  for (const change of changes.values()) {
    signal.throwIfAborted();
    const path = pathBelow(repository.rootUri.path, change.uri.path);
    if (path === null) continue;
    if (change.isUnsavedOnly && !(await isTracked(repository, change.uri))) continue;
    if (change.names.some(isSecretFile)) local.leftOut.push({ path, reason: "may hold secrets" });
    else if (local.files.length === MAX_FILES) {
      local.leftOut.push({ path, reason: `more than ${MAX_FILES} files changed` });
    } else {
      const read = await readFile(repository, ref, change, path);
      if (typeof read !== "string") local.files.push(read);
      else if (read !== "") local.leftOut.push({ path, reason: read });
    }
  }
  return local;
}

/** Ids of the branch's own commits, by which the server knows its pull request; of none where it is no branch. */
export async function commitsOf(repository: GitRepository): Promise<string[]> {
  try {
    const range = `${await branchBase(repository)}..HEAD`;
    const commits = await repository.log?.({ range, maxEntries: MAX_COMMITS });
    return commits?.map(({ hash }) => hash) ?? [];
  } catch {
    return [];
  }
}

interface Changed {
  uri: vscode.Uri;
  /** Where it was. */
  previous: vscode.Uri;
  /** All names that it has and had: what was in a file of secrets is one of secrets by any name. */
  names: vscode.Uri[];
  /** Git sees no change of it, the editor has one. */
  isUnsavedOnly: boolean;
}

/** Every changed file once: of the branch, staged, not staged, not tracked, and not saved. */
async function changesSince(repository: GitRepository, ref: string): Promise<Map<string, Changed>> {
  const { state } = repository;
  const committed = ref === "HEAD" ? [] : await repository.diffWith(ref);
  const local = [
    ...state.indexChanges,
    ...state.workingTreeChanges,
    ...(state.untrackedChanges ?? []),
    ...state.mergeChanges,
  ];
  const changes = new Map<string, Changed>();
  for (const change of [...committed, ...local]) {
    const uri = change.renameUri ?? change.uri;
    // A file that was moved in the index and edited afterwards is still a file that was moved.
    const known = changes.get(uri.toString());
    const previous = known?.previous ?? (change.status === COPIED ? uri : change.originalUri);
    const names = [...(known?.names ?? []), uri, change.originalUri];
    changes.set(uri.toString(), { uri, previous, names, isUnsavedOnly: false });
  }
  for (const { uri, isDirty } of vscode.workspace.textDocuments) {
    if (!isDirty || uri.scheme !== repository.rootUri.scheme || changes.has(uri.toString()))
      continue;
    changes.set(uri.toString(), { uri, previous: uri, names: [uri], isUnsavedOnly: true });
  }
  return changes;
}

/** A file that git knows: one that is ignored, such as a build's output, is nobody's change. */
async function isTracked(repository: GitRepository, uri: vscode.Uri): Promise<boolean> {
  return (await textAt(repository, "HEAD", uri)) !== null;
}

/** Else why it is not read; an empty reason where there is nothing to read. */
async function readFile(
  repository: GitRepository,
  ref: string,
  { uri, previous, isUnsavedOnly }: Changed,
  path: string,
): Promise<WorkingFile | string> {
  const type = await typeOf(uri);
  if (type !== null && type & vscode.FileType.SymbolicLink) return "a symbolic link";
  if (type !== null && type & vscode.FileType.Directory) return "a repository of its own";
  const previousPath = pathBelow(repository.rootUri.path, previous.path) ?? path;
  const was = await textAt(repository, ref, previous);
  // What is there and is no text is told by the diff, as is what was no text before.
  const is = type === null ? null : ((await currentText(uri)) ?? "\0");
  const [oldText, newText] = [was && asLines(was), is && asLines(is)];
  const isMoved = oldText !== null && previousPath !== path;
  if (oldText === newText && !isMoved) {
    return isUnsavedOnly || is === null ? "" : "no line of it changed";
  }
  return { path, previousPath: isMoved ? previousPath : null, oldText, newText };
}

/** Null where there is nothing. */
async function typeOf(uri: vscode.Uri): Promise<vscode.FileType | null> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type;
  } catch {
    return null;
  }
}

/** The text of a file at a commit, or null where it was not there. */
async function textAt(
  repository: GitRepository,
  ref: string,
  uri: vscode.Uri,
): Promise<string | null> {
  try {
    return await repository.show(ref, uri.fsPath);
  } catch {
    return null;
  }
}

/** Where the branch left the one that it was made from. Raises an Error fit to be shown. */
async function branchBase(repository: GitRepository): Promise<string> {
  const name = repository.state.HEAD?.name;
  const from = name ? await repository.getBranchBase?.(name) : undefined;
  const candidates = [
    from?.name && (from.remote ? `${from.remote}/${from.name}` : from.name),
    "origin/HEAD",
    "origin/main",
    "origin/master",
    "main",
    "master",
  ];
  for (const candidate of candidates) {
    if (!candidate || candidate === name) continue;
    const base = await mergeBase(repository, candidate);
    if (base) return base;
  }
  throw new Error("no branch was found that this one was made from.");
}

async function mergeBase(repository: GitRepository, ref: string): Promise<string | undefined> {
  try {
    return await repository.getMergeBase("HEAD", ref);
  } catch {
    return undefined;
  }
}

/** The repository that a review is of: that of the open file, the only one, or the one that is chosen. */
export async function chooseRepository(
  repositories: readonly GitRepository[],
  open: vscode.Uri | undefined,
): Promise<GitRepository | null> {
  const around = repositories
    .filter(({ rootUri }) => open && pathBelow(rootUri.path, open.path) !== null)
    .toSorted((a, b) => b.rootUri.path.length - a.rootUri.path.length);
  const [nearest] = around;
  if (nearest) return nearest;
  const [first, second] = repositories;
  if (!first) {
    void vscode.window.showInformationMessage(
      "DevFlow: no git repository is open, so there are no changes to review.",
    );
    return null;
  }
  if (!second) return first;
  const items = repositories.map((repository) => ({
    label: vscode.workspace.asRelativePath(repository.rootUri),
    repository,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: "DevFlow: which repository shall be reviewed?",
  });
  return chosen?.repository ?? null;
}
