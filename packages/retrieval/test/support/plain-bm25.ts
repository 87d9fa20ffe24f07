import { pathText } from "../../src/text/path-words.ts";
import { countTerms } from "../../src/text/split-terms.ts";

export interface PlainDocument {
  path: string;
  ordinal: number;
  text: string;
}

/** BM25 as the textbook has it, over documents in order: what every faster way must agree with. */
export function plainBm25(
  documents: readonly PlainDocument[],
  query: ReadonlyMap<string, number>,
  limit: number,
): { path: string; ordinal: number; score: number }[] {
  const k1 = 1.5;
  const b = 0.75;
  const counted = documents.map(({ path, text }) => {
    const counts = countTerms(text);
    for (const [term, count] of countTerms(pathText(path))) {
      counts.set(term, (counts.get(term) ?? 0) + count);
    }
    return counts;
  });
  const lengths = counted.map((counts) => [...counts.values()].reduce((sum, n) => sum + n, 0));
  const average = Math.max(
    1,
    lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, documents.length),
  );
  const scored = documents.map(({ path, ordinal }, index) => {
    const norm = k1 * (1 - b + (b * lengths[index]!) / average);
    let score = 0;
    for (const [term, weight] of query) {
      const count = counted[index]!.get(term) ?? 0;
      if (count === 0) continue;
      const found = counted.filter((counts) => counts.has(term)).length;
      const idf = Math.log(1 + (documents.length - found + 0.5) / (found + 0.5));
      score += (idf * weight * count * (k1 + 1)) / (count + norm);
    }
    return { path, ordinal, score };
  });
  // Sorting is stable: equal scores stay in the order of the documents.
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, z) => z.score - a.score)
    .slice(0, limit);
}
