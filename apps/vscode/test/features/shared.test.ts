import { describe, expect, test } from "vitest";
import { suggestionsFor, withRecent } from "../../src/features/refactor/suggestions.ts";
import { isSameRepository, itemsOfHits } from "../../src/features/search/items-of-hits.ts";
import { explanation, type SearchHit } from "../../src/features/shared/answers.ts";
import { pathBelow } from "../../src/features/shared/path-below.ts";
import { readAnswer } from "../../src/features/shared/read-answer.ts";
import { repositoryName } from "../../src/features/shared/repository-name.ts";
import { likelyTestPaths, nearestTest } from "../../src/features/tests/test-path.ts";

async function* stream(...events: [string, unknown][]) {
  for (const [event, data] of events) yield { event, data: JSON.stringify(data) };
}

describe("a streamed answer", () => {
  const answer = { id: "a", text: "It adds.", model: "m", citations: [] };

  test("is heard as it comes, and given whole at its end", async () => {
    const heard: string[] = [];
    const events = stream(
      ["text", { text: "It " }],
      ["news", { of: "a later version" }],
      ["text", { text: "adds." }],
      ["done", { answer: { ...answer, more: 1 } }],
    );
    expect(await readAnswer(events, explanation, { text: (sofar) => heard.push(sofar) })).toEqual(
      answer,
    );
    expect(heard).toEqual(["It ", "It adds."]);
  });

  test.each<[string, [string, unknown][], string]>([
    [
      "what the server says went wrong",
      [["error", { error: { message: "The expert is away." } }]],
      "The expert is away.",
    ],
    ["an end halfway", [["text", { text: "It" }]], "The server ended its answer halfway."],
    [
      "an answer of another form",
      [["done", { answer: {} }]],
      "The server's answer is not one that this extension reads.",
    ],
  ])("fails with %s", async (_, events, message) => {
    await expect(readAnswer(stream(...events), explanation)).rejects.toThrow(message);
  });
});

describe("search results", () => {
  const hit: SearchHit = {
    repository: "acme/shop",
    path: "src/cart.py",
    start_line: 6,
    end_line: 9,
    kind: "function",
    symbol: "total_of",
    text: "\n    # ---\ndef total_of(items):\n",
    commit: "abc",
    age_seconds: 1,
    reasons: [],
  };

  test("name their repository only where it is another one", () => {
    const own = itemsOfHits([hit], "git@github.com:Acme/Shop.git");
    expect(own[0]).toMatchObject({
      label: "$(symbol-method) total_of",
      description: "src/cart.py:6",
      detail: "def total_of(items):",
    });
    expect(itemsOfHits([hit], null)[0]?.description).toBe("acme/shop · src/cart.py:6");
  });

  test.each([
    ["https://github.com/acme/shop.git", true],
    ["https://github.com/acme/shop/", true],
    ["git@github.com:acme/shop.git", true],
    ["acme/shop", true],
    ["https://github.com/acme/shop-tools.git", false],
    ["https://github.com/other-acme/shop.git", false],
  ])("the remote %s is of the repository: %s", (remote, wanted) => {
    expect(isSameRepository(remote, "acme/shop")).toBe(wanted);
  });
});

test("the server is told the remote without the token that some write into it", () => {
  const remotes = [
    { name: "fork", fetchUrl: "https://github.com/ann/shop.git" },
    { name: "origin", fetchUrl: "https://ann:secret@github.com/acme/shop.git" },
  ];
  expect(repositoryName(remotes)).toBe("https://github.com/acme/shop.git");
  expect(repositoryName([])).toBeNull();
});

test.each([
  ["/w", "/w/a/b.ts", "a/b.ts"],
  ["/w/", "/w/a.ts", "a.ts"],
  ["/w", "/web/a.ts", null],
  ["/w", "/w", null],
])("from %s to %s it is %j", (folder, file, wanted) => {
  expect(pathBelow(folder, file)).toBe(wanted);
});

describe("tests that may be there", () => {
  test.each([
    ["src/cart.ts", ["src/cart.test.ts", "src/__tests__/cart.test.ts", "test/cart.test.ts"]],
    [
      "packages/a/src/x/cart.ts",
      ["packages/a/test/x/cart.test.ts", "packages/a/test/cart.test.ts"],
    ],
    ["shop/cart.py", ["shop/test_cart.py", "tests/test_cart.py"]],
    ["pkg/cart.go", ["pkg/cart_test.go"]],
    ["src/main/java/a/Cart.java", ["src/test/java/a/CartTest.java"]],
  ])("of %s are looked for where languages have them", (path, wanted) => {
    expect(likelyTestPaths(path)).toEqual(expect.arrayContaining(wanted));
  });

  test("the nearest one of the same language shows the manner", () => {
    const tests = ["test/z.test.ts", "src/b/b.test.ts", "src/a/a.test.js", "src/a/helper.ts"];
    expect(nearestTest("src/b/c/x.ts", tests)).toBe("src/b/b.test.ts");
    expect(nearestTest("x.rb", tests)).toBeNull();
  });
});

test("what is typed comes first among instructions, then what was asked last", () => {
  expect(suggestionsFor("python", "", ["Use sum"]).slice(0, 2)).toEqual([
    "Use sum",
    "Add type hints",
  ]);
  expect(suggestionsFor("python", " Use sum ", ["Use sum"])[0]).toBe("Use sum");
  expect(withRecent(["a", "b", "c", "d", "e"], "c")).toEqual(["c", "a", "b", "d", "e"]);
});
