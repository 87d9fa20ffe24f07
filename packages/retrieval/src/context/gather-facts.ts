import type { Database } from "@devflow/database";
import type { LexicalSnapshot } from "../lexical/lexical-snapshot.ts";
import { findDefinitions, type StoredDefinition } from "../storage/find-definitions.ts";
import { findDefinitionsIn } from "../storage/find-definitions-in.ts";
import { findImports } from "../storage/find-imports.ts";
import { findLinks, type Link } from "../storage/find-linked-files.ts";
import { findReferences, type StoredReference } from "../storage/find-references.ts";
import { findSubtypes } from "../storage/find-subtypes.ts";
import { readSpans } from "../storage/read-spans.ts";
import { findCommitsOf } from "../storage/recent-commits.ts";
import {
  findReviewComments,
  hasReviewComments,
  type ReviewComment,
} from "../storage/review-comments.ts";
import { splitTerms } from "../text/split-terms.ts";
import { type Companions, countCompanions, sharedHistory } from "./companions.ts";
import { linkedNames } from "./find-connections.ts";
import { namesToFindSubtypesOf } from "./find-implementers.ts";
import { type Candidate, mayHoldDuplicate } from "./find-look-alikes.ts";
import { filesWithSeenTypes } from "./find-members.ts";
import { namesToDefine } from "./find-used-definitions.ts";
import { namesToFindUsesOf } from "./find-uses.ts";
import { type Likely, likelyDocuments } from "./likely-documents.ts";
import type { ReadHunk } from "./read-hunk.ts";
import { readTypes } from "./read-types.ts";
import type { RepositoryMap } from "./repository-map.ts";
import { shingles } from "./shingles.ts";
import type { TypeMembers } from "./type-members.ts";

/** What the index knows that may matter for a hunk. */
export interface HunkFacts {
  definitions: readonly StoredDefinition[];
  references: readonly StoredReference[];
  subtypes: readonly StoredDefinition[];
  candidates: readonly Candidate[];
  comments: readonly ReviewComment[];
  companions: Companions;
  history: ReadonlyMap<string, number>;
  typesOf: (path: string) => readonly TypeMembers[];
  /** Files that define what the whole file uses or use what it defines, of all hunks. */
  links: readonly Link[];
  /** Modules that the blobs among them import. */
  importsOf: ReadonlyMap<number, readonly string[]>;
  /** The rarest words of what the hunk is about. */
  tellingTerms: ReadonlySet<string>;
}

const MOST_REVIEW_TERMS = 16;

/** Asks the index once for each kind of fact, for all hunks together. */
export async function gatherFacts(
  database: Database,
  repositoryId: number,
  map: RepositoryMap,
  snapshot: LexicalSnapshot,
  hunks: readonly ReadHunk[],
): Promise<HunkFacts[]> {
  const uses = distinct(hunks.flatMap(namesToFindUsesOf));
  const defined = distinct([...uses, ...hunks.flatMap(namesToDefine)]);
  const { tree } = map;
  const likely = await Promise.all(hunks.map(({ subject }) => likelyDocuments(snapshot, subject)));
  const linked = hunks.map(linkedNames);
  const [definitions, references, subtypes, candidates, comments, commits, links] =
    await Promise.all([
      findDefinitions(database, repositoryId, tree, defined),
      findReferences(database, repositoryId, tree, uses),
      findSubtypes(database, repositoryId, tree, distinct(hunks.flatMap(namesToFindSubtypesOf))),
      findCandidates(database, repositoryId, map, likely, hunks),
      findComments(database, repositoryId, hunks),
      findCommitsOf(database, repositoryId, distinct(hunks.map(({ path }) => path))),
      findLinks(
        database,
        repositoryId,
        distinct(linked.flatMap(({ used }) => [...used.keys()])),
        distinct(linked.flatMap(({ defined }) => [...defined.keys()])),
      ),
    ]);
  const users = distinct(links.filter(({ isUse }) => isUse).map(({ blobId }) => blobId));
  const seen = distinct(hunks.flatMap((hunk) => filesWithSeenTypes(hunk, map)));
  const [importsOf, typesOf] = await Promise.all([
    findImports(database, repositoryId, users),
    readTypes(database, repositoryId, map, seen),
  ]);
  const byName = Map.groupBy(definitions, ({ name }) => name);
  const referencesByName = Map.groupBy(references, ({ name }) => name);
  return hunks.map((hunk, index) => {
    const names = distinct([...namesToDefine(hunk), ...namesToFindUsesOf(hunk)]);
    return {
      definitions: names.flatMap((name) => byName.get(name) ?? []),
      references: namesToFindUsesOf(hunk).flatMap((name) => referencesByName.get(name) ?? []),
      subtypes,
      candidates: candidates[index] ?? [],
      comments: comments[index] ?? [],
      companions: countCompanions(hunk.path, commits),
      history: sharedHistory(hunk.path, commits),
      typesOf,
      links,
      importsOf,
      tellingTerms: likely[index]?.tellingTerms ?? new Set(),
    };
  });
}

async function findCandidates(
  database: Database,
  repositoryId: number,
  { tree }: RepositoryMap,
  likely: readonly Likely[],
  hunks: readonly ReadHunk[],
): Promise<Candidate[][]> {
  const documents = likely.flatMap((ofHunk) => ofHunk.documents.map(({ document }) => document));
  const blobOf = (path: string) => tree.blobOf(path);
  const texts = await readSpans(database, repositoryId, blobOf, documents);
  let next = 0;
  const withTexts = likely.map((ofHunk) =>
    ofHunk.documents.map((one) => {
      const text = texts[next++]?.text ?? "";
      return { ...one, text, runs: shingles(text) };
    }),
  );
  const suspects = withTexts.flatMap((ofHunk, index) => {
    const hunk = hunks[index];
    return hunk === undefined ? [] : ofHunk.filter(({ runs }) => mayHoldDuplicate(hunk, runs));
  });
  const blobIds = distinct(suspects.map(({ document }) => document.blobId));
  const definitions = await findDefinitionsIn(database, repositoryId, tree, blobIds);
  const byPath = Map.groupBy(definitions, ({ path }) => path);
  return withTexts.map((ofHunk) =>
    ofHunk.map((one) => ({ ...one, definitions: byPath.get(one.document.path) ?? [] })),
  );
}

async function findComments(
  database: Database,
  repositoryId: number,
  hunks: readonly ReadHunk[],
): Promise<ReviewComment[][]> {
  if (!(await hasReviewComments(database, repositoryId))) return [];
  return Promise.all(
    hunks.map(({ subject }) => {
      // The longest words tell the most, and one that is the whole name of something above all.
      const terms = distinct(splitTerms(subject)).sort((a, b) => b.length - a.length);
      return findReviewComments(database, repositoryId, terms.slice(0, MOST_REVIEW_TERMS));
    }),
  );
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
