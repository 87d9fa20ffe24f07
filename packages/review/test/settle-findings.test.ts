import { describe, expect, test } from "vitest";
import type { Dismissal, Finding, History, Remark, ReviewPolicy } from "../src/model.ts";
import { pathsWithUnsaid, settleFindings } from "../src/settle/settle-findings.ts";
import { defaultPolicy, finding, policyWith, remark } from "./builders.ts";

interface Setup {
  history?: History;
  said?: [Finding, Remark][];
  readAt?: (finding: Finding) => string | null;
  policy?: ReviewPolicy;
}

function settle(findings: readonly Finding[], setup: Setup = {}) {
  return settleFindings({
    findings,
    terms: new Map(),
    history: setup.history ?? {},
    said: new Map(setup.said),
    readAt: setup.readAt ?? (() => null),
    policy: setup.policy ?? defaultPolicy,
  });
}

function numbered(count: number, overrides: Parameters<typeof finding>[0] = {}) {
  return Array.from({ length: count }, (_, index) =>
    finding({
      fingerprint: `f${index}`,
      contentKey: `c${index}`,
      title: `w${100 + index}`,
      body: `b${200 + index}`,
      startLine: 10 * index + 1,
      line: 10 * index + 1,
      ...overrides,
    }),
  );
}

const fingerprints = (findings: readonly { fingerprint: string | null }[]) =>
  findings.map(({ fingerprint }) => fingerprint);

test("says the worst first, then what people most likely act on, then what most passes said", () => {
  const findings = [
    finding({ severity: "low", fingerprint: "a", startLine: 1, line: 1 }),
    finding({ severity: "critical", fingerprint: "b", startLine: 9, line: 9 }),
    finding({ severity: "high", confidence: 0.2, fingerprint: "c", startLine: 5, line: 5 }),
    finding({ severity: "high", confidence: 0.9, fingerprint: "d", startLine: 7, line: 7 }),
    finding({ severity: "high", score: 0.95, fingerprint: "e", startLine: 11, line: 11 }),
    finding({ severity: "low", votes: 2, passes: 2, fingerprint: "f", startLine: 13, line: 13 }),
    finding({ severity: "low", votes: 1, passes: 2, fingerprint: "g", startLine: 15, line: 15 }),
  ].map((each) => ({ ...each, title: `t${each.line + 100}`, body: `b${each.line + 200}` }));
  expect(fingerprints(settle(findings).findings)).toEqual(["b", "e", "d", "c", "a", "f", "g"]);
});

test.each([
  [{ state: "open" } as const, "already said on this pull request"],
  [{ state: "fixed" } as const, "said on this pull request before it was fixed"],
  [{ state: "resolved", stateActor: "kim" } as const, "resolved by kim"],
  [
    { state: "dismissed", stateActor: "kim", stateReason: "prices are whole" } as const,
    "dismissed by kim: prices are whole",
  ],
])("holds what a remark says already: %j", (overrides, reason) => {
  const [first, second] = numbered(2) as [Finding, Finding];
  const settled = settle([first, second], { said: [[second, remark({ id: 7, ...overrides })]] });
  expect(fingerprints(settled.findings)).toEqual(["f0"]);
  // The remark counts by itself, as long as it is open.
  expect(settled.held).toMatchObject([{ fingerprint: "f1", reason, severity: null, remarkId: 7 }]);
});

const dismissed: Dismissal = {
  contentKey: "c0",
  source: "rule:other",
  category: "style",
  path: "src/other.ts",
  title: "Other",
  terms: [],
  reason: "prices are whole",
  actor: "kim",
};

test("holds what the team dismissed with a reason, with their words", () => {
  const dismissals = [{ ...dismissed, contentKey: "c1" }];
  const { findings, held } = settle(numbered(2), { history: { dismissals } });
  expect(fingerprints(findings)).toEqual(["f0"]);
  expect(held).toMatchObject([{ reason: "dismissed by kim: prices are whole", severity: null }]);
});

test("holds what the expert now sees in lines that it had read before", () => {
  const readAt = ({ fingerprint }: Finding) => (fingerprint === "f1" ? "abcdef0123456" : null);
  const { findings, held } = settle(numbered(2), { readAt });
  expect(fingerprints(findings)).toEqual(["f0"]);
  expect(held).toMatchObject([{ reason: "read before, at abcdef0" }]);
});

