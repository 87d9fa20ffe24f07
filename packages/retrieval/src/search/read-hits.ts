import type { Database } from "@devflow/database";
import type { SearchHit } from "../model.ts";
import { readChunkTexts } from "../storage/read-chunk-texts.ts";
import { pathText } from "../text/path-words.ts";
import { countTerms } from "../text/split-terms.ts";
import { type Candidate, keyOfDocument } from "./candidate.ts";
import type { OpenRepository } from "./open-repositories.ts";
import type { ReadQuery } from "./read-query.ts";

const MOST_SHOWN_TERMS = 6;

/** The candidates as hits, with their texts, in the same order. */
export async function readHits(
  database: Database,
  repositories: readonly OpenRepository[],
  ranked: readonly Candidate[],
  query: ReadQuery,
): Promise<SearchHit[]> {
  const texts = await readTexts(database, ranked);
  const byId = new Map(repositories.map((repository) => [repository.id, repository]));
  return ranked.map(({ document, score, reasons, parts }) => {
    const text = texts.get(keyOfDocument(document)) ?? "";
    const { repositoryId, path, startLine, endLine, kind, symbol } = document;
    const { name = "", commitSha = "" } = byId.get(repositoryId) ?? {};
    const terms = countTerms(`${pathText(path)}\n${text}`);
    const shared = [...query.terms.keys()].filter((term) => terms.has(term));
    const words = shared.slice(0, MOST_SHOWN_TERMS).join(", ") || "a name around it";
    const matched = parts.fullText === null && shared.length === 0 ? [] : [`full text: ${words}`];
    return {
      repositoryId,
      repository: name,
      commitSha,
      path,
      startLine,
      endLine,
      kind,
      symbol,
      score,
      parts,
      reasons: [...reasons, ...matched],
      text,
    };
  });
}

/** A query for each repository that is among them: chunks are partitioned so. */
async function readTexts(
  database: Database,
  ranked: readonly Candidate[],
): Promise<Map<string, string>> {
  const byRepository = Map.groupBy(
    ranked.map(({ document }) => document),
    ({ repositoryId }) => repositoryId,
  );
  const texts = new Map<string, string>();
  await Promise.all(
    [...byRepository].map(async ([repositoryId, documents]) => {
      const read = await readChunkTexts(database, repositoryId, documents);
      for (const [index, document] of documents.entries()) {
        texts.set(keyOfDocument(document), read[index] ?? "");
      }
    }),
  );
  return texts;
}
