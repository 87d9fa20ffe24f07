import { testMonth } from "./month/describe-month.ts";
import { usePGliteStore } from "./pglite-store.ts";

const store = usePGliteStore();

/** One that comes whole is lived by month-retrained.slow.test.ts. */
testMonth(store, { seed: 1, pulls: 12 }, "lossy");