describe("a rule and the expert on the same lines", () => {
  const check = finding({
    source: "rule:check-index-past-end",
    fingerprint: "check",
    severity: "medium",
    title: "Reads one past the end",
    body: "The last element of invoices is at its length minus one. Take one off.",
    startLine: 10,
    line: 11,
  });
  const same = { title: "The index is past the end of the invoices", body: "It is undefined." };
  const another = { title: "Guests see prices of other tenants", body: "Nobody asks whose it is." };
  const on = (line: number) => ({ startLine: line, line, fingerprint: "expert" });

  test.each([
    ["the same category and words", { ...same, ...on(10) }, false],
    ["another category", { ...same, ...on(11), category: "maintainability" }, false],
    [
      "graver, in like words",
      { ...same, ...on(11), severity: "critical", category: "style" },
      false,
    ],
    [
      "as grave, in other words",
      { ...another, ...on(10), severity: "medium", category: "security" },
      true,
    ],
    ["as grave, in other words of its category", { ...another, ...on(10) }, false],
    [
      "graver, in other words",
      { ...another, ...on(10), severity: "critical", category: "security" },
      true,
    ],
    ["many lines around it", { ...same, ...on(10), startLine: 1, line: 30 }, false],
    ["the line before, its category", { ...another, ...on(9) }, false],
    ["the line after, like words", { ...same, ...on(12), category: "style" }, false],
    ["the line before, another matter", { ...another, ...on(9), category: "security" }, true],
    ["two lines before", { ...same, ...on(8) }, true],
    ["the same line number of the old file", { ...same, ...on(10), side: "LEFT" }, true],
    ["the same lines of another file", { ...same, ...on(10), path: "src/b.ts" }, true],
  ] as [string, Partial<Finding>, boolean][])("%s", (_, overrides, isSaid) => {
    const { findings, held } = settle([finding({ severity: "medium", ...overrides }), check]);
    expect(fingerprints(findings).sort()).toEqual(isSaid ? ["check", "expert"] : ["check"]);
    const reasons = held.map(({ reason }) => reason);
    expect(reasons).toEqual(isSaid ? [] : ["a rule names it already, on line 11"]);
  });

  test("also where the rule's finding was said or dismissed before", () => {
    const expert = finding({ ...same, ...on(10), category: "style", contentKey: "e" });
    const said = settle([expert, check], { said: [[check, remark({ id: 1, state: "resolved" })]] });
    expect(said.findings).toEqual([]);
    const dismissal = { ...dismissed, contentKey: check.contentKey, source: check.source };
    const silent = settle([expert, check], { history: { dismissals: [dismissal] } });
    expect(silent.findings).toEqual([]);
  });

  test("also where the secret scan names them", () => {
    const says = { title: "This line holds a credential", body: "Read it from a secret store." };
    const source = "secret:aws-access-key-id" as const;
    const secret = { ...check, ...says, source, category: "security" };
    const again = { title: "Hard-coded key of the cloud", body: "Read it from the store." };
    const { findings } = settle([finding({ ...again, ...on(10), severity: "low" }), secret]);
    expect(fingerprints(findings)).toEqual(["check"]);
  });

  test("nothing that the expert says takes the place of what the rule says", () => {
    const expert = finding({ ...another, ...on(10), severity: "critical", confidence: 1 });
    expect(fingerprints(settle([expert, check]).findings)).toContain("check");
  });
});

test("equal lines in one file are remarks of their own, each with its fingerprint", () => {
  const copies = numbered(3, { fingerprint: "same", contentKey: "same" });
  const known = remark({ id: 1, fingerprint: "same" });
  const first = settle(copies);
  expect(new Set(fingerprints(first.findings)).size).toBe(3);
  expect(fingerprints(first.findings)).toContain("same");
  const [said, ...others] = copies as [Finding, Finding, Finding];
  const later = settle([said, ...others], {
    history: { remarks: [known] },
    said: [[said, known]],
  });
  expect(later.findings).toHaveLength(2);
  expect(fingerprints(later.findings)).not.toContain("same");
});

test("names one rule at most three times, what was said before and stands included", () => {
  const ofRule = numbered(6, { source: "rule:x" });
  const settled = settle(ofRule);
  expect(settled.findings).toHaveLength(3);
  expect(settled.held).toMatchObject(
    Array.from({ length: 3 }, () => ({
      reason: "the same rule was already named 3 times",
      severity: "high",
    })),
  );
  const pairs = ofRule
    .slice(3)
    .map((each, id): [Finding, Remark] => [each, remark({ id, source: "rule:x" })]);
  expect(settle(ofRule, { said: pairs }).findings).toEqual([]);
  const oneFixed = settle(ofRule.slice(0, 5), { said: pairs.slice(0, 2) });
  expect(fingerprints(oneFixed.findings)).toEqual(["f0"]);
});

test("what is over the limit of inline comments goes into the summary", () => {
  const policy = policyWith({}, { maxFindings: 3 });
  const { findings, held } = settle(numbered(5), { policy, history: { inlineAtThisHead: 1 } });
  expect(findings.map(({ place }) => place)).toEqual([
    "inline",
    "inline",
    "summary",
    "summary",
    "summary",
  ]);
  expect(held).toEqual([]);
});

test("a review has an end: beyond it findings stand without being said", () => {
  const { findings, held } = settle(numbered(52));
  expect(findings).toHaveLength(50);
  expect(held).toMatchObject([{ severity: "high" }, { severity: "high" }]);
});

test("the expert's words under two categories are one finding", () => {
  const twice = [finding({ fingerprint: "a" }), finding({ fingerprint: "b", category: "style" })];
  expect(settle(twice).findings).toHaveLength(1);
});

