import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader } from "../src/lexical/byte-reader.ts";
import { ByteWriter } from "../src/lexical/byte-writer.ts";
import { Segment } from "../src/lexical/segment.ts";
import { encodeDocuments, SegmentDocuments } from "../src/lexical/segment-documents.ts";
import { emptyPostings, TermBlock, TermBlockWriter } from "../src/lexical/term-block.ts";

describe("bytes", () => {
  test("come back as the numbers and texts that were written", () => {
    const value = fc.oneof(
      fc.nat({ max: 2 ** 31 - 1 }),
      fc.string({ unit: "grapheme", maxLength: 300 }),
    );
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const writer = new ByteWriter();
        for (const item of values) {
          if (typeof item === "number") writer.varint(item);
          else writer.text(item);
        }
        const reader = new ByteReader(writer.take());
        for (const item of values) {
          expect(typeof item === "number" ? reader.varint() : reader.text()).toBe(item);
        }
      }),
    );
  });
});

describe("blocks of terms", () => {
  /** Term to pairs of document and count. */
  type Terms = Map<string, [document: number, count: number][]>;

  const term = fc.string({
    unit: fc.constantFrom("a", "b", "z", "ü", "键", "𝒳", "\uffee"),
    minLength: 1,
    maxLength: 6,
  });
  const pairs = fc
    .uniqueArray(fc.tuple(fc.nat({ max: 5_000_000 }), fc.integer({ min: 1, max: 70_000 })), {
      selector: ([document]) => document,
      minLength: 1,
      maxLength: 40,
    })
    .map((array) => array.sort(([a], [b]) => a - b));
  const terms = fc
    .array(fc.tuple(term, pairs), { maxLength: 60 })
    .map((entries): Terms => new Map(entries));

  /** Writes them and gives a way to look them up, through the block directory as a search does. */
  function write(given: Terms) {
    const writer = new TermBlockWriter();
    for (const name of [...given.keys()].sort()) {
      const ofTerm = given.get(name)!;
      writer.add(name, {
        documents: Uint32Array.from(ofTerm, ([document]) => document),
        counts: Uint32Array.from(ofTerm, ([, count]) => count),
        size: ofTerm.length,
      });
    }
    const encoded = writer.finish();
    const firstTerms = encoded.map(({ firstTerm }) => firstTerm);
    const segment = new Segment({ id: 1, blobIds: [], size: 0, documentBlocks: [], firstTerms });
    const blocks = encoded.map(({ bytes }) => new TermBlock(bytes));
    const read = (name: string) => {
      const postings = emptyPostings();
      let counted = 0;
      for (const number of segment.blocksOf(name)) {
        blocks[number]!.readTerm(name, postings);
        counted += blocks[number]!.countTerm(name);
      }
      const { documents, counts, size } = postings;
      expect(counted).toBe(size);
      return Array.from({ length: size }, (_, index) => [documents[index], counts[index]]);
    };
    return { encoded, read };
  }

  test("give every term's documents and counts back, and nothing for any other", () => {
    fc.assert(
      fc.property(terms, term, (given, other) => {
        const { read } = write(given);
        for (const [name, ofTerm] of given) expect(read(name)).toEqual(ofTerm);
        if (!given.has(other)) expect(read(other)).toEqual([]);
      }),
    );
  });

  test("hold a term that fills several of them, between rare ones", () => {
    const frequent = Array.from({ length: 60_000 }, (_, index): [number, number] => [
      index * 3,
      1 + (index % 5),
    ]);
    const given: Terms = new Map([
      ["common", frequent],
      ["commo", [[1, 1]]],
      ["commons", [[2, 2]]],
    ]);
    for (let index = 0; index < 3_000; index++) given.set(`word${index}`, [[index, 1]]);
    const { encoded, read } = write(given);
    expect(encoded.filter(({ firstTerm }) => firstTerm === "common").length).toBeGreaterThan(2);
    for (const { bytes } of encoded) expect(bytes.length).toBeLessThan(65_536);
    for (const name of ["common", "commo", "commons", "word0", "word2999"]) {
      expect(read(name)).toEqual(given.get(name));
    }
    expect(read("commonness")).toEqual([]);
  });
});

describe("documents of a segment", () => {
  test("come back as they were, blob by blob", () => {
    const document = fc.record({
      kind: fc.constantFrom("function", "class", "text", "module"),
      symbol: fc.option(fc.string({ unit: "grapheme" })),
      startLine: fc.integer({ min: 1, max: 900_000 }),
      length: fc.nat({ max: 100_000 }),
      lines: fc.nat({ max: 5_000 }),
    });
    const blobs = fc.array(fc.array(document, { maxLength: 30 }), { maxLength: 30 });
    fc.assert(
      fc.property(blobs, (given) => {
        const wanted = given.map((blob) =>
          blob.map(({ lines, ...rest }) => ({ ...rest, endLine: rest.startLine + lines })),
        );
        const size = wanted.flat().length;
        const documents = new SegmentDocuments([...encodeDocuments(wanted)], wanted.length, size);
        for (const [blob, ofBlob] of wanted.entries()) {
          expect(documents.ofBlob(blob)).toEqual(ofBlob);
        }
      }),
    );
  });
});
