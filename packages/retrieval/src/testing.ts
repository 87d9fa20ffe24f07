/** For measurements: parts of search by themselves. The product never imports this. */
export { searchCode } from "./search/search-code.ts";
export { EVERY_PART, type SearchParts } from "./search/search-parts.ts";
export { type ChunkVector, storeChunkVectors } from "./storage/chunk-vectors.ts";
export { nearestStoredChunks } from "./storage/nearest-stored-chunks.ts";
export { ensureVectorSpace } from "./storage/vector-spaces.ts";
export { countTerms } from "./text/split-terms.ts";
export { indexVectors } from "./vectors/index-vectors.ts";
export { type LiveSpace, VectorMemory } from "./vectors/vector-memory.ts";
