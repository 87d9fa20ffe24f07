import { describe, expect, test } from "vitest";
import { Vocabulary } from "../src/lexical/blob-terms.ts";
import { countTerms } from "../src/text/split-terms.ts";
import { fitLsa } from "../src/vectors/fit-lsa.ts";
import { foldIn } from "../src/vectors/fold-in.ts";

const topics = [
  ["open", "socket", "listen", "connection", "packet", "server"],
  ["invoice", "price", "tax", "customer", "total", "currency"],
  ["leaf", "branch", "tree", "visit", "parent", "depth"],
];
/** Forty texts, each of words of one topic. */
const texts = Array.from({ length: 40 }, (_, text) => {
  const words = topics[text % topics.length]!;
  return Array.from(
    { length: 5 },
    (_, word) => words[(text + word * (1 + (text % 2))) % words.length],
  ).join(" ");
});

async function fit(order: readonly string[]) {
  const vocabulary = new Vocabulary();
  for (const text of order) vocabulary.add(countTerms(text));
  const documents = texts.map((text) => vocabulary.add(countTerms(text)));
  const names = [...vocabulary.terms()];
  const { terms, directions, dimensions } = await fitLsa(documents, names);
  const byName = new Map(
    Array.from(terms, (term, row) => [
      names[term]!,
      directions.subarray(row * dimensions, (row + 1) * dimensions),
    ]),
  );
  const embed = (text: string) =>
    foldIn(
      [...countTerms(text)].map(([term, count]) => [byName.get(term), count] as const),
      dimensions,
    );
  return { embed, dimensions };
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

describe("a fit", () => {
  test("lets the process's other work through", async () => {
    let turns = 0;
    let isDone = false;
    const turn = () => {
      turns += 1;
      if (!isDone) setImmediate(turn);
    };
    setImmediate(turn);
    const { dimensions } = await fit(texts);
    isDone = true;
    expect(turns).toBeGreaterThanOrEqual(dimensions);
  });

  test("puts texts of one topic together, also when they share no word", async () => {
    const { embed } = await fit(texts);
    const socket = embed("socket listen").vector;
    expect(cosine(socket, embed("packet server").vector)).toBeGreaterThan(0.3);
    expect(Math.abs(cosine(socket, embed("invoice tax").vector))).toBeLessThan(0.2);
  });

  test("is the same for the same texts, whatever the order in which words were met", async () => {
    const first = await fit(texts);
    const second = await fit(texts.toReversed());
    expect(second.embed("tree depth socket").vector).toEqual(
      first.embed("tree depth socket").vector,
    );
  });

  test("gives vectors of length 1, and of length 0 for words it does not know", async () => {
    const { embed } = await fit(texts);
    expect(cosine(embed("tax total").vector, embed("tax total").vector)).toBeCloseTo(1, 5);
    const unknown = embed("zeppelin");
    expect(unknown.vector.every((value) => value === 0)).toBe(true);
    expect(unknown.unknownTerms).toBe(unknown.terms);
  });
});
