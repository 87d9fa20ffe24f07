import { featureParts } from "./features/index.ts";
import type { Part } from "./host/part.ts";

/** Everything that the extension offers, in the order of its registration. */
export const parts: readonly Part[] = [...featureParts];
