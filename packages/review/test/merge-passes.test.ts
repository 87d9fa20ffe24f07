import { describe, expect, test } from "vitest";
import { mergePasses, type PassCandidate } from "../src/draft/merge-passes.ts";
import { shuffle } from "../src/draft/shuffle.ts";
import type { Candidate } from "../src/model.ts";

function said(pass: number, line: number, overrides: Partial<Candidate> = {}): PassCandidate {
  const candidate: Candidate = {
    path: "src/cart.ts",
    source: "expert",
    severity: "high",
    category: "correctness",
    title: "Division by zero for an empty cart",
    body: "items.length is 0 for a new cart, so the average is NaN.",
    suggestion: null,
    confidence: 0.8,
    votes: 1,
    passes: 1,
    quote: `line ${line}`,
    position: null,
    hunkIndex: 0,
    seenLines: null,
    facts: [],
    ...overrides,
  };
  return { pass, candidate, at: { side: "RIGHT", startLine: line, line } };
}

const votes = (...args: Parameters<typeof mergePasses>) =>
  mergePasses(...args).map(({ candidate }) => candidate.votes);

/** Pairs of remarks on one place, as models word them: the first eight say the same. */
const PAIRS: [boolean, string, string][] = [
  [
    true,
    "Division by zero for an empty cart. items.length is 0 for a new cart, so this gives NaN.",
    "Average of empty list divides by zero. When items is empty the division returns NaN.",
  ],
  [
    true,
    "user may be null. loadUser returns null for a deleted account and user.name throws a TypeError.",
    "Missing null check for loadUser. For a deleted account user is null, so reading name fails.",
  ],
  [
    true,
    "save() is not awaited. The promise is lost and an error is never seen.",
    "Missing await on save. Rejections of the promise stay unhandled and errors are lost.",
  ],
  [
    true,
    "SQL injection. The id from the request is concatenated into the query.",
    "Untrusted id is put into the SQL query by concatenation, which allows injection.",
  ],
  [
    true,
    "The file is never closed. os.Open leaks a descriptor on each request.",
    "Resource leak: file opened with os.Open is not closed, descriptors run out.",
  ],
  [
    true,
    "Off by one: the loop reads past the end of items when i equals items.length.",
    "Loop condition uses <= and reads items[items.length], one past the end.",
  ],
  [
    true,
    "The lock is not released when parse throws, so the next request waits for ever.",
    "If parse raises an exception the lock stays held; later requests deadlock waiting for the lock.",
  ],
  [
    true,
    "Error swallowed. The catch block is empty, so a failed payment looks successful.",
    "Empty catch hides payment errors; failed payments are treated as success.",
  ],
  [
    false,
    "user may be null. loadUser returns null for a deleted account.",
    "The password is logged in plain text, so whoever reads the logs has it.",
  ],
  [
    false,
    "save() is not awaited, so its error is lost.",
    "The query runs once for every item of the list: N+1 queries.",
  ],
  [
    false,
    "Division by zero for an empty cart.",
    "Prices in different currencies are added without a conversion.",
  ],
  [
    false,
    "The loop reads one past the end of items.",
    "The name shadows an outer variable, which makes the closure read a stale token.",
  ],
  [
    false,
    "SQL injection by the id of the request.",
    "The connection is never returned to the pool.",
  ],
  [
    false,
    "The timeout is given in seconds, setTimeout wants milliseconds.",
    "The map is read and written by two goroutines without a lock.",
  ],
  [false, "An empty catch hides payment errors.", "The tax rate of the wrong country is taken."],
  [
    false,
    "The regular expression backtracks exponentially on long input.",
    "The cookie has no Secure flag and travels over plain HTTP.",
  ],
];

describe("merging by meaning", () => {
  test.each(PAIRS)("same=%s: %s | %s", (isSame, one, other) => {
    const [a, b] = [one, other].map((text, index) =>
      said(index + 1, 10 + index, { title: text.split(". ")[0]!, body: text, quote: `q${index}` }),
    );
    expect(votes([a!, b!], 2)).toEqual(isSame ? [2] : [1, 1]);
  });

  test("the same words far away are another finding, within two lines or by the same quote the same", () => {
    expect(votes([said(1, 10), said(2, 13)], 2)).toEqual([1, 1]);
    expect(votes([said(1, 10), said(2, 12)], 2)).toEqual([2]);
    expect(votes([said(1, 10, { quote: "a( b )" }), said(2, 40, { quote: "a(b)" })], 2)).toEqual([
      2,
    ]);
  });

  test("one pass that says it twice has one vote", () => {
    expect(votes([said(1, 10), said(1, 11), said(2, 10)], 3)).toEqual([2]);
  });

  test("keeps the most specific wording, the severity of most, and lowers the confidence where passes are silent", () => {
    const [merged] = mergePasses(
      [
        said(1, 10, { severity: "critical", title: "Division by zero" }),
        said(2, 10, { severity: "high", suggestion: "return 0;", title: "Division by zero, cart" }),
        said(3, 11, { severity: "high" }),
      ],
      3,
    );
    expect(merged?.candidate).toMatchObject({
      title: "Division by zero, cart",
      suggestion: "return 0;",
      severity: "high",
      votes: 3,
      passes: 3,
      confidence: 0.8,
    });
    const [half] = mergePasses([said(1, 10), said(2, 10)], 3);
    expect(half?.candidate.confidence).toBe(0.6);
  });

  test("keeps a quote that is found, however specific one without a place is", () => {
    const quote = "return total / items.length;";
    const lost = said(1, 10, { quote, suggestion: "return 0;", body: "x".repeat(300) });
    const [merged] = mergePasses(
      [
        { ...lost, at: null, candidate: { ...lost.candidate, body: said(2, 10).candidate.body } },
        said(2, 10, { quote: "return total /\n items.length;" }),
      ],
      2,
    );
    expect(merged?.at).toMatchObject({ line: 10 });
    expect(merged?.candidate).toMatchObject({ votes: 2, quote: "return total /\n items.length;" });
  });
});

test("a shuffle is a permutation that only its seed decides", () => {
  const items = Array.from({ length: 20 }, (_, index) => index);
  expect(shuffle(items, "a 2")).toEqual(shuffle(items, "a 2"));
  expect(shuffle(items, "a 2")).not.toEqual(shuffle(items, "a 3"));
  expect(shuffle(items, "a 2")).not.toEqual(items);
  expect(shuffle(items, "a 2").sort((a, b) => a - b)).toEqual(items);
});
