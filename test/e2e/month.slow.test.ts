import { testMonth } from "./month/describe-month.ts";
import { usePGliteStore } from "./pglite-store.ts";

const store = usePGliteStore();

for (const seed of [1, 2, 3]) testMonth(store, { seed, pulls: 60 }, "lossy");
