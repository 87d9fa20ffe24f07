/** For measurements: search with parts of it left out. The product never imports this. */
export { searchCode } from "./search/search-code.ts";
export { EVERY_PART, type SearchParts } from "./search/search-parts.ts";
export { countTerms } from "./text/split-terms.ts";
