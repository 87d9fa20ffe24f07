/**
 * Mines pairs of texts that belong together from source code, for train.py.
 *
 *   node training/embedder/extract-pairs.ts --out FILE [--limit 8000] [--language rust]... DIR...
 *
 * Each DIR is one package or repository; `DIR/*` gives many. A DIR with a .git also gives commit
 * subjects. The same folders always give the same file: packages and files are taken in the order
 * of their names' digests, so that a limit takes from all over a package.
 */
import { createWriteStream, existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { finished } from "node:stream/promises";
import { parseArgs } from "node:util";
import { contentSkipReason, pathSkipReason } from "@devflow/retrieval/training";
import { languageOf, readSyntax } from "@devflow/syntax";
import { mineCommits } from "./mine-commits.ts";
import { mineFile } from "./mine-file.ts";
import { TestPairs } from "./mine-tests.ts";
import { digest, type Pair, SeenPairs } from "./pair.ts";

const { values, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string" },
    limit: { type: "string", default: "8000" },
    language: { type: "string", multiple: true },
  },
});
if (values.out === undefined || folders.length === 0) throw new Error("say --out FILE and folders");
const limit = Number(values.limit);
const seen = new SeenPairs();
const out = createWriteStream(values.out);
/** Names count half of what documentation may: they are many, and say less. */
const NAME_SHARE = 0.5;
const BUILT_BESIDE_SOURCE = /^(lib|es\d*|esm|cjs|umd|_?esm\d*|development|build)\//;

async function minePackage(folder: string): Promise<number> {
  const name = basename(folder);
  const files = await sourceFiles(folder);
  const tests = new TestPairs();
  const counts = new Map<string, number>();
  const most = { documentation: limit, name: limit * NAME_SHARE, test: limit, commit: limit };
  const keep = (pairs: readonly Pair[]) => {
    for (const pair of pairs) {
      const count = counts.get(pair.kind) ?? 0;
      if (count >= most[pair.kind] || !seen.add(pair)) continue;
      counts.set(pair.kind, count + 1);
      out.write(`${JSON.stringify(pair)}\n`);
    }
  };
  for (const path of files) {
    if ((counts.get("documentation") ?? 0) >= limit) break;
    const content = await readFile(join(folder, path));
    if (contentSkipReason(content) !== null) continue;
    const text = content.toString("utf8");
    const facts = await readSyntax({ path, text });
    if (facts === null || facts.definitions.length === 0) continue;
    const file = { package: name, path, text, facts };
    const { pairs, definitions } = mineFile(file);
    keep(pairs);
    tests.add(file, definitions);
  }
  keep(tests.pairs());
  if (existsSync(join(folder, ".git"))) keep(await mineCommits(folder, name));
  console.error(`${name}: ${files.length} files, ${JSON.stringify(Object.fromEntries(counts))}`);
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

async function sourceFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter(isWanted);
  const hasSource = paths.some((path) => path.startsWith("src/"));
  const kept = paths.filter((path) => !hasSource || !BUILT_BESIDE_SOURCE.test(path));
  const sized = await Promise.all(
    kept.map(async (path) => ({ path, sizeBytes: (await stat(join(folder, path))).size })),
  );
  return inDigestOrder(
    sized.filter((file) => pathSkipReason(file, []) === null).map(({ path }) => path),
  );
}

function isWanted(path: string): boolean {
  if (/(^|\/)\.git\/|\.d\.[cm]?ts$|(^|\/)_?vendor(ed|s)?\//.test(path)) return false;
  const language = languageOf(path);
  return language !== null && (values.language?.includes(language) ?? true);
}

function inDigestOrder(names: readonly string[]): string[] {
  const keyed = names.map((name) => ({ name, key: digest(name) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ name }) => name);
}

let total = 0;
for (const folder of inDigestOrder(folders)) total += await minePackage(folder);
out.end();
await finished(out);
console.error(`${total} pairs of ${folders.length} packages`);
