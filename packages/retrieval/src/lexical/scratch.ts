import { Tally } from "./tally.ts";

/** Where a search counts: scores over all its snapshots, and a tally for each. */
export interface Scratch {
  scores: Float64Array;
  tallies: Tally[];
}

/** Memory for more documents than this is not kept: 16 bytes each. */
const MOST_KEPT_DOCUMENTS = 1_000_000;

let kept = { scores: new Float64Array(0), counts: new Uint32Array(0), found: new Uint32Array(0) };

/**
 * Memory for one search, all zero. The next call takes it back, so a search uses it without
 * waiting in between. Three fresh arrays a query cost 2 ms at 200,000 documents.
 */
export function takeScratch(snapshots: readonly { size: number }[]): Scratch {
  const size = snapshots.reduce((sum, snapshot) => sum + snapshot.size, 0);
  const memory = takeMemory(size);
  let start = 0;
  const tallies = snapshots.map((snapshot) => {
    const end = start + snapshot.size;
    const tally = new Tally(memory.found.subarray(start, end), memory.counts.subarray(start, end));
    start = end;
    return tally;
  });
  return { scores: memory.scores.subarray(0, size), tallies };
}

/** As {@link takeScratch}, to count without scores. */
export function takeTally(size: number): Tally {
  const { found, counts } = takeMemory(size);
  return new Tally(found.subarray(0, size), counts.subarray(0, size));
}

function takeMemory(size: number): typeof kept {
  const memory = size <= kept.scores.length ? kept : allocate(size);
  if (size <= MOST_KEPT_DOCUMENTS) kept = memory;
  memory.scores.fill(0, 0, size);
  memory.counts.fill(0, 0, size);
  return memory;
}

function allocate(size: number): typeof kept {
  return {
    scores: new Float64Array(size),
    counts: new Uint32Array(size),
    found: new Uint32Array(size),
  };
}
