import { gitTextOrNull, runGit } from "./run-git.ts";

export interface TreeEntry {
  mode: string;
  type: "blob" | "tree" | "commit";
  sha: string;
  size: number;
  path: string;
}

async function listTree(gitDirectory: string, args: string[]): Promise<TreeEntry[]> {
  const output = await runGit(gitDirectory, ["ls-tree", "-l", "-z", "--full-tree", ...args]);
  const records = output.toString("utf8").split("\0").filter(Boolean);
  return records.map((record) => {
    const [meta = "", path = ""] = record.split("\t");
    const [mode = "", type, sha = "", size = ""] = meta.split(/\s+/);
    const kind = type === "tree" || type === "commit" ? type : "blob";
    return { mode, type: kind, sha, size: Number(size) || 0, path };
  });
}

/** What stands at a path of a commit: a file, folder, symlink or submodule; null when nothing. */
export async function readEntry(
  gitDirectory: string,
  commit: string,
  path: string,
): Promise<TreeEntry | null> {
  const [entry] = await listTree(gitDirectory, [commit, "--", `:(literal)${path}`]);
  return entry?.path === path ? entry : null;
}

export function readFolder(
  gitDirectory: string,
  tree: string,
  isRecursive = false,
): Promise<TreeEntry[]> {
  return listTree(gitDirectory, [...(isRecursive ? ["-r", "-t"] : []), tree]);
}

export function readBlob(gitDirectory: string, sha: string): Promise<Buffer> {
  return runGit(gitDirectory, ["cat-file", "blob", sha]);
}

/** Null when the object is missing or no blob. */
export async function blobSize(gitDirectory: string, sha: string): Promise<number | null> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return null;
  if ((await gitTextOrNull(gitDirectory, ["cat-file", "-t", sha])) !== "blob") return null;
  return Number(await gitTextOrNull(gitDirectory, ["cat-file", "-s", sha]));
}
