import { decodeUtf8, diffTexts, type FileDiff } from "@devflow/diff";
import type { DiffFiles } from "./diff-stream.ts";
import { type GitOptions, runGitOk } from "./run-git.ts";
import { splitNul, unreadableEntries } from "./split-nul.ts";
import { readWorktreeFile } from "./worktree-file.ts";

/** The bound of a tracked file's diff, so that adding a file to the index changes nothing. */
const MAX_FILE_BYTES = 5_000_000;
/** More are a build folder that somebody forgot to ignore. */
const MAX_FILES = 5_000;

/** Paths that are neither in the index nor ignored; a nested repository ends with `/`. */
export async function listUntracked(options: GitOptions): Promise<string[]> {
  return splitNul(await untrackedNames(options));
}

function untrackedNames(options: GitOptions): Promise<Buffer> {
  return runGitOk(["ls-files", "--others", "--exclude-standard", "-z"], options);
}

/** Untracked files as added ones. git leaves them out of a diff, a reviewer should not. */
export async function readUntracked(root: string, options: GitOptions): Promise<DiffFiles> {
  const result: DiffFiles = { files: [], unreadable: [] };
  const names = await untrackedNames(options);
  const paths = splitNul(names);
  for (const path of paths.slice(0, MAX_FILES)) {
    const outcome = await readAsAdded(root, path);
    if (typeof outcome === "string") result.unreadable.push({ path, reason: outcome });
    else result.files.push(outcome);
  }
  for (const path of paths.slice(MAX_FILES)) {
    result.unreadable.push({ path, reason: `more than ${MAX_FILES} untracked files` });
  }
  for (const path of unreadableEntries(names)) {
    result.unreadable.push({ path, reason: "its name is not valid UTF-8" });
  }
  return result;
}

/** The file, or the reason why it cannot be shown. */
async function readAsAdded(root: string, path: string): Promise<FileDiff | string> {
  if (path.endsWith("/")) return "a repository of its own";
  const found = await readWorktreeFile(root, path, MAX_FILE_BYTES);
  if (found.kind === "too_large") {
    return `its diff is too large (${Math.ceil(found.sizeBytes / 1_000_000)} MB)`;
  }
  if (found.kind === "none") return "cannot be read";
  const isSymlink = found.kind === "symlink";
  const content = isSymlink ? Buffer.from(found.target) : found.content;
  const meta = { path, previousPath: null, status: "added" } as const;
  if (content.includes(0)) {
    return { ...meta, isBinary: true, isSubmodule: false, isSymlink, hunks: [] };
  }
  const text = decodeUtf8(content);
  if (text === null) return "not valid UTF-8";
  const outcome = diffTexts(null, text, meta);
  return outcome.ok ? { ...outcome.file, isSymlink } : outcome.reason;
}
