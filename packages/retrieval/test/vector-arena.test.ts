import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NearestRows } from "../src/vectors/nearest-rows.ts";
import { rowsPerSlab, toUnit, UNIT, VectorArena } from "../src/vectors/vector-arena.ts";

function unitVector(numbers: readonly number[]): Float32Array {
  const length = Math.hypot(...numbers) || 1;
  return Float32Array.from(numbers, (value) => value / length);
}

function wholeProduct(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + toUnit(value) * toUnit(b[at] ?? 0), 0);
}

const numbers = (dimensions: number) =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: dimensions,
    maxLength: dimensions,
  });

describe("the arena", () => {
  test("gives exactly the products of whole numbers, whatever the dimensions", () => {
    const arena = new VectorArena(1024 * 1024);
    const slab = arena.take()!;
    const case_ = fc
      .integer({ min: 1, max: 70 })
      .chain((dimensions) =>
        fc.tuple(
          numbers(dimensions),
          fc.array(numbers(dimensions), { minLength: 1, maxLength: 9 }),
        ),
      );
    fc.assert(
      fc.property(case_, ([asked, rows]) => {
        const question = unitVector(asked);
        const vectors = rows.map(unitVector);
        for (const [row, vector] of vectors.entries()) {
          arena.row(slab, row, vector.length).set(Array.from(vector, toUnit));
        }
        arena.ask(question);
        const products = arena.products(slab, vectors.length, question.length);
        expect([...products]).toEqual(vectors.map((vector) => wholeProduct(question, vector)));
      }),
    );
  });

  test("does not overflow for the same vector, in few dimensions or in many", () => {
    const arena = new VectorArena(1024 * 1024);
    const slab = arena.take()!;
    for (const dimensions of [1, 8, 256, 4_000]) {
      const vector = unitVector(Array<number>(dimensions).fill(-1));
      const last = rowsPerSlab(dimensions) - 1;
      arena.row(slab, last, dimensions).set(Array.from(vector, toUnit));
      arena.ask(vector);
      const product = arena.products(slab, last + 1, dimensions)[last]!;
      expect(product / UNIT ** 2).toBeCloseTo(1, 2);
    }
  });

  test("lends no more than it has, and lends again what came back", () => {
    const arena = new VectorArena(512 * 1024);
    const slabs = [arena.take(), arena.take()];
    expect(new Set(slabs).size).toBe(2);
    expect(arena.take()).toBeNull();
    arena.giveBack(slabs[0]!);
    expect(arena.take()).toBe(slabs[0]);
  });
});

test("the nearest rows are the best ones and all that are as near as the last, in any order", () => {
  const similarities = fc.array(fc.integer({ min: -50, max: 100 }), { maxLength: 300 });
  fc.assert(
    fc.property(similarities, fc.integer({ min: 1, max: 20 }), (given, limit) => {
      const nearest = new NearestRows(limit);
      for (const [blobId, percent] of given.entries()) {
        const product = Math.round((percent / 100) * UNIT ** 2);
        if (product >= nearest.leastProduct) nearest.add(product, blobId, 0);
      }
      const positive = given.filter((percent) => percent > 0).sort((a, b) => b - a);
      const last = positive[limit - 1] ?? 1;
      const expected = given.flatMap((percent, blobId) => (percent >= last ? [blobId] : []));
      const found = nearest.take();
      expect(found.map(({ blobId }) => blobId).sort((a, b) => a - b)).toEqual(expected);
      for (const { blobId, similarity } of found) expect(similarity).toBe(given[blobId]! / 100);
    }),
  );
});
