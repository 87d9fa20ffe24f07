/**
 * Counts up whenever chunks, their terms, definitions or references of the same bytes come out differently:
 * every blob is then read again at the next update.
 */
export const FACTS_VERSION = 7;
