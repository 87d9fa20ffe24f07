import { readFile } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { createStaticEmbedder } from "../src/vectors/static-embedder.ts";
import { StaticTokenizer, splitWords } from "../src/vectors/static-tokenizer.ts";

interface Known {
  sha256: string;
  texts: { text: string; words: string[]; vector: number[] }[];
}

/** Written by training/embedder/export.py together with the table. */
const known: Known = JSON.parse(
  await readFile(new URL("fixtures/static-vectors.json", import.meta.url), "utf8"),
);
const dot = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

test("gives the vectors that training computed, in every script", async () => {
  const embedder = await createStaticEmbedder();
  expect(known.sha256.startsWith(embedder.id.replace("static:", ""))).toBe(true);
  const vectors = await embedder.embed(known.texts.map(({ text }) => text));
  for (const [index, { text, words, vector }] of known.texts.entries()) {
    expect(splitWords(text), text).toEqual(words);
    const found = vectors[index] ?? new Float32Array();
    expect(found.length, text).toBe(embedder.dimensions);
    for (const [at, value] of found.entries()) {
      expect(Math.abs(value - (vector[at] ?? Number.NaN)), text).toBeLessThan(2e-5);
    }
  }
});

test("gives unit vectors, and the zero vector when nothing is known", async () => {
  const embedder = await createStaticEmbedder();
  const [something, nothing, empty] = await embedder.embed(["read a file", "{}();", ""]);
  expect(dot(something!, something!)).toBeCloseTo(1, 5);
  expect(nothing!.every((value) => value === 0)).toBe(true);
  expect(empty!.every((value) => value === 0)).toBe(true);
});

test("places a question nearer to the code that answers it than to other code", async () => {
  const embedder = await createStaticEmbedder();
  const [question, answer, other] = await embedder.embed([
    "how is the signature of a webhook verified",
    "function checkHmac(secret: string, body: Buffer, digest: string) { return timingSafeEqual(createHmac('sha256', secret).update(body).digest(), Buffer.from(digest, 'hex')); }",
    "function renderTable(rows: string[][]) { return rows.map((cells) => cells.join(' | ')).join('\\n'); }",
  ]);
  expect(dot(question!, answer!)).toBeGreaterThan(dot(question!, other!) + 0.1);
});

test("is read once", async () => {
  expect(await createStaticEmbedder()).toBe(await createStaticEmbedder());
});

test("works in a thread of its own", async () => {
  const module = new URL("../src/vectors/static-embedder.ts", import.meta.url).href;
  const code = `
    const { parentPort } = require("node:worker_threads");
    import(${JSON.stringify(module)})
      .then(({ createStaticEmbedder }) => createStaticEmbedder())
      .then((embedder) => embedder.embed(["read a file"]))
      .then(([vector]) => parentPort.postMessage(vector));`;
  const worker = new Worker(code, { eval: true });
  try {
    const vector = await new Promise((resolve, reject) => {
      worker.once("message", resolve).once("error", reject);
    });
    expect(
      [await createStaticEmbedder()].map((embedder) => embedder.embedNow("read a file")),
    ).toEqual([vector]);
  } finally {
    await worker.terminate();
  }
});

test("takes the longest piece first, and leaves out a word that it cannot spell", () => {
  const tokenizer = new StaticTokenizer(["pars", "parse", "##r", "##s", "file", "x"]);
  expect(tokenizer.encode("parser parseFile pars parsX", 10)).toEqual([1, 2, 1, 4, 0, 0, 5]);
  expect(tokenizer.encode("parsez file", 10)).toEqual([4]);
  expect(tokenizer.encode("file file file", 2)).toEqual([4, 4]);
});

test("leaves out what no person wrote as a word", () => {
  expect(splitWords("a".repeat(65))).toEqual([]);
  expect(splitWords("HTTPServer2Go_get-it $x")).toEqual("http server 2 go get it x".split(" "));
});
