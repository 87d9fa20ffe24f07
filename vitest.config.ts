import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.ts";

// Processes that tests start read our TypeScript stripped already: 0.7 s of computing less for each.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL("node_modules/.cache/tests", import.meta.url),
);
// Memory in large pages and one heap: a fork copies page tables, and with a database in the process each
// git that a test starts took 12 ms of computing before it did anything. Now it takes 2.
process.env.GLIBC_TUNABLES ??= "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1";

/**
 * `*.services.test.ts` need Redis and PostgreSQL (`.ci/services.sh start` prints their addresses);
 * `*.slow.test.ts` start many processes. Both run with DEVFLOW_TEST_ENGINES=all, as in .ci/run.
 */
const runsEverything = process.env.DEVFLOW_TEST_ENGINES === "all";
const later = ["**/*.services.test.ts", "**/*.slow.test.ts"];

const exclude = [...configDefaults.exclude, ...(runsEverything ? [] : later)];

/**
 * Files that leave nothing behind share a process, so that modules are loaded, and rules and
 * GitHub's description compiled, once a process. Not those that start many processes beside a
 * database, since sharing makes their forks larger, that measure time, or that put something of their
 * own in the place of a module (apps/vscode): others would be given it.
 */
const quick = "**/!(*.services|*.slow).test.ts";
const shared = [
  `packages/{backtest,commands,config,dataset,diff,expert,github,logging,review,statistics,syntax,testkit,training}/test/${quick}`,
  `test/{e2e,injection}/${quick}`,
];
const sharedWithDatabase = [
  `apps/{bot,gateway,indexer,worker}/test/${quick}`,
  `packages/{assist,audit,completion,engines,queue,rollout,usage}/test/${quick}`,
];
const all = ["apps/*/test/**/*.test.ts", "packages/*/test/**/*.test.ts", "test/**/*.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: { include: all, exclude: [...exclude, ...shared, ...sharedWithDatabase] },
      },
      { extends: true, test: { include: shared, exclude, isolate: false } },
      { extends: true, test: { include: sharedWithDatabase, exclude, isolate: false } },
    ],
    // Many files wait for other processes, which leaves a core free; vitest's default is one less.
    maxWorkers: 3,
    // V8 compiles what runs hot of PGlite's WebAssembly a second time. A test ends before that pays:
    // without it a file with a database takes a quarter less computing, and 350 MB instead of 850.
    // Room for what is young from the start: collecting a heap that grows was a tenth of the computing.
    execArgv: ["--liftoff-only", "--min-semi-space-size=32", "--max-semi-space-size=64"],
    sequence: { sequencer: LongestFirst },
    // Bounds for what hangs, not expectations: beside others a machine takes 20 times as long, and a
    // test of many reviews, 10 s of computing, has taken more than 120 s.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
    expect: { poll: { timeout: 100_000, interval: 25 } },
    fakeTimers: { toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] },
  },
});
