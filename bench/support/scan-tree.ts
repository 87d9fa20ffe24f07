import { spawnSync } from "node:child_process";
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const words = ["BehaviorSubject", "QuerySet", "ImmutableList", "Cholesky", "sessionmaker"];

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** What it costs to find a word without an index, for comparison: medians in milliseconds. */
export async function scanTree(
  folder: string,
): Promise<{ ripgrepMs: number | null; plainScanMs: number }> {
  const hasRipgrep = spawnSync("rg", ["--version"]).status === 0;
  const ripgrep: number[] = [];
  const plain: number[] = [];
  for (const word of words) {
    plain.push(await timed(() => plainScan(folder, word)));
    if (!hasRipgrep) continue;
    ripgrep.push(await timed(() => spawnSync("rg", ["--count", "--fixed-strings", word, folder])));
  }
  const middle = (times: number[]) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? null;
  return { ripgrepMs: middle(ripgrep), plainScanMs: middle(plain) ?? Number.NaN };
}

function plainScan(folder: string, word: string): number {
  let hits = 0;
  for (const path of globSync("**/*", { cwd: folder })) {
    const file = join(folder, path);
    if (statSync(file).isFile() && readFileSync(file).includes(word)) hits += 1;
  }
  return hits;
}
