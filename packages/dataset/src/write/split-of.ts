/**
 * Which part of a data set an example belongs to.
 *
 * Properties wanted: nothing that is learned from comes from a pull request or a file that is
 * measured on, and of reviews nothing is newer than what is measured on; the same database gives
 * the same splits. Design: pull requests of a repository by the time of the newest thing that is
 * taken from them: the newest tenth is the test set, the tenth before it the validation set. All
 * examples of one pull request are together, of every method. Code goes by a digest of repository
 * and file, a test with what it tests, so that a file stays where it was in the next export.
 * Memory: one number a pull request.
 */
import { splitOfFile } from "../code/split-of-file.ts";
import type { Provenance, Split } from "../model.ts";

/** Of pull requests, and of files: a tenth each for validation and test. */
export const heldOutShare = 0.1;

/** Below it a repository has too few pull requests for three parts: all are trained on. */
const leastPulls = 3;

type Where = Pick<Provenance, "repository" | "pullNumber" | "path">;

/** Hears of every example first, and can say afterwards where each belongs. */
export class SplitPlan {
  /** By repository: pull request to the newest time, in milliseconds. */
  readonly #pulls = new Map<string, Map<number, number>>();
  readonly #splits = new Map<string, Map<number, Split>>();

  add({ repository, pullNumber, at }: Where & Pick<Provenance, "at">): void {
    if (pullNumber === null) return;
    const pulls = this.#pulls.get(repository) ?? new Map<number, number>();
    this.#pulls.set(repository, pulls);
    pulls.set(pullNumber, Math.max(pulls.get(pullNumber) ?? 0, at.getTime()));
  }

  /** Where the example belongs, after all were added. */
  splitOf(where: Where): Split {
    const { repository, pullNumber } = where;
    if (pullNumber === null) return splitOfFile(where);
    let splits = this.#splits.get(repository);
    if (splits === undefined) {
      splits = splitsOfPulls(this.#pulls.get(repository) ?? new Map());
      this.#splits.set(repository, splits);
    }
    return splits.get(pullNumber) ?? "train";
  }

  /** Pull requests of a repository that examples come from. */
  pullsOf(repository: string): number {
    return this.#pulls.get(repository)?.size ?? 0;
  }
}

/** The newest tenth is tested on, the tenth before it validates; at least one each of three or more. */
export function splitsOfPulls(pulls: ReadonlyMap<number, number>): Map<number, Split> {
  const newestFirst = [...pulls].sort(
    ([number, at], [otherNumber, otherAt]) => otherAt - at || otherNumber - number,
  );
  const held = pulls.size < leastPulls ? 0 : Math.max(1, Math.round(pulls.size * heldOutShare));
  return new Map(
    newestFirst.map(([number], index) => [
      number,
      index < held ? "test" : index < 2 * held ? "validation" : "train",
    ]),
  );
}
