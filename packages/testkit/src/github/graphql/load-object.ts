import { launchGit } from "../git/git-launcher.ts";
import type { Repository } from "../model.ts";

/** GitHub gives no more of a blob's text. */
const mostTextBytes = 512_000;

export interface GitObject {
  oid: string;
  type: string;
  size: number;
}

interface Waiting {
  spec: string;
  resolve: (object: GitObject | null) => void;
  reject: (error: unknown) => void;
}

const waiting = new Map<Repository, Waiting[]>();

/**
 * What `commit:path` or an object's id names; null when there is none. The fields of one query ask
 * together: one git for all of them, instead of one of 3 ms for each.
 */
export function loadObject(repository: Repository, spec: string): Promise<GitObject | null> {
  const [commit = ""] = spec.split(":");
  if (repository.lostCommits.has(commit) || /[\n\0]/.test(spec)) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const asked = waiting.get(repository) ?? [];
    if (asked.length === 0) setImmediate(() => void lookUp(repository));
    waiting.set(repository, [...asked, { spec, resolve, reject }]);
  });
}

async function lookUp(repository: Repository): Promise<void> {
  const asked = waiting.get(repository) ?? [];
  waiting.delete(repository);
  try {
    const input = Buffer.from(`${asked.map(({ spec }) => spec).join("\n")}\n`);
    const args = ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"];
    const { stdout } = await launchGit(repository.gitDirectory, args, input);
    const lines = stdout.toString("utf8").split("\n");
    for (const [index, { resolve }] of asked.entries()) {
      const [, oid, type, size] = /^([0-9a-f]{40}) (\w+) (\d+)$/.exec(lines[index] ?? "") ?? [];
      const isFound = oid !== undefined && type !== undefined;
      resolve(isFound ? { oid, type, size: Number(size) } : null);
    }
  } catch (error) {
    for (const { reject } of asked) reject(error);
  }
}

/** A blob's text as GitHub gives it: null for bytes that are none, cut when it is long. */
export async function blobText(repository: Repository, oid: string): Promise<string | null> {
  const { stdout } = await launchGit(repository.gitDirectory, ["cat-file", "blob", oid]);
  return stdout.includes(0) ? null : stdout.subarray(0, mostTextBytes).toString("utf8");
}

export function isTruncated({ size }: GitObject): boolean {
  return size > mostTextBytes;
}
