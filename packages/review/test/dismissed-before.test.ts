import { describe, expect, test } from "vitest";
import { dismissedBefore, mayBeDismissedByLikeness } from "../src/memory/dismissed-before.ts";
import { remarkTerms } from "../src/memory/remark-terms.ts";
import type { Dismissal, Finding, FindingSource } from "../src/model.ts";
import { finding } from "./builders.ts";

interface Sample {
  title: string;
  code: string;
}

/** What was dismissed, what comes now, and whether the team's word holds for it. */
type Pair = readonly [source: FindingSource, dismissed: Sample, now: Sample, isAlike: boolean];

const evalRule = { title: "eval runs any text as code" };
const catchRule = { title: "An error is swallowed" };

/** Judged by hand: the same decision of a team, or another one. */
const labelled: readonly Pair[] = [
  // The same code in another file, renamed in part, or with another argument of the same kind.
  [
    "rule:js-eval",
    { ...evalRule, code: "return eval(template.source);" },
    { ...evalRule, code: "const out = eval(template.source);" },
    true,
  ],
  [
    "rule:js-eval",
    { ...evalRule, code: "eval(readFileSync(fixture, 'utf8'))" },
    { ...evalRule, code: "await eval(readFileSync(fixture, 'utf8'));" },
    true,
  ],
  [
    "rule:js-empty-catch",
    { ...catchRule, code: "await cache.warm().catch(() => {});" },
    { ...catchRule, code: "void cache.warm().catch(() => {});" },
    true,
  ],
  [
    "rule:js-empty-catch",
    { ...catchRule, code: "} catch { /* the file may be missing */ }" },
    { ...catchRule, code: "} catch { // the file may be missing" },
    true,
  ],
  // The same rule about something else.
  [
    "rule:js-eval",
    { ...evalRule, code: "return eval(template.source);" },
    { ...evalRule, code: "return eval(request.query.expression);" },
    false,
  ],
  [
    "rule:js-eval",
    { ...evalRule, code: "eval(readFileSync(fixture, 'utf8'))" },
    { ...evalRule, code: "eval(userInput)" },
    false,
  ],
  [
    "rule:js-empty-catch",
    { ...catchRule, code: "await cache.warm().catch(() => {});" },
    { ...catchRule, code: "await payment.capture(order).catch(() => {});" },
    false,
  ],
  [
    "rule:js-empty-catch",
    { ...catchRule, code: "await cache.warm().catch(() => {});" },
    { ...catchRule, code: "await cache.invalidate(tenant).catch(() => {});" },
    false,
  ],
  // The expert in other words about the same kind of code.
  [
    "expert",
    { title: "Division by zero for an empty cart", code: "return total / items.length;" },
    { title: "An empty cart gives a division by zero", code: "return total / cart.items.length;" },
    true,
  ],
  [
    "expert",
    { title: "Magic number 86400", code: "const ttl = 86400 * days;" },
    { title: "Use a named constant for the magic number 86400", code: "const ttl = days * 86400;" },
    true,
  ],
  [
    "expert",
    { title: "Missing null check for user", code: "return user.profile.name;" },
    { title: "user may be null: missing check", code: "return user.profile.email;" },
    true,
  ],
  [
    "expert",
    { title: "The log line is missing the request id", code: "logger.info('started');" },
    { title: "Log line without the request id", code: "logger.info('started', name);" },
    true,
  ],
  // The expert about something else of the same category.
  [
    "expert",
    { title: "Division by zero for an empty cart", code: "return total / items.length;" },
    { title: "Index past the end of items", code: "return items[items.length];" },
    false,
  ],
  [
    "expert",
    { title: "Missing null check for user", code: "return user.profile.name;" },
    {
      title: "Missing null check for the invoice's address",
      code: "print(invoice.address.street);",
    },
    false,
  ],
  [
    "expert",
    { title: "Missing null check for user", code: "return user.profile.name;" },
    { title: "The password is compared in plain text", code: "return user.password === given;" },
    false,
  ],
  [
    "expert",
    { title: "The log line is missing the request id", code: "logger.info('started');" },
    { title: "The log line holds the session token", code: "logger.info(session.token);" },
    false,
  ],
  [
    "expert",
    { title: "Magic number 86400", code: "const ttl = 86400 * days;" },
    { title: "Seconds are multiplied by minutes", code: "const ttl = 60 * minutes * hours;" },
    false,
  ],
];

function ask(
  source: FindingSource,
  dismissed: Sample,
  now: Sample,
  overrides: Partial<Finding> = {},
) {
  const dismissal: Dismissal = {
    source,
    contentKey: "dismissed",
    category: "correctness",
    path: "src/a.ts",
    title: dismissed.title,
    terms: remarkTerms(dismissed.title, dismissed.code),
    reason: "this is as we want it",
    actor: "kim",
  };
  const found = finding({ source, title: now.title, contentKey: "now", ...overrides });
  return dismissedBefore(found, remarkTerms(now.title, now.code), [dismissal]) !== null;
}

describe("a dismissal with a reason silences code like it", () => {
  test.each(labelled.filter(([, , , isAlike]) => !isAlike))(
    "but not another matter: %s %j, %j",
    (source, dismissed, now) => {
      expect(ask(source, dismissed, now)).toBe(false);
    },
  );

  test("and most of what a person would call the same", () => {
    const alike = labelled.filter(([, , , isAlike]) => isAlike);
    const missed = alike.filter(([source, dismissed, now]) => !ask(source, dismissed, now));
    expect(missed).toEqual([]);
  });
});

