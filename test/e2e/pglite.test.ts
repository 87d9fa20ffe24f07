import { openPGliteStore } from "./pglite-store.ts";
import { describeReviews } from "./review-suite.ts";

describeReviews("PGlite", openPGliteStore);
