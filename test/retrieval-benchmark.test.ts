import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listOwnRepositories, sets } from "../bench/retrieval/list-repositories.ts";
import type { Target } from "../bench/retrieval/read-labels.ts";
import { ndcg, rankOf } from "../bench/retrieval/score.ts";

const repositories = listOwnRepositories("nowhere");
const labelFolder = join(import.meta.dirname, "../bench/retrieval/labels");

describe("labels of the retrieval benchmark", () => {
  test("stand for one declared repository each", () => {
    for (const set of sets) {
      const declared = repositories.filter((each) => each.set === set).map(({ name }) => name);
      const files = readdirSync(join(labelFolder, set)).map((file) => file.replace(".json", ""));
      expect(files.sort()).toEqual(declared.sort());
    }
  });

  test("cover the languages that are parsed, tuned on and held out", () => {
    const languagesOf = (set: string) =>
      new Set(repositories.filter((each) => each.set === set).map(({ language }) => language));
    expect(languagesOf("development")).toEqual(languagesOf("held-out"));
    expect(languagesOf("held-out").size).toBeGreaterThanOrEqual(12);
  });

  test.each(repositories)("of $name ask different questions with places in its tree", (each) => {
    const { labels, root } = each;
    expect(new Set(labels.map(({ query }) => query)).size).toBe(labels.length);
    expect(labels.length).toBeGreaterThanOrEqual(15);
    expect(new Set(labels.map(({ category }) => category)).size).toBe(3);
    for (const { query, targets } of labels) {
      const places = targets.map(({ path, lines }) => `${path}:${lines?.start ?? ""}`);
      expect(new Set(places).size, query).toBe(places.length);
      for (const { path } of targets) {
        expect(path.startsWith(root === "" ? "" : `${root}/`), path).toBe(true);
        expect(path).not.toMatch(/^\/|\\|(^|\/)\.\.?(\/|$)/);
      }
    }
  });
});

describe("NDCG@10", () => {
  const file = (path: string): Target => ({ path, lines: null });
  const chunk = (path: string, startLine = 1, endLine = 9) => ({ path, startLine, endLine });

  test("is 1 when the places that answer come first, in any order", () => {
    const label = { targets: [file("a.ts"), file("b.ts")] };
    expect(ndcg(label, [chunk("b.ts"), chunk("a.ts"), chunk("c.ts")])).toBeCloseTo(1);
  });

  test("discounts by the logarithm of the first rank in the file", () => {
    const label = { targets: [file("a.ts")] };
    expect(ndcg(label, [chunk("b.ts"), chunk("a.ts"), chunk("a.ts")])).toBeCloseTo(
      1 / Math.log2(3),
    );
    expect(ndcg(label, [chunk("b.ts")])).toBe(0);
  });

  test("wants a chunk that shares a line when lines are given", () => {
    const target = { path: "a.ts", lines: { start: 20, end: 30 } };
    expect(rankOf(target, [chunk("a.ts", 1, 19), chunk("a.ts", 30, 40)])).toBe(2);
    expect(rankOf(target, [chunk("a.ts", 1, 19), chunk("a.ts", 31, 40)])).toBeNull();
  });

  test("does not count one chunk twice", () => {
    const targets = [1, 5].map((line) => ({ path: "a.ts", lines: { start: line, end: line } }));
    expect(ndcg({ targets }, [chunk("a.ts")])).toBeCloseTo(1 / (1 + 1 / Math.log2(3)));
  });
});
