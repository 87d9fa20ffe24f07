export { type FilterStatus, listFilters } from "./list-filters.ts";
export { type TrainedFilter, trainFilters } from "./train-filters.ts";
