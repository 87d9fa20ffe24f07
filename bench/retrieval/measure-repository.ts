import { type Database, migrate, migrationsFolder, openPglite } from "@devflow/database";
import {
  type Embedder,
  ensureLocalRepository,
  openCodeIndex,
  type SourceTree,
} from "@devflow/retrieval";
import { EVERY_PART, type SearchParts, searchCode } from "@devflow/retrieval/testing";
import { median } from "../support/statistics.ts";
import { folderTree } from "./folder-tree.ts";
import type { LabelledRepository } from "./list-repositories.ts";
import { type Method, textMethods, type VectorSource, vectorMethods } from "./methods.ts";
import type { Category, Label } from "./read-labels.ts";
import { CUTOFF, ndcg } from "./score.ts";

/** One question and what each method made of it. */
export interface MeasuredQuery {
  query: string;
  category: Category;
  ndcgByMethod: Record<string, number>;
}

export interface MeasuredRepository {
  name: string;
  language: string;
  /** Which half of ours, empty for foreign ones. */
  set: string;
  chunks: number;
  sourceBytes: number;
  /** The first update, from nothing, with the first source of vectors. */
  indexMs: number;
  /** The product's search with the first source of vectors, when it ran before. */
  queryP50Ms: number;
  /** Places that no indexed file has. They count as not found. */
  unreachable: string[];
  queries: MeasuredQuery[];
}

/** Indexes a repository on a database of its own and asks every question in every way. */
export async function measureRepository(
  repository: LabelledRepository,
  sources: readonly [VectorSource, ...VectorSource[]],
): Promise<MeasuredRepository> {
  const folder = await repository.fetch();
  const tree = folderTree(folder, repository.root);
  const database = await openPglite("memory");
  try {
    await migrate(database, migrationsFolder);
    const repositoryId = await ensureLocalRepository(database, folder);
    return await measure({ database, repositoryId, tree }, repository, sources);
  } finally {
    await database.close();
  }
}

interface Indexed {
  database: Database;
  repositoryId: number;
  tree: SourceTree;
}

async function measure(
  { database, repositoryId, tree }: Indexed,
  { name, language, set, labels }: LabelledRepository,
  sources: readonly [VectorSource, ...VectorSource[]],
): Promise<MeasuredRepository> {
  const queries = labels.map(({ query, category }) => ({ query, category, ndcgByMethod: {} }));
  const measured: MeasuredRepository = {
    name,
    language,
    set: set ?? "",
    chunks: 0,
    sourceBytes: 0,
    indexMs: 0,
    queryP50Ms: 0,
    unreachable: [],
    queries,
  };
  for (const [number, source] of sources.entries()) {
    const embedder = await embedderOf(source, { database, repositoryId, tree });
    const options = embedder === null ? {} : { embedder };
    const index = openCodeIndex(database, repositoryId, options);
    const report = await index.update(tree);
    const search: Search = (query, parts = EVERY_PART) =>
      searchCode(database, { repositoryIds: [repositoryId], ...options }, query, {
        limit: CUTOFF,
        parts,
      });
    const methods = [...(number === 0 ? textMethods : []), ...vectorMethods(source)];
    for (const method of methods) await score(search, method, labels, queries);
    if (number > 0) continue;
    Object.assign(measured, {
      chunks: report.chunks,
      indexMs: report.durationMs,
      queryP50Ms: await queryTime(search, labels),
      ...(await describe(tree, labels, report.skipped)),
    });
  }
  return measured;
}

type Search = (query: string, parts?: SearchParts) => ReturnType<typeof searchCode>;

async function score(
  search: Search,
  { name, parts }: Method,
  labels: readonly Label[],
  queries: readonly MeasuredQuery[],
): Promise<void> {
  for (const [index, label] of labels.entries()) {
    const hits = await search(label.query, parts);
    const measured = queries[index];
    if (measured !== undefined) measured.ndcgByMethod[name] = ndcg(label, hits);
  }
}

async function queryTime(search: Search, labels: readonly Label[]): Promise<number> {
  const times: number[] = [];
  for (const { query } of labels) {
    const start = performance.now();
    await search(query);
    times.push(performance.now() - start);
  }
  return median(times);
}

/** Null for the product's own. One that learns from the repository sees its chunks first. */
async function embedderOf(
  { makeEmbedder }: VectorSource,
  { database, repositoryId, tree }: Indexed,
) {
  if (makeEmbedder === null) return null;
  const texts: string[] = [];
  const listener: Embedder = {
    id: "listener",
    dimensions: 1,
    async embed(asked) {
      texts.push(...asked);
      return asked.map(() => Float32Array.of(1));
    },
  };
  await openCodeIndex(database, repositoryId, { embedder: listener }).update(tree);
  return makeEmbedder(texts);
}

async function describe(
  tree: SourceTree,
  labels: readonly Label[],
  skipped: readonly { path: string }[],
) {
  const indexed = new Set<string>();
  let sourceBytes = 0;
  const left = new Set(skipped.map(({ path }) => path));
  for await (const { path, sizeBytes } of tree.entries()) {
    if (left.has(path)) continue;
    indexed.add(path);
    sourceBytes += sizeBytes;
  }
  const paths = new Set(labels.flatMap(({ targets }) => targets.map(({ path }) => path)));
  return { sourceBytes, unreachable: [...paths].filter((path) => !indexed.has(path)) };
}
