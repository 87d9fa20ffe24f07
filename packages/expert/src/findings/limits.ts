/** Upper bounds of one answer. What is over them is cut or rejected with a counted reason. */
export const FINDING_LIMITS = {
  /** Read from the start; a 4,096-token answer is about 16,000 characters. */
  answerCharacters: 100_000,
  findings: 20,
  titleCharacters: 120,
  bodyCharacters: 2_000,
  quoteCharacters: 2_000,
  quoteLines: 20,
  suggestionLines: 60,
  suggestionCharacters: 8_000,
  pathCharacters: 1_024,
  reasonCharacters: 300,
} as const;