test.each(["return null;", "}", "} catch (error) {"])(
  "likeness silences nothing of the expert on %j, which any file has",
  (code) => {
    const title = "The caller does not expect null";
    expect(ask("expert", { title, code }, { title: "The lock is never given back", code })).toBe(
      false,
    );
    expect(ask("expert", { title, code }, { title, code })).toBe(false);
  },
);

const sample = { title: "eval runs any text as code", code: "return eval(template.source);" };

test("likeness silences neither secrets nor critical security findings of rules", () => {
  const critical = { severity: "critical", category: "security" } as const;
  const dismissedAs = (source: FindingSource, overrides: Partial<Finding>) =>
    dismissedBefore(
      finding({ source, contentKey: "now", ...overrides }),
      remarkTerms(sample.title, sample.code),
      [
        {
          source,
          contentKey: overrides.contentKey ?? "dismissed",
          category: overrides.category ?? "correctness",
          path: "src/a.ts",
          title: sample.title,
          terms: remarkTerms(sample.title, sample.code),
          reason: "fine",
          actor: "kim",
        },
      ],
    );
  expect(dismissedAs("rule:js-eval", critical)).toBeNull();
  expect(dismissedAs("secret:aws", {})).toBeNull();
  expect(dismissedAs("rule:js-eval", { ...critical, severity: "high" })).not.toBeNull();
  // The very same lines are silent for every source.
  expect(dismissedAs("rule:js-eval", { ...critical, contentKey: "same" })).not.toBeNull();
  expect(dismissedAs("secret:aws", { contentKey: "same" })).not.toBeNull();
});

test.each<[string, Partial<Finding>, boolean]>([
  ["in other words", { category: "api_misuse", title: "NaN for an empty list" }, true],
  ["about something else", { category: "performance", title: "Adds up at each call" }, false],
  ["only the code in common", { category: "performance", title: "items.length is slow" }, false],
  ["as a hole", { category: "security", title: "An empty cart leaks prices" }, false],
])(
  "the expert on the very code that was dismissed, under another category: %s",
  (_name, more, isDismissed) => {
    const code = "return total / items.length;";
    const terms = (title: string) => remarkTerms(title, code);
    const title = "Division by zero for an empty cart";
    const was: Dismissal = {
      ...{ contentKey: "c1", source: "expert", category: "correctness", path: "src/a.ts" },
      ...{ title, terms: terms(title), reason: "never empty", actor: "kim" },
    };
    const now = finding({ contentKey: "c2", source: "expert", body: "It is.", ...more });
    expect(mayBeDismissedByLikeness(now, [was])).toBe(true);
    expect(dismissedBefore(now, terms(now.title), [was]) !== null).toBe(isDismissed);
  },
);

test("a short title that tells no language is not taken for one of another language", () => {
  const code = "return total / items.length;";
  const was: Dismissal = {
    ...{ contentKey: "c1", source: "expert", category: "performance", path: "src/a.ts" },
    ...{ title: "Doppelte Abfrage", terms: remarkTerms("Doppelte Abfrage", code) },
    ...{ reason: "selten", actor: "kim" },
  };
  const found = finding({
    ...{ contentKey: "c2", category: "error_handling", title: "Die Sperre bleibt" },
    body: "Sie wird nicht freigegeben, wenn die Summe fehlt.",
  });
  expect(dismissedBefore(found, remarkTerms(found.title, code), [was])).toBe(null);
});

const german = { title: "Teilt durch null", body: "Der Warenkorb kann leer sein." };
test.each<[string, string, Partial<Finding>, boolean]>([
  ["under another category", "", german, true],
  ["under its own", "", { ...german, category: "correctness" }, true],
  ["of code that is like it", "cart.", german, true],
  ["of other code", "orders.price(guest, tax).map(total).", german, false],
  ["by another name", "", { ...german, body: "`total` ist nicht gerundet." }, false],
  ["as a hole", "", { ...german, category: "security" }, false],
  ["as the worst there is", "", { ...german, severity: "critical" }, false],
  ["in its language", "", { title: "Cents are lost", body: "The sum is never rounded." }, false],
])("a dismissed remark of another pull request in another language, %s", (_name, more, now, is) => {
  const [title, code] = ["`items.length` may be zero", "return total / items.length;"];
  const was: Dismissal = {
    ...{ contentKey: "c1", source: "expert", category: "correctness", path: "src/a.ts" },
    ...{ title, terms: remarkTerms(title, code), reason: "never empty", actor: "kim" },
  };
  const found = finding({ contentKey: "c2", category: "api_misuse", ...now });
  const terms = remarkTerms(found.title, code.replace("items", `${more}items`));
  expect(dismissedBefore(found, terms, [was]) !== null).toBe(is);
});

test("what was taken back without a reason is silent for the very same lines only", () => {
  const was: Dismissal = {
    ...{ contentKey: "c1", source: "expert", category: "correctness", path: "src/a.ts" },
    ...{ title: "Division by zero", terms: ["w:zero"], reason: "", actor: "kim" },
    fingerprint: "f1",
  };
  const now = (fingerprint: string) => finding({ contentKey: "c1", fingerprint });
  expect(dismissedBefore(now("f1"), [], [was])).toBe(was);
  expect(dismissedBefore(now("f2"), [], [was])).toBeNull();
  expect(dismissedBefore(now("f2"), ["w:zero"], [was])).toBeNull();
});
