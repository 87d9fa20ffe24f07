/**
 * The vectors of a repository's live chunks in memory, for exact search.
 *
 * Properties wanted: exact, and the same on every engine; 10,000 chunks in a fraction of a
 * millisecond; a push costs the blobs it changed; memory is bounded over all repositories.
 * Design: vectors are read from the database as half floats, packed a blob a row, and kept as whole
 * numbers in slabs of one arena. Blobs never change, so a new version of the tree reads only those
 * that are not here, and marks those that are gone; when half of the rows are gone, all are read
 * anew. Loads of one repository follow one another. Whoever was searched least recently gives its
 * slabs back when there are none left, unless it is loading.
 * Races accepted: a search that began before a switch may run over the next version's vectors; its
 * snapshot knows the blobs of its own version, and others are left out.
 */
import type { Database } from "@devflow/database";
import { readBlobVectors } from "../storage/read-blob-vectors.ts";
import { copyHalfFloats } from "./half-floats.ts";
import { NearestRows, type NearRow } from "./nearest-rows.ts";
import { rowsPerSlab, type VectorArena } from "./vector-arena.ts";

/** About 1 MB of vectors an answer: the embedded engine serves others in between. */
const BLOBS_PER_PAGE = 250;

/** Rows of a slab: whose they are, and whether they count. */
interface Slab {
  start: number;
  rows: number;
  blobIds: Float64Array;
  ordinals: Uint32Array;
  isGone: Uint8Array;
}

interface BlobPlace {
  slab: number;
  row: number;
  rows: number;
}

export interface VectorSource {
  database: Database;
  repositoryId: number;
  spaceId: number;
  dimensions: number;
}

export class LiveVectors {
  readonly spaceId: number;
  readonly #source: VectorSource;
  readonly #arena: VectorArena;
  readonly #takeSlab: () => number | null;
  #slabs: Slab[] = [];
  #places = new Map<number, BlobPlace[]>();
  #goneRows = 0;
  #version = 0;
  #loading: Promise<unknown> = Promise.resolve();
  #loads = 0;
  #isRetired = false;

  /** `takeSlab` gives a slab, perhaps another repository's; null when there is none left. */
  constructor(source: VectorSource, arena: VectorArena, takeSlab: () => number | null) {
    this.spaceId = source.spaceId;
    this.#source = source;
    this.#arena = arena;
    this.#takeSlab = takeSlab;
  }

  get isLoading(): boolean {
    return this.#loads > 0;
  }

  /** True when it holds a version of the tree, or a later one. */
  holds(version: number): boolean {
    return this.#version >= version;
  }

  /** Brings the vectors to a version of the tree; false when there is no memory for them. */
  async load(version: number, blobIds: () => ReadonlySet<number>): Promise<boolean> {
    if (this.holds(version)) return true;
    const loaded = this.#loading.then(() => this.#load(version, blobIds));
    this.#loading = loaded.catch(() => {});
    this.#loads += 1;
    return loaded.finally(() => {
      this.#loads -= 1;
      if (this.#isRetired) this.retire();
    });
  }

  /** The rows nearest to a vector, and further ones that are as near as the last, in no order. */
  nearest(question: Float32Array, limit: number): NearRow[] {
    const nearest = new NearestRows(limit);
    this.#arena.ask(question);
    for (const { start, rows, blobIds, ordinals, isGone } of this.#slabs) {
      const products = this.#arena.products(start, rows, this.#source.dimensions);
      for (let row = 0; row < rows; row++) {
        const product = products[row] ?? 0;
        if (product < nearest.leastProduct || isGone[row] === 1) continue;
        nearest.add(product, blobIds[row] ?? 0, ordinals[row] ?? 0);
      }
    }
    return nearest.take();
  }

  /** Gives all memory back, at the end of a load that is under way, and takes none any more. */
  retire(): void {
    this.#isRetired = true;
    if (!this.isLoading) this.release();
  }

  /** Gives all memory back. What is asked next is read anew. */
  release(): void {
    for (const { start } of this.#slabs) this.#arena.giveBack(start);
    this.#slabs = [];
    this.#places.clear();
    this.#goneRows = 0;
    this.#version = 0;
  }

  async #load(version: number, blobIdsOf: () => ReadonlySet<number>): Promise<boolean> {
    if (this.holds(version)) return true;
    const blobIds = blobIdsOf();
    this.#markGone(blobIds);
    const rows = this.#slabs.reduce((sum, slab) => sum + slab.rows, 0);
    if (this.#goneRows * 2 > rows) this.release();
    const missing = [...blobIds].filter((blobId) => !this.#places.has(blobId));
    for (let start = 0; start < missing.length; start += BLOBS_PER_PAGE) {
      const page = missing.slice(start, start + BLOBS_PER_PAGE);
      const blobs = await readBlobVectors(this.#source, page);
      // Blobs without chunks have no vectors, and are not asked for again.
      for (const blobId of page) this.#places.set(blobId, []);
      for (const { blobId, halves } of blobs) {
        if (!this.#isRetired && this.#add(blobId, halves)) continue;
        this.release();
        return false;
      }
    }
    this.#version = version;
    return true;
  }

  #markGone(blobIds: ReadonlySet<number>): void {
    for (const [blobId, places] of this.#places) {
      if (blobIds.has(blobId)) continue;
      this.#places.delete(blobId);
      for (const { slab, row, rows } of places) {
        this.#slabs[slab]?.isGone.fill(1, row, row + rows);
        this.#goneRows += rows;
      }
    }
  }

  #add(blobId: number, halves: Uint8Array): boolean {
    const { dimensions } = this.#source;
    const count = halves.length / (2 * dimensions);
    const places: BlobPlace[] = [];
    for (let ordinal = 0; ordinal < count; ) {
      const slab = this.#openSlab();
      if (slab === null) return false;
      const rows = Math.min(count - ordinal, slab.isGone.length - slab.rows);
      places.push({ slab: this.#slabs.length - 1, row: slab.rows, rows });
      for (let row = slab.rows; row < slab.rows + rows; row++, ordinal++) {
        const target = this.#arena.row(slab.start, row, dimensions);
        copyHalfFloats(halves, ordinal * 2 * dimensions, target);
        slab.blobIds[row] = blobId;
        slab.ordinals[row] = ordinal;
      }
      slab.rows += rows;
    }
    this.#places.set(blobId, places);
    return true;
  }

  #openSlab(): Slab | null {
    const last = this.#slabs.at(-1);
    if (last !== undefined && last.rows < last.isGone.length) return last;
    const start = this.#takeSlab();
    if (start === null) return null;
    const capacity = rowsPerSlab(this.#source.dimensions);
    const slab = {
      start,
      rows: 0,
      blobIds: new Float64Array(capacity),
      ordinals: new Uint32Array(capacity),
      isGone: new Uint8Array(capacity),
    };
    this.#slabs.push(slab);
    return slab;
  }
}
