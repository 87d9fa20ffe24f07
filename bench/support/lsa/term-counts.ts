/** The terms of one text: parallel arrays of term number and count. */
export interface TermCounts {
  terms: Uint32Array;
  counts: Uint16Array;
}
