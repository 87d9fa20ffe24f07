import { constants } from "node:fs";
import { lstat, open, readlink } from "node:fs/promises";
import path from "node:path";

export type WorktreeFile =
  | { kind: "file"; content: Buffer }
  | { kind: "symlink"; target: string }
  /** Missing, a folder or other special file, below a symlink, or inside `.git`. */
  | { kind: "none" }
  | { kind: "too_large"; sizeBytes: number };

/**
 * Reads a file of a checkout and never anything outside: no part of the path may be a symlink, as
 * git itself has it. Race accepted: whoever replaces a folder by a symlink between the check and
 * the reading owns the checkout anyway.
 */
export async function readWorktreeFile(
  root: string,
  relativePath: string,
  maxBytes: number,
): Promise<WorktreeFile> {
  const parts = relativePath.split("/");
  const isForeign = parts.some((part) => /^(|\.|\.\.|\.git)$/i.test(part) || part.includes("\0"));
  if (isForeign || (path.sep === "\\" && relativePath.includes("\\"))) return { kind: "none" };
  const absolute = path.join(root, ...parts);
  try {
    for (let depth = 1; depth < parts.length; depth += 1) {
      const folder = await lstat(path.join(root, ...parts.slice(0, depth)));
      if (!folder.isDirectory()) return { kind: "none" };
    }
    const found = await lstat(absolute);
    if (found.isSymbolicLink()) return { kind: "symlink", target: await readlink(absolute) };
    return found.isFile() ? await readRegularFile(absolute, maxBytes) : { kind: "none" };
  } catch (error) {
    if (isSystemError(error)) return { kind: "none" };
    throw error;
  }
}

async function readRegularFile(absolute: string, maxBytes: number): Promise<WorktreeFile> {
  const handle = await open(absolute, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) return { kind: "too_large", sizeBytes: size };
    const content = await handle.readFile();
    // It may have grown since.
    if (content.length > maxBytes) return { kind: "too_large", sizeBytes: content.length };
    return { kind: "file", content };
  } finally {
    await handle.close();
  }
}

/** Missing, unreadable, or replaced while we looked: all the same to a reader. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
