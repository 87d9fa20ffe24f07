import type { EmbedTexts, PastOutcome } from "./model.ts";

/** How alike a finding is to the nearest one that people acted on, and that they did not; 0..1. */
export interface Likeness {
  actedOn: number;
  dismissed: number;
}

export const unlike: Likeness = { actedOn: 0, dismissed: 0 };

interface Said {
  title: string;
  body: string;
}

/**
 * The likeness of each finding to the past: by the cosine of vectors where there is an embedder,
 * else by the share of common words (Dice's coefficient). Weak outcomes do not count: nobody
 * said anything about them.
 */
export async function likenessTo(
  past: readonly PastOutcome[],
  findings: readonly Said[],
  embed: EmbedTexts | null,
): Promise<Likeness[]> {
  const known = past.filter(({ weight }) => weight >= 1);
  if (known.length === 0 || findings.length === 0) return findings.map(() => unlike);
  const compare = embed === null ? byWords(known) : await byVectors(known, findings, embed);
  return findings.map((finding, index) => nearest(known, compare(finding, index)));
}

type Compare = (finding: Said, index: number) => (other: number) => number;

function byWords(known: readonly PastOutcome[]): Compare {
  const words = known.map(wordsOf);
  return (finding) => {
    const own = wordsOf(finding);
    return (other) => dice(own, words[other] ?? new Set());
  };
}

async function byVectors(
  known: readonly PastOutcome[],
  findings: readonly Said[],
  embed: EmbedTexts,
): Promise<Compare> {
  const vectors = await embed([...known, ...findings].map(textOf));
  return (_finding, index) => {
    const own = vectors[known.length + index];
    return (other) => cosine(own, vectors[other]);
  };
}

function nearest(known: readonly PastOutcome[], likenessOf: (other: number) => number): Likeness {
  const likeness = { actedOn: 0, dismissed: 0 };
  for (const [index, { isActedOn }] of known.entries()) {
    const key = isActedOn ? "actedOn" : "dismissed";
    likeness[key] = Math.max(likeness[key], Math.min(1, likenessOf(index)));
  }
  return likeness;
}

function textOf({ title, body }: Said): string {
  return `${title}\n${body}`;
}

function wordsOf(said: Said): Set<string> {
  return new Set(
    textOf(said)
      .toLowerCase()
      .match(/[\p{L}\p{N}_]{3,}/gu) ?? [],
  );
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const word of a) if (b.has(word)) common += 1;
  return a.size + b.size === 0 ? 0 : (2 * common) / (a.size + b.size);
}

/** Of vectors of length 1. */
function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined) return 0;
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
