/** Which parts of search take part. The product uses all; measurements leave some out. */
export interface SearchParts {
  lexical: boolean;
  vectors: boolean;
  /** Ranking rules, and with them the look-up of definitions. */
  rules: boolean;
}

export const EVERY_PART: SearchParts = { lexical: true, vectors: true, rules: true };
