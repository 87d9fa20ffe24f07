import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * What takes a minute and more beside four others, the longest first. Vitest knows durations from an
 * earlier run only; in a fresh clone it orders by size, and the longest are a few lines that run a suite
 * of another file: one of them, begun last, kept a core free for a minute.
 */
const long = [
  "month-retrained.slow",
  "odd-changes.slow",
  "month.slow",
  "retrained-better.slow",
  "backfill-killed.slow",
  "life-cycle.slow",
  "killed-pglite.slow",
  "killed-postgres-redis.services",
  "backtest.slow",
  "killed-index.slow",
  "life-cycle.services",
  "killed-export.slow",
  "rollout-stages.slow",
  "huge-change.slow",
  "postgres-redis.services",
  "postgres.services",
  "rollout-killed.slow",
  "experts-database.slow",
].map((name) => `/${name}.test.ts`);

/** Long files start first, so that the last minutes are not one file's while a core is free. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = long.findIndex((end) => moduleId.endsWith(end));
      return place === -1 ? long.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
