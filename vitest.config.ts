import { configDefaults, defineConfig } from "vitest/config";

/** `*.services.test.ts` need Redis and PostgreSQL: `.ci/services.sh start` prints their addresses. */
const withServices = process.env.DEVFLOW_TEST_ENGINES === "all";

export default defineConfig({
  test: {
    include: ["apps/*/test/**/*.test.ts", "packages/*/test/**/*.test.ts", "test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...(withServices ? [] : ["**/*.services.test.ts"])],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    fakeTimers: { toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] },
  },
});
