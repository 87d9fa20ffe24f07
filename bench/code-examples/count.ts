/**
 * What code examples come of checkouts: counts by language and kind, reasons against, rate, memory.
 *
 *     node bench/code-examples/count.ts FOLDER...
 */
import { codeOfCommit } from "../../apps/indexer/src/export/read-code.ts";
import {
  type CodeSource,
  extractCode,
  permissiveLicences,
} from "../../packages/dataset/src/index.ts";
import { openRepository } from "../../packages/git/src/index.ts";

const repositories = await Promise.all(
  process.argv.slice(2).map((folder) => openRepository(folder)),
);
let characters = 0;

async function sourceOf(checkout: (typeof repositories)[number]): Promise<CodeSource> {
  const tree = await checkout.tree(await checkout.resolve("HEAD"));
  const source = codeOfCommit({
    ...{ repository: checkout.name, tree, ignorePaths: [], committedAt: new Date(0) },
  });
  return {
    ...source,
    async *files(wanted) {
      for await (const file of source.files(wanted)) {
        characters += file.text.length;
        yield file;
      }
    },
  };
}

const examples: Record<string, Record<string, number>> = {};
const refused: Record<string, number> = {};
let count = 0;
const sources = await Promise.all(repositories.map(sourceOf));
const options = { fimFamily: "qwen-coder", allowedLicences: permissiveLicences } as const;
const begun = process.cpuUsage();
for await (const each of extractCode(sources, options)) {
  if ("reason" in each) {
    const reason = `${each.filter}: ${each.reason}`;
    refused[reason] = (refused[reason] ?? 0) + 1;
    continue;
  }
  count += 1;
  const row = examples[each.expert] ?? {};
  examples[each.expert] = row;
  const { origin } = each.provenance;
  row[origin] = (row[origin] ?? 0) + 1;
}
const { user, system } = process.cpuUsage(begun);
const seconds = (user + system) / 1e6;
console.table(examples);
console.table(Object.fromEntries(Object.entries(refused).sort(([a], [b]) => (a < b ? -1 : 1))));
const megabytes = characters / 1e6;
console.log(
  `${count} examples of ${megabytes.toFixed(1)} MB in ${seconds.toFixed(1)} s of processor time: ` +
    `${(megabytes / seconds).toFixed(2)} MB/s; ${Math.round(process.resourceUsage().maxRSS / 1e3)} MB at most`,
);
for (const checkout of repositories) await checkout.close();
