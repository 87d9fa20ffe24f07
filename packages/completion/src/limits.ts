/** Code on each side of the cursor that is looked at to decide where an answer ends: 400 lines. */
export const mostSeenCharacters = 16_000;

/** Of one line, brackets and quotes are read to here; no hand-written line is longer. */
export const mostScannedColumns = 2_000;

/**
 * Lines of an answer, and its characters. 256 tokens, the usual limit of the expert, are about 25
 * lines or 900 characters.
 */
export const mostLines = 60;
export const mostCharacters = 6_000;

/** A line of an answer that is longer is not code that a person would write. */
export const longestLine = 1_000;

/** A statement that grows beyond this is not one. */
export const mostLinesOfStatement = 40;
