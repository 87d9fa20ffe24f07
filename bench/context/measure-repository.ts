import { basename } from "node:path";
import type { Database } from "@devflow/database";
import type { FileDiff } from "@devflow/diff";
import { type LocalRepository, openRepository } from "@devflow/git";
import { ensureLocalRepository, openCodeIndex } from "@devflow/retrieval";
import { languageOf } from "@devflow/syntax";
import { chooseCommits, type MeasuredCommit } from "./choose-commits.ts";
import { ctagsTruth } from "./ctags-truth.ts";
import { hunkContext, type Method, mapAlone, searchAlone } from "./methods.ts";
import { MovingCheckout } from "./moving-checkout.ts";
import { buildRepositoryMap } from "./repository-map.ts";
import { type HunkScore, type HunkTruth, scoreHunk } from "./score.ts";
import { distinct, type TrueDefinition, type TruthSource, usedNames } from "./truth.ts";
import { typescriptTruth } from "./typescript-truth.ts";

export interface MeasuredRepository {
  name: string;
  commits: number;
  /** By method, one a hunk. */
  scores: Map<string, HunkScore[]>;
}

interface HunkCase {
  file: FileDiff;
  hunkIndex: number;
  headText: string | null;
  truth: HunkTruth;
}

const LARGEST_FILE_BYTES = 1_000_000;

/** Walks through a repository's newest commits, oldest first, and asks every method about each hunk. */
export async function measureRepository(
  database: Database,
  folder: string,
  options: { commits: number; maxTokens: number },
): Promise<MeasuredRepository> {
  await using source = await openRepository(folder);
  using checkout = new MovingCheckout(source.root);
  await using repository = await openRepository(checkout.folder);
  const index = openCodeIndex(database, await ensureLocalRepository(database, checkout.folder));
  const commits = chooseCommits(checkout, options.commits);
  const scores = new Map<string, HunkScore[]>();
  for (const commit of commits) {
    const cases = await hunkCases(checkout, repository, commit);
    const tree = await repository.tree(commit.base);
    await index.update(tree);
    const map = await buildRepositoryMap(tree);
    const methods: [string, Method][] = [
      ["context", hunkContext(index, options.maxTokens)],
      ["code search", searchAlone(index, options.maxTokens)],
      ["repository map", mapAlone(map, options.maxTokens)],
    ];
    for (const [name, method] of methods) {
      const found = scores.get(name) ?? [];
      for (const each of cases) found.push(await scoreMethod(method, each));
      scores.set(name, found);
    }
    process.stderr.write(`${basename(source.root)} ${commit.head.slice(0, 8)} ${cases.length}\n`);
  }
  return { name: source.name, commits: commits.length, scores };
}

async function scoreMethod(method: Method, { truth, ...hunk }: HunkCase): Promise<HunkScore> {
  const start = performance.now();
  const given = await method(hunk);
  return scoreHunk(truth, given, performance.now() - start);
}

async function hunkCases(
  checkout: MovingCheckout,
  repository: LocalRepository,
  commit: MeasuredCommit,
): Promise<HunkCase[]> {
  checkout.moveTo(commit.head);
  const { files } = await repository.readChange(commit.base, commit.head);
  const measured = files.filter(({ path }) => commit.codeFiles.includes(path));
  const isScript = measured.some(({ path }) => isScriptPath(path));
  const script = isScript ? typescriptTruth(checkout) : null;
  const others = measured.some(({ path }) => !isScriptPath(path)) ? ctagsTruth(checkout) : null;
  const cases: HunkCase[] = [];
  for (const file of measured) {
    const truth = isScriptPath(file.path) ? script : others;
    const head = await repository.readFile(commit.head, file.path, LARGEST_FILE_BYTES);
    const headText = head?.toString("utf8") ?? null;
    for (const hunkIndex of file.hunks.keys()) {
      const definitions = truth === null ? [] : trueDefinitions(truth, file, hunkIndex, commit);
      const files = commit.codeFiles.filter((path) => path !== file.path);
      cases.push({
        file,
        hunkIndex,
        headText,
        truth: { path: file.path, definitions, files },
      });
    }
  }
  script?.close();
  others?.close();
  return cases;
}

/** Those that a reviewer would have to look up: not in what the commit changes, which it sees. */
function trueDefinitions(
  truth: TruthSource,
  file: FileDiff,
  hunkIndex: number,
  commit: MeasuredCommit,
): TrueDefinition[] {
  const found = truth.definitionsOf(file.path, usedNames(file, hunkIndex));
  return distinct(found.filter(({ path }) => !commit.files.includes(path)));
}

function isScriptPath(path: string): boolean {
  return ["typescript", "tsx", "javascript"].includes(languageOf(path) ?? "");
}
