import type { Database } from "@devflow/database";
import { LRUCache } from "lru-cache";
import type { LexicalDocument, LexicalSnapshot } from "../lexical/lexical-snapshot.ts";
import { rarestTerms, scoreOfCopy, searchTerms } from "../lexical/search-terms.ts";
import { readChunkTexts } from "../storage/read-chunk-texts.ts";
import { isTestPath } from "../text/path-kind.ts";

const QUERY_TERMS = 20;
const FEWEST_TERMS = 4;
const CANDIDATES = 12;
const MOST_FOUND = 4;
const LEAST_LIKENESS = 0.2;
/** Tests are like tests; for other code they are worth less. */
const TEST_FACTOR = 0.5;

export interface SimilarCode {
  path: string;
  startLine: number;
  text: string;
  /** Share of the score that a copy of the code around the cursor would have. */
  likeness: number;
}

/** Texts of chunks never change. 16 MB are about 10,000 of them. */
const MOST_BYTES = 16 * 1024 * 1024;
const caches = new WeakMap<Database, LRUCache<string, string>>();

/** Chunks of other files that share the rarest words of the code around a cursor, best first. */
export async function findSimilarCode(
  database: Database,
  snapshot: LexicalSnapshot,
  words: ReadonlySet<string>,
  path: string | null,
): Promise<SimilarCode[]> {
  const terms = await rarestTerms([snapshot], [...words], QUERY_TERMS);
  if (terms.size < FEWEST_TERMS) return [];
  const hits = await searchTerms([snapshot], terms, CANDIDATES);
  const copy = await scoreOfCopy([snapshot], terms);
  const isTest = path !== null && isTestPath(path);
  const found = hits
    .filter(({ document }) => document.path !== path)
    .map(({ document, score }) => {
      const factor = !isTest && isTestPath(document.path) ? TEST_FACTOR : 1;
      return { document, likeness: (factor * score) / copy };
    })
    .filter(({ likeness }) => likeness >= LEAST_LIKENESS)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, MOST_FOUND);
  const documents = found.map(({ document }) => document);
  const read = await readTexts(database, snapshot.repositoryId, documents);
  return found.flatMap(({ document, likeness }, index) => {
    const text = read[index] ?? "";
    const { startLine } = document;
    return text === "" ? [] : [{ path: document.path, startLine, text, likeness }];
  });
}

async function readTexts(
  database: Database,
  repositoryId: number,
  documents: readonly LexicalDocument[],
): Promise<string[]> {
  const texts = textsOf(database);
  const keyOf = ({ blobId, ordinal }: LexicalDocument) => `${repositoryId} ${blobId} ${ordinal}`;
  const missing = documents.filter((document) => !texts.has(keyOf(document)));
  const read = await readChunkTexts(database, repositoryId, missing);
  const fresh = new Map(missing.map((document, index) => [keyOf(document), read[index] ?? ""]));
  for (const [key, text] of fresh) texts.set(key, text);
  return documents.map((document) => {
    const key = keyOf(document);
    return fresh.get(key) ?? texts.get(key) ?? "";
  });
}

function textsOf(database: Database): LRUCache<string, string> {
  const known = caches.get(database);
  if (known !== undefined) return known;
  const made = new LRUCache<string, string>({
    maxSize: MOST_BYTES,
    sizeCalculation: (text) => 200 + 2 * text.length,
  });
  caches.set(database, made);
  return made;
}
