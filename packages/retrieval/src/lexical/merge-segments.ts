/**
 * Merging segments, so that a query reads few blocks however many updates there were.
 *
 * Properties wanted: searches go on and find the same; nothing is lost or doubled when a merge is
 * killed or two run at once; memory stays small; no statement holds the embedded engine for long.
 * Design: the new segment is written in pieces while nobody sees it. One short transaction then
 * deletes the rows of its sources and shows it, unless another merge took a source away. Blocks
 * without a segment are deleted afterwards, in pieces too.
 * Races accepted: a merge may be for nothing. A search that holds an old segment finds blocks
 * missing and asks again which segments there are.
 */
import type { Database } from "@devflow/database";
import {
  deleteOrphanBlocks,
  deleteSegments,
  readExistingBlobs,
  readSegmentSizes,
  replaceSegments,
} from "../storage/lexical-merges.ts";
import {
  addSegment,
  appendBlocks,
  type NewBlock,
  readBlocks,
  readSegments,
} from "../storage/lexical-segments.ts";
import { chooseMerge } from "./choose-merge.ts";
import type { Segment } from "./segment.ts";
import { encodeDocuments, type SegmentDocument } from "./segment-documents.ts";
import { emptyPostings, TermBlockWriter } from "./term-block.ts";
import { TermCursor } from "./term-cursor.ts";

/** About 2 MB: one COPY. */
const BLOCKS_A_WRITE = 64;
/** Blocks read ahead, over all sources. */
const BLOCKS_AHEAD = 256;

export interface MergeOptions {
  database: Database;
  repositoryId: number;
  signal?: AbortSignal | undefined;
}

/** Merges until few segments are left. Blobs that were swept leave with it. */
export async function mergeSegments(options: MergeOptions): Promise<void> {
  const { database, repositoryId, signal } = options;
  for (;;) {
    signal?.throwIfAborted();
    const sizes = await readSegmentSizes(database, repositoryId);
    const empty = sizes.filter(({ documents }) => documents === 0).map(({ id }) => id);
    await deleteSegments(database, repositoryId, empty);
    const chosen = chooseMerge(sizes.filter(({ documents }) => documents > 0));
    if (chosen.length === 0) break;
    await mergeThese(options, chosen);
  }
  await deleteOrphanBlocks(database, repositoryId);
}

async function mergeThese(options: MergeOptions, ids: readonly number[]): Promise<void> {
  const { database, repositoryId } = options;
  const segments = await readSegments(database, repositoryId, ids);
  if (segments.length < ids.length) return;
  const kept = await readExistingBlobs(
    database,
    repositoryId,
    segments.flatMap(({ blobIds }) => blobIds),
  );
  const { blobIds, documents, numbers } = renumber(segments, kept);
  const id = await addSegment(database, repositoryId, { blobIds, size: 0, isLive: false });
  const output = new SegmentOutput(options, id);
  for (const bytes of encodeDocuments(documents)) await output.add([{ firstTerm: null, bytes }]);
  for await (const blocks of mergeTerms(options, segments, numbers)) await output.add(blocks);
  await output.flush();
  const size = documents.reduce((sum, { length }) => sum + length, 0);
  const isShown = await replaceSegments(database, repositoryId, ids, { id, blobIds, size });
  if (!isShown) await deleteSegments(database, repositoryId, [id]);
}

/** The blobs that stay, their documents, and of each segment the new numbers of its documents. */
function renumber(segments: readonly Segment[], kept: ReadonlySet<number>) {
  const blobIds: number[] = [];
  const documents: SegmentDocument[][] = [];
  const numbers: Int32Array[] = [];
  let next = 0;
  for (const segment of segments) {
    const { starts, size } = segment.documents;
    const ofSegment = new Int32Array(size).fill(-1);
    for (const [blob, blobId] of segment.blobIds.entries()) {
      if (!kept.has(blobId)) continue;
      blobIds.push(blobId);
      documents.push(segment.documents.ofBlob(blob));
      const end = starts[blob + 1] ?? 0;
      for (let document = starts[blob] ?? 0; document < end; document++) {
        ofSegment[document] = next++;
      }
    }
    numbers.push(ofSegment);
  }
  return { blobIds, documents, numbers };
}

/** The terms of all segments in order, as blocks of the new one. */
async function* mergeTerms(
  options: MergeOptions,
  segments: readonly Segment[],
  numbers: readonly Int32Array[],
): AsyncGenerator<NewBlock[]> {
  const ahead = Math.max(1, Math.floor(BLOCKS_AHEAD / segments.length));
  const cursors = segments.map((segment) => new TermCursor(blocksOf(options, segment, ahead)));
  for (const cursor of cursors) await cursor.load();
  const writer = new TermBlockWriter();
  const postings = emptyPostings();
  for (;;) {
    const term = leastTerm(cursors);
    if (term === null) break;
    postings.size = 0;
    for (const [index, cursor] of cursors.entries()) {
      const ofSegment = numbers[index];
      while (cursor.term === term && ofSegment !== undefined) {
        const start = postings.size;
        cursor.read(postings);
        postings.size = renumberPostings(postings, start, ofSegment);
        if (!cursor.step()) await cursor.load();
      }
    }
    if (postings.size > 0) writer.add(term, postings);
    const blocks = writer.take();
    if (blocks.length > 0) yield blocks;
  }
  yield writer.finish();
}

function leastTerm(cursors: readonly TermCursor[]): string | null {
  let least: string | null = null;
  for (const { term } of cursors)
    if (term !== null && (least === null || term < least)) least = term;
  return least;
}

/** Gives the size without the documents that are left behind. */
function renumberPostings(
  { documents, counts, size }: { documents: Uint32Array; counts: Uint32Array; size: number },
  start: number,
  numbers: Int32Array,
): number {
  let at = start;
  for (let index = start; index < size; index++) {
    const document = numbers[documents[index] ?? 0] ?? -1;
    if (document === -1) continue;
    documents[at] = document;
    counts[at] = counts[index] ?? 0;
    at += 1;
  }
  return at;
}

async function* blocksOf(
  { database, repositoryId, signal }: MergeOptions,
  segment: Segment,
  ahead: number,
): AsyncGenerator<Uint8Array> {
  const numbers = segment.termBlocks;
  for (let start = 0; start < numbers.length; start += ahead) {
    signal?.throwIfAborted();
    const places = numbers
      .slice(start, start + ahead)
      .map((number) => ({ segmentId: segment.id, number }));
    const blocks = await readBlocks(database, repositoryId, places);
    // Another merge took the segment away: what is written is thrown away at the end.
    if (blocks.length < places.length) return;
    blocks.sort((a, b) => a.number - b.number);
    for (const { bytes } of blocks) yield bytes;
  }
}

/** Writes blocks in the order given, some at a time. */
class SegmentOutput {
  readonly #options: MergeOptions;
  readonly #id: number;
  #written = 0;
  #waiting: NewBlock[] = [];

  constructor(options: MergeOptions, id: number) {
    this.#options = options;
    this.#id = id;
  }

  async add(blocks: readonly NewBlock[]): Promise<void> {
    this.#waiting.push(...blocks);
    if (this.#waiting.length >= BLOCKS_A_WRITE) await this.flush();
  }

  async flush(): Promise<void> {
    const { database, repositoryId } = this.#options;
    const segment = { id: this.#id, blocks: this.#written };
    await appendBlocks(database, repositoryId, segment, this.#waiting);
    this.#written += this.#waiting.length;
    this.#waiting = [];
  }
}
