/** A segment as the choice sees it. */
export interface SegmentSize {
  id: number;
  /** Documents of blobs that still exist. */
  documents: number;
}

/** So many small ones are worth a merge. */
const FEWEST_MERGED = 8;
/** Each has blocks in memory while they are merged. */
const MOST_MERGED = 32;
/** A segment is merged with smaller ones only when they are together no less than a quarter of it. */
const LARGEST_RATIO = 4;

/**
 * The segments to merge next, in the order of their ids; none when there are few enough. The
 * smallest ones go first, and a large one only once the small ones have come near its size: each
 * document is so written about log4(documents) times, and a few dozen segments are left at most.
 */
export function chooseMerge(segments: readonly SegmentSize[]): number[] {
  const bySize = [...segments].sort((a, b) => a.documents - b.documents || a.id - b.id);
  let documents = 0;
  const chosen: number[] = [];
  for (const segment of bySize) {
    const isLarge = segment.documents > LARGEST_RATIO * documents;
    if (chosen.length === MOST_MERGED || (isLarge && chosen.length >= FEWEST_MERGED)) break;
    // Too few smaller ones to be worth it: the merge begins at this size.
    if (isLarge && documents > 0) {
      chosen.length = 0;
      documents = 0;
    }
    chosen.push(segment.id);
    documents += segment.documents;
  }
  return chosen.length < FEWEST_MERGED ? [] : chosen.sort((a, b) => a - b);
}
