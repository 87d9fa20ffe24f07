export { type FilterStatus, listFilters } from "./filter/list-filters.ts";
export { type TrainedFilter, trainFilters } from "./filter/train-filters.ts";
export type { IndexerParts } from "./indexer-parts.ts";
export { type RunningIndexer, startIndexer } from "./start-indexer.ts";
