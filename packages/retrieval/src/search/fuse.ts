import type { LexicalDocument } from "../lexical/lexical-snapshot.ts";
import { type Candidate, keyOfDocument, newCandidate } from "./candidate.ts";

/** Cormack's constant. */
const RRF_K = 60;
/**
 * How much of a list's say goes by score, relative to its best; the rest goes by place. Places alone
 * rate the hundredth at 0.38 of the first, so that rules overruled clear evidence: before the rules
 * were tuned to it, 0.5 instead of 0 was worth -0.002 NDCG@10 over foreign development repositories
 * and +0.019 over our own. Now 0.7, 0.85 and 1 give 0.8665, 0.8669, 0.8669 and 0.764, 0.768, 0.769;
 * questions that span files lose 0.014 at 1.
 */
const SCORE_SHARE = 0.85;

/**
 * What the vectors' list weighs, the rest is full text's: names are found by text, prose by both. With
 * the token table on board and a score share of 0.7, 0.4, 0.5, 0.6 and 0.7 gave 0.8654, 0.8647,
 * 0.8665 and 0.8649 over foreign development repositories and 0.764, 0.763, 0.764 and 0.762 over our
 * own (TypeScript 0.658, 0.658, 0.676, 0.676). Weighing by how much the lists agree gave no more.
 */
export const SYMBOL_VECTOR_WEIGHT = 0.3;
export const PROSE_VECTOR_WEIGHT = 0.6;

/** A document of one list with what that list says of it. */
export interface Scored {
  document: LexicalDocument;
  score: number;
}

/** Fuses two lists, best first each, by place and by score. The best possible score is 1. */
export function fuse(
  lexical: readonly Scored[],
  vector: readonly Scored[],
  vectorWeight: number,
): Map<string, Candidate> {
  const candidates = new Map<string, Candidate>();
  const share = vector.length === 0 ? 0 : vectorWeight;
  const find = (document: LexicalDocument) => {
    const key = keyOfDocument(document);
    const candidate = candidates.get(key) ?? newCandidate(document);
    candidates.set(key, candidate);
    return candidate;
  };
  for (const [index, { document, score }] of lexical.entries()) {
    const candidate = find(document);
    candidate.parts.fullText = { rank: index + 1, score };
    addShare(candidate, index, relative(score, lexical), 1 - share);
  }
  for (const [index, { document, score }] of vector.entries()) {
    const candidate = find(document);
    candidate.parts.vector = { rank: index + 1, similarity: score };
    candidate.reasons.push("similar in meaning");
    addShare(candidate, index, relative(score, vector), share);
  }
  return candidates;
}

/** A score as a part of the best one, 0 to 1. */
function relative(score: number, [first]: readonly Scored[]): number {
  return first === undefined || first.score <= 0 ? 0 : Math.max(0, score / first.score);
}

function addShare(candidate: Candidate, index: number, ofBest: number, weight: number): void {
  const byPlace = (RRF_K + 1) / (RRF_K + 1 + index);
  candidate.parts.fused += weight * (SCORE_SHARE * ofBest + (1 - SCORE_SHARE) * byPlace);
  candidate.score = candidate.parts.fused;
}
