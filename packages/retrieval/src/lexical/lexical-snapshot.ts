import { pathText } from "../text/path-words.ts";
import { countTerms, splitTerms } from "../text/split-terms.ts";
import type { ChunkTerms, Vocabulary } from "./blob-terms.ts";
import { Bm25Index, type TermCounts } from "./bm25-index.ts";

export interface LiveFile {
  path: string;
  blobId: number;
}

/** A chunk at a path: what search ranks and shows. */
export interface LexicalDocument extends Omit<ChunkTerms, "counts"> {
  path: string;
  blobId: number;
}

export interface LexicalHit {
  document: LexicalDocument;
  score: number;
}

/** Full-text search over one version of one repository's live tree. */
export class LexicalSnapshot {
  readonly version: number;
  readonly documents: readonly LexicalDocument[];
  readonly #vocabulary: Vocabulary;
  readonly #index: Bm25Index;
  /** Where a file's documents begin; they stand together, in the order of their ordinals. */
  readonly #startOf = new Map<string, number>();
  readonly #pathsOf = new Map<number, string[]>();

  /** `files` sorted by path: the order decides between equal scores, the same on every engine. */
  constructor(
    version: number,
    files: readonly LiveFile[],
    blobs: ReadonlyMap<number, readonly ChunkTerms[]>,
    vocabulary: Vocabulary,
  ) {
    const documents: LexicalDocument[] = [];
    const counts: TermCounts[] = [];
    for (const { path, blobId } of files) {
      this.#startOf.set(path, documents.length);
      const paths = this.#pathsOf.get(blobId);
      if (paths === undefined) this.#pathsOf.set(blobId, [path]);
      else paths.push(path);
      const ofPath = vocabulary.add(countTerms(pathText(path)));
      for (const { counts: ofChunk, ...chunk } of blobs.get(blobId) ?? []) {
        documents.push({ ...chunk, path, blobId });
        counts.push(mergeCounts(ofChunk, ofPath));
      }
    }
    this.version = version;
    this.documents = documents;
    this.#vocabulary = vocabulary;
    this.#index = new Bm25Index(counts, vocabulary.size);
  }

  get postingCount(): number {
    return this.#index.postingCount;
  }

  /** The live files with this content; none for a blob that is not live. */
  pathsOf(blobId: number): readonly string[] {
    return this.#pathsOf.get(blobId) ?? [];
  }

  documentsOf(path: string): LexicalDocument[] {
    const start = this.#startOf.get(path);
    if (start === undefined) return [];
    let end = start;
    while (this.documents[end]?.path === path) end += 1;
    return this.documents.slice(start, end);
  }

  documentAt(path: string, ordinal: number): LexicalDocument | undefined {
    const document = this.documents[(this.#startOf.get(path) ?? Number.NaN) + ordinal];
    return document?.path === path && document.ordinal === ordinal ? document : undefined;
  }

  documentWithLine(path: string, line: number): LexicalDocument | undefined {
    return this.documentsOf(path).find(
      ({ startLine, endLine }) => startLine <= line && line <= endLine,
    );
  }

  search(text: string, limit: number): LexicalHit[] {
    return this.searchTerms(countTerms(text), limit);
  }

  /** Terms with weights; unknown terms are left out. */
  searchTerms(terms: ReadonlyMap<string, number>, limit: number): LexicalHit[] {
    return this.#index.search(this.#numbered(terms), limit).flatMap(({ document, score }) => {
      const found = this.documents[document];
      return found === undefined ? [] : [{ document: found, score }];
    });
  }

  #numbered(terms: ReadonlyMap<string, number>): Map<number, number> {
    const query = new Map<number, number>();
    for (const [term, weight] of terms) {
      const number = this.#vocabulary.numberOf(term);
      if (number !== undefined) query.set(number, weight);
    }
    return query;
  }

  /** About what a chunk with exactly these terms would score: each twice, at average length. */
  scoreOfCopy(terms: ReadonlyMap<string, number>): number {
    return this.#index.usualScore(this.#numbered(terms));
  }

  /** The terms of a text that tell most, for a query made of a piece of code. */
  tellingTerms(text: string, limit: number): Map<string, number> {
    const weighted = [...new Set(splitTerms(text))].flatMap((term) => {
      const number = this.#vocabulary.numberOf(term);
      return number === undefined ? [] : [{ term, weight: this.#index.inverseFrequency(number) }];
    });
    weighted.sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1));
    return new Map(weighted.slice(0, limit).map(({ term }) => [term, 1]));
  }
}

function mergeCounts(chunk: TermCounts, path: TermCounts): TermCounts {
  const added: number[] = [];
  const counts = chunk.counts.slice();
  for (let index = 0; index < path.terms.length; index++) {
    const at = chunk.terms.indexOf(path.terms[index] ?? 0);
    if (at === -1) added.push(index);
    else counts[at] = (counts[at] ?? 0) + (path.counts[index] ?? 0);
  }
  const size = chunk.terms.length;
  const merged = {
    terms: new Uint32Array(size + added.length),
    counts: new Uint16Array(size + added.length),
  };
  merged.terms.set(chunk.terms);
  merged.counts.set(counts);
  for (const [offset, index] of added.entries()) {
    merged.terms[size + offset] = path.terms[index] ?? 0;
    merged.counts[size + offset] = path.counts[index] ?? 0;
  }
  return merged;
}
