/**
 * Every bound of the pipeline in one place. A change that exceeds one is still reviewed, and what
 * was left out is named in the result.
 */
export const limits = {
  /** Changed lines of one file; beyond it the file is data or generated, not something one reads. */
  changedLinesPerFile: 5_000,
  /** Files of one change that are read at all, the riskiest: each costs GitHub a request. */
  filesPerChange: 500,
  /** Files that are read side by side. */
  readsAtOnce: 8,
  /** Characters of a file that rules and syntax are run on; a larger one is data. */
  fileCharacters: 1_000_000,
  /** Characters of one line; a longer one is minified or data. */
  lineCharacters: 2_000,
  /** Drafting calls per review. 60 calls of a 4,096-token window are about 5,000 changed lines. */
  draftCalls: 60,
  /** One review from its first file to its last verdict; beyond, what is not read is left out. */
  reviewMs: 600_000,
  /** Prompts and answers of one review: 490 calls that fill a 4,096-token window. */
  reviewTokens: 2_000_000,
  /** Calls that one review has at the expert at once; the expert's own limit holds back more. */
  callsAtOnce: 32,
  /** Of a line over `lineCharacters`, what the expert is shown. */
  shownLineCharacters: 400,
  /** Manifests whose dependencies are compared. */
  manifestsRead: 10,
  /** Added characters that are scanned for secrets, the files that are read first. */
  scannedCharacters: 20_000_000,
  /** Groups whose context is asked for at once: they share their queries, and Ctrl-C is heard between. */
  contextsAtOnce: 10,
  /** Candidates of the expert that get a second look; the most severe first. */
  verifyCalls: 40,
  /** Suggestions that are checked, those of the worst findings: each parses its file up to three times. */
  suggestionChecks: 200,
  /** Characters of the files that are parsed for that, about 20 s of one processor at most. */
  suggestionCharacters: 5_000_000,
  /** Comments of one rule per review; a tenth occurrence teaches nothing new. */
  findingsPerRule: 3,
  /** What one review says, inline and in its summary: nobody reads more, and a body has an end. */
  findingsPerReview: 50,
  /** Remarks in changed lines about which the expert is asked whether they stand; the worst first. */
  stillStandsCalls: 20,
  /** Keys of what the expert has read that one review keeps; beyond, one for each hunk. */
  readKeys: 20_000,
  /** Lines of one suggestion: longer ones are rewrites, which belong into a conversation. */
  suggestionLines: 60,
} as const;
