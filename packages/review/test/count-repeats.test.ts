import { expect, test } from "vitest";
import { Counts } from "../src/counts.ts";
import { countRepeats } from "../src/verify/count-repeats.ts";

test("what was said before is counted by a closed set of reasons, whoever and wherever it was", () => {
  const counts = new Counts();
  const reasons = [
    "already said on this pull request",
    "said on this pull request before it was fixed",
    "dismissed by kim: prices are whole",
    "resolved by kim",
    "read before, at c0ffee1",
    "says the same as the finding on line 12",
    "a rule names it already, on line 12",
    "the same rule was already named 3 times",
    "over the limit of 50 findings",
    "words that nobody has thought of",
  ];
  const held = {
    path: "a.ts",
    line: 1,
    title: "",
    source: "expert",
    fingerprint: null,
    severity: null,
  } as const;
  countRepeats(
    reasons.map((reason) => ({ ...held, reason })),
    counts,
  );
  expect(Object.keys(counts.toRecord())).toEqual([
    "repeat: a rule names the same lines",
    "repeat: already said on this pull request",
    "repeat: dismissed by people",
    "repeat: other",
    "repeat: over the limit of findings",
    "repeat: resolved by people",
    "repeat: said before it was fixed",
    "repeat: says the same as another finding",
    "repeat: the expert had read it before",
    "repeat: the same rule was named often enough",
  ]);
});
