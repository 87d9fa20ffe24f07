import { expect, test } from "vitest";
import { settleFindings } from "../src/settle/settle-findings.ts";
import { defaultPolicy, finding } from "./builders.ts";

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
  const policy = { ...defaultPolicy, minimumSeverity: "high" as const };
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
    "the same rule was already named 3 times in this review",
    "the same rule was already named 3 times in this review",
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
