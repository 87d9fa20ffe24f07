import { setImmediate } from "node:timers/promises";
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
  const all: Likeness[] = [];
  for (const [index, finding] of findings.entries()) {
    // Up to a thousand comparisons each, on this thread.
    if (index % 100 === 99) await setImmediate();
    all.push(nearest(known, compare(finding)));
  }
  return all;
}

type Compare = (finding: Said) => (other: number) => number;

/**
 * By an index from words to the outcomes that have them, and once for equal texts: a rule says the
 * same about ten thousand lines.
 */
function byWords(known: readonly PastOutcome[]): Compare {
  const sizes: number[] = [];
  const having = new Map<string, number[]>();
  for (const [at, outcome] of known.entries()) {
    const words = wordsOf(outcome);
    sizes.push(words.size);
    for (const word of words) {
      const others = having.get(word);
      if (others === undefined) having.set(word, [at]);
      else others.push(at);
    }
  }
  const seen = new Map<string, (other: number) => number>();
  return (finding) => {
    const text = textOf(finding);
    const before = seen.get(text);
    if (before !== undefined) return before;
    const own = wordsOf(finding);
    const common = new Uint32Array(known.length);
    for (const word of own) {
      for (const at of having.get(word) ?? []) common[at] = (common[at] ?? 0) + 1;
    }
    const compare = (other: number) => dice(common[other] ?? 0, own.size + (sizes[other] ?? 0));
    if (seen.size < MOST_TEXTS) seen.set(text, compare);
    return compare;
  };
}

/** Texts whose comparison is kept: each costs four bytes an outcome. */
const MOST_TEXTS = 500;

async function byVectors(
  known: readonly PastOutcome[],
  findings: readonly Said[],
  embed: EmbedTexts,
): Promise<Compare> {
  const texts = [...new Set(findings.map(textOf))];
  const vectors = await embed([...known.map(textOf), ...texts]);
  const ofText = new Map(texts.map((text, index) => [text, vectors[known.length + index]]));
  return (finding) => {
    const own = ofText.get(textOf(finding));
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

/** @param both the words of one and those of the other */
function dice(common: number, both: number): number {
  return both === 0 ? 0 : (2 * common) / both;
}

/** Of vectors of length 1. */
function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined) return 0;
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
