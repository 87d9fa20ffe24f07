import { testMonth } from "./month/describe-month.ts";
import { usePGliteStore } from "./pglite-store.ts";

const store = usePGliteStore();

testMonth(store, { seed: 11, pulls: 10 }, "whole");
testMonth(store, { seed: 1, pulls: 20 }, "lossy");
