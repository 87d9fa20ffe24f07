import { expect, test } from "vitest";
import { settleFindings } from "../src/settle/settle-findings.ts";
import { defaultPolicy, finding, policyWith } from "./builders.ts";

const nothingSaid = { postedFingerprints: new Set<string>() };

function numbered(count: number, overrides: Parameters<typeof finding>[0] = {}) {
  return Array.from({ length: count }, (_, index) =>
    finding({
      fingerprint: `f${index}`,
      startLine: 10 * index + 1,
      line: 10 * index + 1,
      ...overrides,
    }),
  );
}

test("posts the worst findings first", () => {
  const findings = [
    finding({ severity: "low", fingerprint: "a", startLine: 1, line: 1 }),
    finding({ severity: "critical", fingerprint: "b", startLine: 9, line: 9 }),
    finding({ severity: "high", confidence: 0.2, fingerprint: "c", startLine: 5, line: 5 }),
    finding({ severity: "high", confidence: 0.9, fingerprint: "d", startLine: 7, line: 7 }),
  ];
  const { findings: posted } = settleFindings(findings, nothingSaid, defaultPolicy);
  expect(posted.map(({ fingerprint }) => fingerprint)).toEqual(["b", "d", "c", "a"]);
});

test("holds what was said on this pull request before", () => {
  const history = { postedFingerprints: new Set(["f1"]) };
  const { findings, held } = settleFindings(numbered(2), history, defaultPolicy);
  expect(findings.map(({ fingerprint }) => fingerprint)).toEqual(["f0"]);
  expect(held).toMatchObject([{ fingerprint: "f1", reason: "already said on this pull request" }]);
});

test("says it once when two drafters mean the same lines and the same thing", () => {
  const rule = finding({ source: "rule:x", fingerprint: "r", startLine: 3, line: 6 });
  const expert = finding({ source: "expert", fingerprint: "e", startLine: 5, line: 5 });
  const other = finding({ category: "security", fingerprint: "o", startLine: 5, line: 5 });
  const { findings, held } = settleFindings([expert, rule, other], nothingSaid, defaultPolicy);
  expect(findings.map(({ fingerprint }) => fingerprint).sort()).toEqual(["o", "r"].sort());
  expect(held).toMatchObject([
    { fingerprint: "e", reason: expect.stringContaining("says the same") },
  ]);
});

test("holds what is below the minimum severity", () => {
  const policy = policyWith({ minimumSeverity: "high" });
  const { findings, held } = settleFindings(
    numbered(1, { severity: "medium" }),
    nothingSaid,
    policy,
  );
  expect(findings).toEqual([]);
  expect(held[0]?.reason).toBe("below the minimum severity (high)");
});

test("names one rule at most three times", () => {
  const { findings, held } = settleFindings(
    numbered(5, { source: "rule:x" }),
    nothingSaid,
    defaultPolicy,
  );
  expect(findings).toHaveLength(3);
  expect(held.map(({ reason }) => reason)).toEqual([
    "the same rule was already named 3 times",
    "the same rule was already named 3 times",
  ]);
});

test("stops at the limit of the policy and keeps the rest with the reason", () => {
  const policy = { ...defaultPolicy, maxFindings: 2 };
  const { findings, held } = settleFindings(numbered(4), nothingSaid, policy);
  expect(findings).toHaveLength(2);
  expect(held.map(({ reason }) => reason)).toEqual([
    "over the limit of 2 findings",
    "over the limit of 2 findings",
  ]);
});

test("a push does not bring out further places of a rule that was named three times", () => {
  const findings = numbered(6, { source: "rule:x" });
  const history = { postedFingerprints: new Set(["f3", "f4", "f5"]) };
  expect(settleFindings(findings, history, defaultPolicy).findings).toEqual([]);
  const oneFixed = settleFindings(findings.slice(0, 5), history, defaultPolicy);
  expect(oneFixed.findings.map(({ fingerprint }) => fingerprint)).toEqual(["f0"]);
});

test("comments that this head has already use up the limit", () => {
  const history = { ...nothingSaid, commentsAtThisHead: 9 };
  const { findings, held } = settleFindings(numbered(3), history, defaultPolicy);
  expect(findings).toHaveLength(1);
  expect(held).toHaveLength(2);
});

test("the expert says nothing more about lines where it said something as bad", () => {
  const place = { path: "src/a.ts", side: "RIGHT" as const, startLine: 2, line: 4 };
  const history = { ...nothingSaid, expertComments: [{ ...place, severity: "high" as const }] };
  const inOtherWords = finding({ category: "robustness", fingerprint: "w" });
  const worse = finding({ severity: "critical", category: "security", fingerprint: "s" });
  const byRule = finding({ source: "rule:x", fingerprint: "r" });
  const elsewhere = finding({ fingerprint: "e", startLine: 9, line: 9 });
  const all = [inOtherWords, worse, byRule, elsewhere];
  const { findings, held } = settleFindings(all, history, defaultPolicy);
  expect(findings.map(({ fingerprint }) => fingerprint).sort()).toEqual(["e", "r", "s"]);
  expect(held).toMatchObject([
    { fingerprint: "w", reason: "the expert already commented on these lines" },
  ]);
});

test("what stands without being said keeps its severity, what does not stand has none", () => {
  const findings = [
    finding({ fingerprint: "said", startLine: 1, line: 1 }),
    finding({ fingerprint: "new", startLine: 3, line: 3 }),
    finding({ fingerprint: "over", startLine: 5, line: 5, severity: "medium" }),
    finding({ fingerprint: "small", startLine: 7, line: 7, severity: "low" }),
  ];
  const policy = policyWith({ minimumSeverity: "medium" }, { maxFindings: 1 });
  const { held } = settleFindings(findings, { postedFingerprints: new Set(["said"]) }, policy);
  expect(held.map(({ fingerprint, severity }) => [fingerprint, severity])).toEqual([
    ["said", "high"],
    ["over", "medium"],
    ["small", null],
  ]);
});
