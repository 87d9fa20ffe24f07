/** Files that changed together with a file, those that did so most often first. */
export type Companions = ReadonlyMap<string, Companion>;

export interface Companion {
  /** Commits that changed both. */
  together: number;
  /** Of the commits that changed the file, the share that changed this one too. */
  share: number;
  reason: string;
}

/** Once or twice together is chance. */
const FEWEST_TOGETHER = 3;
const LEAST_SHARE = 0.2;
const MOST_COMPANIONS = 20;

/** Counts companions of a file in the commits that changed it. */
export function countCompanions(path: string, commits: readonly (readonly string[])[]): Companions {
  const own = commits.filter((paths) => paths.includes(path));
  const counts = new Map<string, number>();
  for (const other of own.flat()) {
    if (other !== path) counts.set(other, (counts.get(other) ?? 0) + 1);
  }
  const found = [...counts]
    .filter(([, together]) => together >= FEWEST_TOGETHER && together / own.length >= LEAST_SHARE)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST_COMPANIONS);
  return new Map(
    found.map(([other, together]) => [
      other,
      {
        together,
        share: together / own.length,
        reason: `changed together with ${path} in ${together} of ${own.length} commits`,
      },
    ]),
  );
}

/** Fewer commits are a short memory: the shares of a young file stay small. */
const SMOOTHING = 2;
/** A commit of a few files says that they hang together, one of fifty says little. */
const USUAL_FILES = 4;

/**
 * How strongly each file's history is tied to that of another, 0 to 1: the share of its commits that
 * changed both, large commits counting less. Once together counts too.
 */
export function sharedHistory(
  path: string,
  commits: readonly (readonly string[])[],
): Map<string, number> {
  const own = commits.filter((paths) => paths.includes(path));
  const sums = new Map<string, number>();
  for (const paths of own) {
    const weight = Math.min(1, Math.sqrt(USUAL_FILES / paths.length));
    for (const other of paths) {
      if (other !== path) sums.set(other, (sums.get(other) ?? 0) + weight);
    }
  }
  return new Map([...sums].map(([other, sum]) => [other, sum / (own.length + SMOOTHING)]));
}
