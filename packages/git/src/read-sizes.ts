import { type GitOptions, runGitOk } from "./run-git.ts";

/** Sizes in the order of the ids; NaN where the store has no such blob (partial clones). */
export async function readSizes(
  blobShas: readonly string[],
  options: GitOptions,
): Promise<number[]> {
  if (blobShas.length === 0) return [];
  const output = await runGitOk(["cat-file", "--batch-check=%(objectsize)", "--buffer"], {
    ...options,
    input: blobShas.map((id) => `${id}\n`).join(""),
  });
  return output.toString("latin1").split("\n").map(Number);
}
