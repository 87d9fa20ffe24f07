import { describe, expect, test } from "vitest";
import type { LexicalDocument } from "../src/lexical/lexical-snapshot.ts";
import { keyOfDocument } from "../src/search/candidate.ts";
import { fuse } from "../src/search/fuse.ts";
import { applyRankingRules } from "../src/search/ranking-rules.ts";
import { readQuery } from "../src/search/read-query.ts";
import { pathPrior } from "../src/text/path-kind.ts";

function document(path: string, ordinal = 0): LexicalDocument {
  const place = { repositoryId: 1, path, blobId: 1, ordinal, startLine: 1 + ordinal };
  return { ...place, endLine: 1 + ordinal, kind: "module", symbol: null };
}

/** Ranks documents that full text found in this order. */
function rank(query: string, documents: LexicalDocument[], definitions = new Map()): string[] {
  const found = documents.map((document, index) => ({ document, score: 10 - index }));
  const candidates = [...fuse(found, [], 0.5).values()];
  return applyRankingRules(candidates, readQuery(query), definitions, 10).map(
    ({ document: { path, ordinal } }) => (ordinal === 0 ? path : `${path}#${ordinal}`),
  );
}

describe("ranking rules", () => {
  test("prefer the file whose whole name was said", () => {
    const documents = [document("src/error-middleware.ts"), document("src/middleware.ts")];
    expect(rank("how middleware wraps a request", documents)[0]).toBe("src/middleware.ts");
    expect(rank("error middleware", documents)[0]).toBe("src/error-middleware.ts");
  });

  test("meet words of a path in another form", () => {
    const documents = [document("src/store.ts"), document("src/parsers.ts")];
    expect(rank("where a request is parsed", documents)[0]).toBe("src/parsers.ts");
  });

  test("put a class before its constructor", () => {
    const documents = [document("src/store.java", 1), document("src/store.java", 0)];
    const definitions = new Map(
      documents.map((document) => [
        keyOfDocument(document),
        [{ document, name: "Store", isConstructor: document.ordinal === 1 }],
      ]),
    );
    expect(rank("Store", documents, definitions)[0]).toBe("src/store.java");
  });

  test("weigh the folder of an older version down, unless it is named", () => {
    const documents = [document("src/v3/types.ts"), document("src/v4/schemas.ts")];
    expect(rank("optional wrapper", documents)[0]).toBe("src/v4/schemas.ts");
    expect(rank("optional wrapper in v3", documents)[0]).toBe("src/v3/types.ts");
    expect(rank("optional wrapper of version 3", documents)[0]).toBe("src/v3/types.ts");
    const alone = [document("src/v1/types.ts"), document("src/schemas.ts")];
    expect(rank("optional wrapper", alone)[0]).toBe("src/v1/types.ts");
  });

  test("let a sentence's one word in a path not overrule better text", () => {
    const documents = [document("src/retryer.ts"), document("src/data.ts")];
    const found = documents.map((document, index) => ({ document, score: index === 0 ? 10 : 2 }));
    const query = readQuery("pauses failed attempts over missing network data");
    const ranked = applyRankingRules([...fuse(found, [], 0.5).values()], query, new Map(), 10);
    expect(ranked[0]?.document.path).toBe("src/retryer.ts");
  });

  test("show a second chunk of a file that the lists have high before a poor one of another", () => {
    const documents = [document("src/a.ts", 0), document("src/a.ts", 1), document("src/b.ts")];
    const found = documents.map((document, index) => ({ document, score: [10, 9.9, 0.5][index]! }));
    const candidates = [...fuse(found, [], 0.5).values()];
    const ranked = applyRankingRules(candidates, readQuery("merge carts"), new Map(), 10);
    const parts = ranked.find(({ document }) => document.ordinal === 1)?.parts.rules ?? [];
    expect(parts.map(({ rule }) => rule)).toContain("good one of its file");
    expect(ranked.map(({ document }) => document.ordinal)).toEqual([0, 1, 0]);
  });

  test("weigh types down when a sentence asks, unless they are named", () => {
    const type: LexicalDocument = { ...document("src/a.ts"), kind: "interface" };
    const documents = [type, document("src/b.ts")];
    expect(rank("merge two carts", documents)[0]).toBe("src/b.ts");
    const definition = { document: type, name: "CartItem", isConstructor: false };
    const definitions = new Map([[keyOfDocument(type), [definition]]]);
    expect(rank("merge a CartItem", documents, definitions)[0]).toBe("src/a.ts");
  });

  test("weigh tests down, unless they are asked for", () => {
    const documents = [document("test/cart.test.ts"), document("src/cart.ts")];
    expect(rank("cart", documents)[0]).toBe("src/cart.ts");
    expect(rank("tests of the cart", documents)[0]).toBe("test/cart.test.ts");
  });
});

describe("fusing two lists", () => {
  test("keeps a clear lead of one list that two equal places would lose", () => {
    const [clear, other] = [document("src/clear.ts"), document("src/other.ts")];
    const lexical = [
      { document: clear, score: 20 },
      { document: other, score: 5 },
    ];
    const vector = [
      { document: other, score: 0.52 },
      { document: clear, score: 0.5 },
    ];
    const fused = fuse(lexical, vector, 0.5);
    const scoreOf = (document: LexicalDocument) => fused.get(keyOfDocument(document))?.score ?? 0;
    expect(scoreOf(clear)).toBeGreaterThan(scoreOf(other));
    expect(scoreOf(clear)).toBeLessThanOrEqual(1);
  });

  test("counts a likeness below zero as none", () => {
    const unlike = document("src/unlike.ts");
    const fused = fuse([], [{ document: unlike, score: -0.2 }], 0.5);
    expect(fused.get(keyOfDocument(unlike))?.score).toBeGreaterThan(0);
  });
});

describe("the prior of a path", () => {
  test("is turned round when tests are wanted", () => {
    expect(pathPrior("test/cart.test.ts")).toEqual({ factor: 0.3, reason: "a test" });
    expect(pathPrior("test/cart.test.ts", "tests").factor).toBe(1);
    expect(pathPrior("src/cart.ts", "tests").factor).toBeLessThan(1);
    expect(pathPrior("src/cart.ts").factor).toBe(1);
  });

  test("leaves the code of a tool that writes documents alone", () => {
    expect(pathPrior("doc/man_docs.go").factor).toBe(1);
    expect(pathPrior("examples/main.go").factor).toBeLessThan(1);
  });
});

describe("reading a query", () => {
  test("asks for stems at less than for what was written", () => {
    const { terms } = readQuery("handlers");
    expect(terms.get("handlers")).toBe(1);
    expect(terms.get("handl")).toBeLessThan(1);
  });

  test("asks for neighbours joined as code joins them, but not across words that say nothing", () => {
    const { terms } = readQuery("event loop of the server");
    expect(terms.has("eventloop")).toBe(true);
    expect(terms.has("loopserver")).toBe(false);
  });

  test("takes qualified names of every language for symbols", () => {
    for (const name of ["Store.find", "Shop::Cart", "App\\Http\\Kernel", "store->find()", "_x"]) {
      expect(readQuery(name).isSymbol, name).toBe(true);
    }
    expect(readQuery("session").isSymbol).toBe(false);
  });
});
