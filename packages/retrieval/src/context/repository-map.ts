/**
 * What resolving names in one repository keeps in memory: its paths, what its build files say, and
 * what its barrels import.
 *
 * Properties wanted: one load per version, shared by whoever asks at the same time; memory bounded
 * over all repositories of a process; nothing here is needed for correctness.
 * Design: kept by the version of the index state; the repositories used least recently are
 * forgotten. A tree of 50,000 paths takes about 20 MB.
 * Races accepted: a load that began before a switch may already see paths of the new state; the
 * next request sees the new version and loads again.
 */
import type { Database } from "@devflow/database";
import type { LiveFile } from "../lexical/lexical-snapshot.ts";
import { findImports } from "../storage/find-imports.ts";
import { readLiveFiles } from "../storage/live-files.ts";
import { readChunks } from "../storage/read-chunks.ts";
import { readFileTexts } from "../storage/read-file-texts.ts";
import { type GuideSection, isGuide, sectionsOf } from "./conventions.ts";
import { ImportGraph, isBarrel } from "./imports/import-graph.ts";
import { isProjectFile, parseProjectFiles } from "./imports/project-files.ts";
import { LiveTree } from "./live-tree.ts";
import type { TypeMembers } from "./type-members.ts";

const MOST_REPOSITORIES = 8;
const MOST_PROJECT_FILES = 2_000;
const MOST_BARRELS = 5_000;
const MOST_GUIDES = 50;

export interface RepositoryMap {
  version: number;
  tree: LiveTree;
  imports: ImportGraph;
  /** Sections of the files in which the team wrote down how code shall be. */
  guides: GuideSection[];
  /** Types by blob, read when somebody asks for them. */
  types: Map<number, readonly TypeMembers[]>;
}

const maps = new WeakMap<Database, Map<number, { version: number; map: Promise<RepositoryMap> }>>();

/** The map of a version of a repository, or of a later one. */
export function repositoryMapOf(
  database: Database,
  repositoryId: number,
  version: number,
): Promise<RepositoryMap> {
  const byRepository = maps.get(database) ?? new Map();
  maps.set(database, byRepository);
  const known = byRepository.get(repositoryId);
  const entry =
    known !== undefined && known.version >= version
      ? known
      : { version, map: load(database, repositoryId, version) };
  byRepository.delete(repositoryId);
  byRepository.set(repositoryId, entry);
  const [oldest] = byRepository.keys();
  if (byRepository.size > MOST_REPOSITORIES && oldest !== undefined) byRepository.delete(oldest);
  entry.map.catch(() => {
    if (byRepository.get(repositoryId) === entry) byRepository.delete(repositoryId);
  });
  return entry.map;
}

async function load(
  database: Database,
  repositoryId: number,
  version: number,
): Promise<RepositoryMap> {
  const files = await readLiveFiles(database, repositoryId);
  const projectFiles = files.filter(({ path }) => isProjectFile(path)).slice(0, MOST_PROJECT_FILES);
  const barrels = files.filter(({ path }) => isBarrel(path)).slice(0, MOST_BARRELS);
  const guideFiles = files.filter(({ path }) => isGuide(path)).slice(0, MOST_GUIDES);
  const [texts, imports, guides] = await Promise.all([
    readFileTexts(
      database,
      repositoryId,
      projectFiles.map(({ blobId }) => blobId),
    ),
    findImports(
      database,
      repositoryId,
      barrels.map(({ blobId }) => blobId),
    ),
    readGuides(database, repositoryId, guideFiles),
  ]);
  const project = parseProjectFiles(
    new Map(projectFiles.map(({ path, blobId }) => [path, texts.get(blobId) ?? ""])),
  );
  const barrelImports = new Map(
    barrels.map(({ path, blobId }) => [path, imports.get(blobId) ?? []]),
  );
  const tree = new LiveTree(files);
  return {
    version,
    tree,
    imports: new ImportGraph(tree, project, barrelImports),
    guides,
    types: new Map(),
  };
}

async function readGuides(
  database: Database,
  repositoryId: number,
  files: readonly LiveFile[],
): Promise<GuideSection[]> {
  const blobIds = [...new Set(files.map(({ blobId }) => blobId))];
  const sections: GuideSection[] = [];
  for await (const { blobId, chunks } of readChunks(database, repositoryId, blobIds)) {
    for (const file of files) {
      if (file.blobId === blobId) sections.push(...sectionsOf(file.path, chunks));
    }
  }
  return sections;
}
