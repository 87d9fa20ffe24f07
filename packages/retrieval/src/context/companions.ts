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
