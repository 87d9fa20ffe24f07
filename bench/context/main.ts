/**
 * Is what matters for a hunk in its context? Commits of real repositories, with truth that needs no
 * opinion: the index holds the commit's parent only, so that what the commit changed is hidden from
 * it. For each hunk: the definitions of the names on its added lines (as the TypeScript compiler
 * resolves them; for other languages as universal-ctags finds them, where there is one place only),
 * and the other files of the same commit. Against code search and a repository map, within the same
 * budget of tokens.
 *
 *   node bench/context/main.ts [--repository DIR]… [--commits N] [--tokens N] [--misses] [--json]
 *
 * Without --repository: the checkout that this file is in, whose history must be there.
 */
import { parseArgs } from "node:util";
import { migrate, migrationsFolder, openPglite } from "@devflow/database";
import { heading, table } from "../support/table.ts";
import { type MeasuredRepository, measureRepository } from "./measure-repository.ts";
import { type Summary, summarise } from "./score.ts";

const { values } = parseArgs({
  options: {
    repository: { type: "string", multiple: true, default: [import.meta.dirname] },
    commits: { type: "string", default: "30" },
    tokens: { type: "string", default: "2000" },
    misses: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

const database = await openPglite("memory");
await migrate(database, migrationsFolder);
try {
  const measured: MeasuredRepository[] = [];
  for (const folder of values.repository) {
    const options = { commits: Number(values.commits), maxTokens: Number(values.tokens) };
    measured.push(await measureRepository(database, folder, options));
  }
  const methods = measured[0]?.scores.keys() ?? [];
  const rows = [...methods].map((method) => ({
    method,
    ...summarise(measured.flatMap(({ scores }) => scores.get(method) ?? [])),
  }));
  if (values.json) {
    const repositories = measured.map(({ name, commits, scores }) => ({
      name,
      commits,
      methods: [...scores].map(([method, each]) => ({ method, ...summarise(each) })),
    }));
    console.log(JSON.stringify({ repositories, all: rows }, null, 2));
  } else {
    console.log(`${heading()}\n`);
    for (const { name, commits, scores } of measured) {
      console.log(`${name}, ${commits} commits\n`);
      printTable([...scores].map(([method, each]) => ({ method, ...summarise(each) })));
      if (!values.misses) continue;
      for (const { misses } of scores.get("context") ?? []) {
        for (const miss of misses) console.log(`missed in ${miss}`);
      }
    }
    if (measured.length > 1) {
      console.log("all repositories\n");
      printTable(rows);
    }
    printKinds(rows.find(({ method }) => method === "context"));
  }
} finally {
  await database.close();
}

function printTable(rows: readonly (Summary & { method: string })[]): void {
  const share = (value: number) => value.toFixed(2);
  const cells = rows.map((row) => [
    row.method,
    String(row.hunks),
    share(row.definitionRecall),
    share(row.fileRecall),
    share(row.precision),
    row.tokens.toFixed(0),
    row.milliseconds.toFixed(0),
  ]);
  const head = ["method", "hunks", "definitions", "files", "precision", "tokens", "ms"];
  console.log(`${table(head, cells)}\n`);
}

function printKinds(summary: Summary | undefined): void {
  const cells = (summary?.kinds ?? []).map(([kind, { given, right }]) => [
    kind,
    String(given),
    (right / given).toFixed(2),
  ]);
  console.log(table(["kind of context", "items", "precision"], cells));
}
