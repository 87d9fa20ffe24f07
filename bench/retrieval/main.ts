import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { coerceError, UsageError } from "@devflow/errors";
import { rounded } from "../support/statistics.ts";
import { heading, table } from "../support/table.ts";
import {
  type LabelledRepository,
  listForeignRepositories,
  listOwnRepositories,
  sets,
} from "./list-repositories.ts";
import { type MeasuredRepository, measureRepository } from "./measure-repository.ts";
import {
  builtIn,
  endpoint,
  lsa,
  textMethods,
  type VectorSource,
  vectorMethods,
} from "./methods.ts";
import { type Row, summarise } from "./summarise.ts";

const HELP = `How well search finds the code that answers a question: NDCG@10 over labelled repositories.

  npm run bench:retrieval -- [--set development|held-out|all] [--language NAME] [--only a,b]
                             [--vectors built-in,LSA] [--embeddings-url URL …]
                             [--labels DIR --repositories DIR] [--cache DIR] [--json]

  --set           our labels to measure; development by default. The others are for the end: whoever
                  tunes the ranking does not look at them
  --language      only repositories of it, such as typescript
  --only          only these repositories
  --vectors       embedders to compare, the first one with index time and query time
  --embeddings-url, --embeddings-model, --embeddings-dimensions
                  one more embedder, behind an OpenAI-compatible endpoint
  --cache         where published packages are kept (default: ~/.cache/devflow-bench)
  --labels        a folder of label files in semble's format, with repos.json in or above it
  --repositories  the checkouts they are about, one folder each

The packages in bench/retrieval/repositories.json are downloaded by their registries' own clients
(npm, pip, go, cargo, mvn, apt-get) at fixed versions and are verified. Each repository is indexed
by the product's code into an embedded database that is thrown away.
`;

const { values } = parseArgs({
  options: {
    set: { type: "string", default: "development" },
    language: { type: "string" },
    only: { type: "string" },
    vectors: { type: "string", default: "built-in,LSA" },
    "embeddings-url": { type: "string" },
    "embeddings-model": { type: "string" },
    "embeddings-dimensions": { type: "string" },
    cache: { type: "string", default: join(homedir(), ".cache", "devflow-bench") },
    labels: { type: "string" },
    repositories: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

try {
  if (values.help) console.log(HELP);
  else await run();
} catch (thrown) {
  const error = coerceError(thrown);
  console.error(thrown instanceof UsageError ? `${error.message} ${thrown.nextStep}` : error);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const sources = chosenSources();
  const repositories = chosenRepositories();
  const measured: MeasuredRepository[] = [];
  for (const repository of repositories) {
    const start = performance.now();
    const result = await measureRepository(repository, sources);
    measured.push(result);
    const seconds = ((performance.now() - start) / 1_000).toFixed(1);
    console.error(`${result.name}: ${result.chunks} chunks, ${seconds} s`);
    if (result.unreachable.length > 0) {
      console.error(`  not in the index: ${result.unreachable.join(", ")}`);
    }
  }
  const methods = [...textMethods, ...sources.flatMap(vectorMethods)].map(({ name }) => name);
  const summary = summarise(measured, methods);
  if (values.json) console.log(JSON.stringify({ ...summary, measured: published(measured) }));
  else print(measured, summary, methods);
}

/** Single questions of the held-out half are shown to nobody. */
function published(measured: readonly MeasuredRepository[]) {
  if (values.labels !== undefined || values.set === "development") return measured;
  return measured.map(({ queries: _, ...rest }) => rest);
}

function chosenSources(): [VectorSource, ...VectorSource[]] {
  const known = [builtIn, lsa];
  const [first, ...others] = values.vectors.split(",").map((name) => {
    const source = known.find((each) => each.name === name);
    if (source !== undefined) return source;
    throw new UsageError(
      `--vectors ${name} is not known.`,
      `Known: ${known.map((each) => each.name).join(", ")}.`,
    );
  });
  if (first === undefined) throw new UsageError("--vectors is empty.", "Name an embedder.");
  return [first, ...others, ...chosenEndpoint()];
}

function chosenEndpoint(): VectorSource[] {
  const url = values["embeddings-url"];
  const model = values["embeddings-model"];
  const dimensions = Number(values["embeddings-dimensions"]);
  if (url === undefined) return [];
  if (model !== undefined && Number.isInteger(dimensions))
    return [endpoint(url, model, dimensions)];
  throw new UsageError(
    "--embeddings-url needs more.",
    "Give --embeddings-model and --embeddings-dimensions.",
  );
}

function chosenRepositories(): LabelledRepository[] {
  const { set, language, labels, repositories, only } = values;
  if ((labels === undefined) !== (repositories === undefined)) {
    throw new UsageError("--labels and --repositories belong together.", "Give both folders.");
  }
  if (set !== "all" && !sets.some((each) => each === set)) {
    throw new UsageError(`--set ${set} is not known.`, `Known: ${sets.join(", ")}, all.`);
  }
  const all =
    labels !== undefined && repositories !== undefined
      ? listForeignRepositories(labels, repositories)
      : listOwnRepositories(values.cache).filter((each) => set === "all" || each.set === set);
  const names = only?.split(",");
  const chosen = all.filter(
    (each) =>
      (language === undefined || each.language === language) &&
      (names === undefined || names.includes(each.name)),
  );
  if (chosen.length > 0) return chosen;
  throw new UsageError("No repository is left to measure.", "Widen --set, --language or --only.");
}

function print(
  measured: readonly MeasuredRepository[],
  { repositories, sets: halves, languages, overall, categories }: ReturnType<typeof summarise>,
  methods: readonly string[],
): void {
  const cells = ({ title, questions, ndcgByMethod }: Row) => [
    title,
    String(questions),
    ...methods.map((method) => (ndcgByMethod[method] ?? Number.NaN).toFixed(3)),
  ];
  const head = (title: string) => [title, "questions", ...methods];
  console.log(`${heading()}\n`);
  console.log(`${table(head("repository"), repositories.map(cells))}\n`);
  console.log(
    `${table(head("all"), [...(halves.length > 1 ? halves : []), overall].map(cells))}\n`,
  );
  console.log(`${table(head("language"), languages.map(cells))}\n`);
  console.log(`${table(head("category"), categories.map(cells))}\n`);
  console.log(
    table(
      ["repository", "language", "MB", "chunks", "index s", "MB/s", "query p50 ms"],
      measured.map(({ name, language, sourceBytes, chunks, indexMs, queryP50Ms }) => [
        name,
        language,
        (sourceBytes / 1e6).toFixed(2),
        String(chunks),
        (indexMs / 1_000).toFixed(1),
        (sourceBytes / 1_000 / indexMs).toFixed(2),
        rounded(queryP50Ms),
      ]),
    ),
  );
}
