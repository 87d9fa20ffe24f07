export type { IndexerParts } from "./indexer-parts.ts";
export { type RunningIndexer, startIndexer } from "./start-indexer.ts";