const onLine = (line: number, title: string, more: Partial<Finding> = {}) =>
  finding({ line, startLine: line, title, body: `b${line}`, fingerprint: `${line}`, ...more });

const besideEachOther = `
  one | user may be null | loadUser returns null for a deleted account and user.name throws a TypeError. | Missing null check for loadUser | For a deleted account user is null, so reading name fails.
  one | The file is never closed | os.Open leaks a descriptor on each request. | Resource leak | A file opened with os.Open is not closed, descriptors run out.
  one | Regex compiled in every call | Move the pattern to module level; re.compile runs for each row. | Performance | The pattern is recompiled per row. Hoist the re.compile out of the loop.
  one | Division by zero for an empty cart | The divisor may be zero when there is nothing in it. | Division durch null | Der Warenkorb kann leer sein.
  two | \`user.name\` may be null | A deleted account has none, so this throws. | \`user.email\` may be null | A deleted account has none, so this throws here, too.
  two | user may be null | loadUser returns null for a deleted account. | The password is logged in plain text | Whoever reads the logs has it.
  two | Missing null check for the class | The result may be NULL for an exception, which crashes at the next call. | The local reference is never deleted | A long loop exhausts the table of references.
  two | Division by zero for an empty cart | The divisor may be zero. | \`sum\` verliert Cent | \`sum\` wird nie gerundet, wenn \`tax\` gesetzt ist.
`
  .trim()
  .split("\n")
  .map((row) => row.trim().split(" | ") as [string, string, string, string, string]);

test.each(besideEachOther)(
  "of lines beside each other the expert says %s thing: %s, %s; %s, %s",
  (count, title, body, otherTitle, otherBody) => {
    const [one, other] = numbered(2);
    const first = { ...one!, title, body: otherBody.includes("sum") ? `${body} \`size\`` : body };
    const second = { ...other!, title: otherTitle, body: otherBody, line: 2, startLine: 2 };
    const comments = (...more: Partial<Finding>[]) =>
      settle([first, ...more.map((each) => ({ ...second, ...each }))]).findings.filter(
        ({ place }) => place === "inline",
      ).length;
    const most = count === "one" ? 1 : 2;
    expect(comments({})).toBe(most);
    const isTwoLanguages = otherTitle.startsWith("Division");
    expect(comments({ line: 4, startLine: 4 })).toBe(isTwoLanguages ? 2 : most);
    expect(comments({ category: "error_handling", line: 1, startLine: 1 })).toBe(most);
    // Nothing but a like place and topic tells that what names no code is said in another language.
    expect(comments({ category: "style" })).toBe(isTwoLanguages ? 2 : most);
  },
);

test("what the expert says of several lines of a file is one comment that names them, and each is remembered", () => {
  const { findings, held } = settle([
    onLine(3, "Missing error handling", { severity: "critical" }),
    onLine(40, "Error is not handled here", { category: "error_handling" }),
    onLine(20, "Error handling is missing"),
    onLine(60, "Prices of other tenants are shown"),
    onLine(20, "Missing error handling", { path: "src/other.ts" }),
  ]);
  const said = (wanted: string) =>
    findings.flatMap(({ place, path, line, body }) =>
      place === wanted ? [`${path}:${line} ${body}`] : [],
    );
  expect(said("inline")).toEqual([
    "src/a.ts:3 b3\n\nAlso on lines 20 and 40.",
    "src/a.ts:60 b60",
    "src/other.ts:20 b20",
  ]);
  expect(said("summary")).toEqual(["src/a.ts:20 b20", "src/a.ts:40 b40"]);
  expect(held).toEqual([]);
});

test("one comment names ten other lines and says how many more there are", () => {
  const lines = Array.from({ length: 13 }, (_, at) => onLine(10 * at + 1, "No timeout is set"));
  const [first] = settle(lines).findings;
  expect(first?.body).toContain(", 91, 101 and 2 more.");
});

test.each([
  ["a number", "Complaint about fine 11", "Complaint about fine 12", ""],
  ["a name in backticks", "`total` may be read too early", "`sum` may be read too early", ""],
  ["a name written as code", "No timeout for readUser", "No timeout for readOrder", ""],
  [
    "a word of the line",
    "The total of the cart is lost when empty",
    "The discount of the cart is lost when empty",
    "cart.discount = 0;",
  ],
])("titles that differ in %s are claims about different things", (_, title, other, quote) => {
  const drafted = { promptSha256: "p", quote };
  const { findings } = settle([onLine(3, title), onLine(40, other, { drafted })]);
  expect(findings.map(({ place, body }) => [place, body])).toEqual([
    ["inline", "b3"],
    ["inline", "b40"],
  ]);
});

test("files in which the expert found more than there is room for do not count as read", () => {
  const said = Array.from({ length: 51 }, (_, at) =>
    finding({ path: `${at}.ts`, fingerprint: `${at}`, contentKey: `${at}`, title: `On ${at}` }),
  );
  expect([...pathsWithUnsaid(settle(said).held)]).toHaveLength(1);
});
