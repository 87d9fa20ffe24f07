import type { LexicalDocument } from "../lexical/lexical-snapshot.ts";

/** A chunk on its way through ranking. Rules change the score and say why. */
export interface Candidate {
  document: LexicalDocument;
  score: number;
  reasons: string[];
}

export function keyOfDocument({ path, ordinal }: LexicalDocument): string {
  return `${ordinal} ${path}`;
}

/** Best first; equal scores by place, so that the order is the same on every engine. */
export function byScore(a: Candidate, b: Candidate): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.document.path !== b.document.path) return a.document.path < b.document.path ? -1 : 1;
  return a.document.ordinal - b.document.ordinal;
}
