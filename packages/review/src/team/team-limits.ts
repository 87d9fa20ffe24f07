/** Bounds on what is read of a team's settings. Each file costs GitHub a request. */
export const teamLimits = {
  /** Of one `.devflow.yml`: what its parser reads. */
  configBytes: 65_536,
  /** Rule files that are read; the number of rules is bounded by their parser. */
  ruleFiles: 200,
  /** Guides that are read, the root's first. */
  guides: 20,
  /** Characters of one guide; the rest is cut off. */
  guideCharacters: 20_000,
  /** Characters of all guides together. */
  allGuidesCharacters: 60_000,
  /** Larger guides are no guides. */
  guideBytes: 1_000_000,
  readsAtOnce: 8,
  /** Sets of rules kept, one per state of a repository's rule folder; the oldest goes first. */
  cachedRuleSets: 50,
} as const;
