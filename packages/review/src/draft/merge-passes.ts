import type { Position } from "@devflow/diff";
import type { Candidate, Severity } from "../model.ts";
import { severities, severityRank } from "../settle/severity-order.ts";
import { leastContainment, sharedWords, tellingWords } from "./telling-words.ts";

/** What one pass over a group drafted; `at` is where its quote stands, as far as that is known. */
export interface PassCandidate extends PlacedCandidate {
  pass: number;
}

export interface PlacedCandidate {
  candidate: Candidate;
  at: Position | null;
}

/** Lines that two places may be apart and still be one. */
const NEAR_LINES = 2;

/** Of all words; see `leastContainment`. Below it one of the texts is about much else, too. */
const LEAST_JACCARD = 0.15;

/**
 * Candidates of several passes over the same code, merged where they say the same: at one place
 * (within two lines, or the same quote) and alike in their words. Each result has the votes of the passes that
 * said it, the most specific wording, the severity of most, and the mean confidence, lowered where
 * passes were silent. In the order in which they were first said.
 *
 * @param passes how many passes gave an answer
 */
export function mergePasses(drafted: readonly PassCandidate[], passes: number): PlacedCandidate[] {
  const clusters: Read[][] = [];
  for (const pass of drafted) {
    const each = { ...pass, words: tellingWords(textOf(pass.candidate)) };
    const known = clusterOf(each, clusters);
    if (known === undefined) clusters.push([each]);
    else known.push(each);
  }
  return clusters.map((cluster) => merged(cluster, passes));
}

/** With its words, read once: each is compared with all others of its place. */
interface Read extends PassCandidate {
  words: ReadonlySet<string>;
}

function clusterOf(each: Read, clusters: readonly Read[][]): Read[] | undefined {
  return clusters.find((cluster) => cluster.some((other) => saysTheSame(each, other)));
}

function saysTheSame(a: Read, b: Read): boolean {
  if (!isSamePlace(a, b)) return false;
  const { jaccard, containment } = sharedWords(a.words, b.words);
  return containment >= leastContainment && jaccard >= LEAST_JACCARD;
}

function isSamePlace(a: PassCandidate, b: PassCandidate): boolean {
  if (squeezed(a.candidate.quote) === squeezed(b.candidate.quote)) return true;
  if (a.at === null || b.at === null || a.at.side !== b.at.side) return false;
  return a.at.startLine <= b.at.line + NEAR_LINES && b.at.startLine <= a.at.line + NEAR_LINES;
}

function merged(cluster: readonly PassCandidate[], passes: number): PlacedCandidate {
  const votes = new Set(cluster.map(({ pass }) => pass)).size;
  const candidates = cluster.map(({ candidate }) => candidate);
  const best = cluster.reduce((a, b) => (specificity(b) > specificity(a) ? b : a));
  const mean = candidates.reduce((sum, { confidence }) => sum + confidence, 0) / candidates.length;
  const confidence = Math.round(mean * ((votes + 1) / (passes + 1)) * 1_000) / 1_000;
  const severity = severityOfMost(candidates);
  return { at: best.at, candidate: { ...best.candidate, severity, confidence, votes, passes } };
}

/**
 * A quote that is found counts before all, else what the others said would go with it. Then a
 * suggestion is worth most, then a long quote, then words, then the model's own sureness.
 */
function specificity({ at, candidate }: PlacedCandidate): number {
  const { suggestion, quote, body, confidence } = candidate;
  return (
    (at === null ? 0 : 10) +
    (suggestion === null ? 0 : 2) +
    Math.min((quote ?? "").length, 120) / 120 +
    Math.min(body.length, 300) / 300 +
    confidence / 2
  );
}

/** Of two that were said as often, the milder one. */
function severityOfMost(candidates: readonly Candidate[]): Severity {
  const times = (severity: Severity) =>
    candidates.filter((candidate) => candidate.severity === severity).length;
  return severities
    .filter((severity) => times(severity) > 0)
    .reduce((a, b) =>
      times(b) > times(a) || (times(b) === times(a) && severityRank(b) > severityRank(a)) ? b : a,
    );
}

function textOf({ title, body }: Candidate): string {
  return `${title} ${body}`;
}

function squeezed(quote: string | null): string {
  return (quote ?? "").replace(/\s+/g, "");
}
