import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * What takes two minutes and more beside four others. Vitest knows durations from an earlier run only;
 * in a fresh clone it orders by size, and the longest are a few lines that run a suite of another file.
 */
const long = [
  "month-retrained.slow",
  "odd-changes.slow",
  "life-cycle.slow",
  "killed-export.slow",
  "backtest.slow",
  "killed-pglite.slow",
  "backfill-killed.slow",
  "killed-postgres-redis.services",
  "life-cycle.services",
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
