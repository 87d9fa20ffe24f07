import type { ScoreParts, SearchHit } from "@devflow/retrieval";

/** How a hit's score came about, in two lines: the sum with its factors, and the two lists' places. */
export function explainScore({ score, parts }: SearchHit): string[] {
  const { fused, rules } = parts;
  const added = rules.filter(({ factor }) => factor === 1);
  const factors = rules.filter(({ factor }) => factor !== 1);
  const terms = [`${round(fused)} places`, ...added.map((by) => `${round(by.added)} ${by.rule}`)];
  const sum = terms.join(" + ");
  const product = factors.map(({ rule, factor }) => ` x ${round(factor)} ${rule}`).join("");
  return [
    `score ${round(score)} = ${factors.length > 0 && terms.length > 1 ? `(${sum})` : sum}${product}`,
    `places: ${listPlaces(parts)}`,
  ];
}

function listPlaces({ fullText, vector }: ScoreParts): string {
  const places: string[] = [];
  if (fullText !== null) places.push(`full text ${fullText.rank} (BM25 ${round(fullText.score)})`);
  if (vector !== null) places.push(`vectors ${vector.rank} (cosine ${round(vector.similarity)})`);
  return places.length === 0 ? "in neither list, found by its name" : places.join(", ");
}

/** The same as JSON, in the field names that the command line prints. */
export function explanationJson({ fullText, vector, fused, rules }: ScoreParts) {
  return { full_text: fullText, vector, fused, rules };
}

function round(value: number): string {
  return value.toFixed(3);
}
