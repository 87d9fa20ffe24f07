/**
 * Prints pairs of a test and what it is said to test, so that they can be read and judged.
 *
 *     node bench/code-examples/show-tests.ts COUNT FOLDER...
 *
 * COUNT of each language, those of the least ids: drawn by chance, the same ones each time.
 */
import { codeOfCommit } from "../../apps/indexer/src/export/read-code.ts";
import {
  extractCode,
  type InstructionExample,
  permissiveLicences,
} from "../../packages/dataset/src/index.ts";
import { openRepository } from "../../packages/git/src/index.ts";

const [count, ...folders] = process.argv.slice(2);
const checkouts = await Promise.all(folders.map((folder) => openRepository(folder)));
const sources = await Promise.all(
  checkouts.map(async (checkout) => {
    const tree = await checkout.tree(await checkout.resolve("HEAD"));
    const at = { repository: checkout.name, committedAt: new Date(0) };
    return codeOfCommit({ ...at, tree, ignorePaths: [] });
  }),
);
const pairs: InstructionExample[] = [];
const options = { fimFamily: "qwen-coder", allowedLicences: permissiveLicences } as const;
for await (const each of extractCode(sources, options)) {
  if ("reason" in each || each.method !== "sft") continue;
  if (each.provenance.origin === "test_of_function") pairs.push(each);
}
pairs.sort((a, b) => (a.id < b.id ? -1 : 1));
for (const [expert, all] of Map.groupBy(pairs, (each) => each.expert)) {
  for (const [at, { provenance, prompt, completion }] of all.slice(0, Number(count)).entries()) {
    console.log(
      `\n${"=".repeat(20)} ${expert} ${at + 1}: ${provenance.repository} ${provenance.path}`,
    );
    console.log(prompt.user);
    console.log(`${"-".repeat(20)}\n${completion}`);
  }
}
for (const checkout of checkouts) await checkout.close();
