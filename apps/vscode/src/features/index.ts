import type { Part } from "../host/part.ts";
import { featuresPart } from "./part.ts";

/** What a developer asks for by name: explain, tests, refactor, document, review, search, voice. */
export const featureParts: readonly Part[] = [featuresPart];
