import type { LexicalDocument } from "../lexical/lexical-snapshot.ts";
import type { ScoreParts } from "../model.ts";

/** A chunk on its way through ranking. Rules change the score, note by how much, and say why. */
export interface Candidate {
  document: LexicalDocument;
  score: number;
  reasons: string[];
  parts: ScoreParts;
}

/** A candidate that no list has found: rules may still raise it. */
export function newCandidate(document: LexicalDocument): Candidate {
  const parts = { fullText: null, vector: null, fused: 0, rules: [] };
  return { document, score: 0, reasons: [], parts };
}

/** A rule adds to the score. */
export function addTo(candidate: Candidate, rule: string, added: number): void {
  if (added === 0) return;
  candidate.score += added;
  candidate.parts.rules.push({ rule, added, factor: 1 });
}

/** A rule multiplies the score. */
export function multiply(candidate: Candidate, rule: string, factor: number): void {
  if (factor === 1) return;
  candidate.score *= factor;
  candidate.parts.rules.push({ rule, added: 0, factor });
}

export function keyOfDocument({ repositoryId, path, ordinal }: LexicalDocument): string {
  return `${repositoryId} ${ordinal} ${path}`;
}

/** The same path in another repository is another file. */
export function keyOfFile({ repositoryId, path }: LexicalDocument): string {
  return `${repositoryId} ${path}`;
}

/** Best first; equal scores by place, so that the order is the same on every engine. */
export function byScore(
  a: { document: LexicalDocument; score: number },
  b: { document: LexicalDocument; score: number },
): number {
  if (a.score !== b.score) return b.score - a.score;
  const [one, other] = [a.document, b.document];
  if (one.repositoryId !== other.repositoryId) return one.repositoryId - other.repositoryId;
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return one.ordinal - other.ordinal;
}
