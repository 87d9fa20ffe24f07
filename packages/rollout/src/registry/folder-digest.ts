import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { UsageError } from "@devflow/errors";

/** A folder of a LoRA run has about ten files; checkpoints inside it are not what is served. */
const mostFiles = 200;

/**
 * SHA-256, hex, over all files of the folder: each by its path and the hash of its content, in
 * the order of their paths. Raises UsageError when it holds too many files or a link.
 */
export async function folderDigest(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const links = entries.filter((entry) => entry.isSymbolicLink());
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (links.length > 0 || files.length > mostFiles) {
    throw new UsageError(
      links.length > 0
        ? `${folder} holds a symbolic link (${links[0]?.name})`
        : `${folder} holds ${files.length} files`,
      "Name the folder of the finished adapter: its files themselves, without checkpoints.",
    );
  }
  const digest = createHash("sha256");
  for (const file of files) {
    const path = relative(folder, file).split(sep).join("/");
    digest.update(`${JSON.stringify(path)} ${await fileDigest(file)}\n`);
  }
  return digest.digest("hex");
}

async function fileDigest(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(file)) hash.update(piece);
  return hash.digest("hex");
}
