import { CATEGORIES } from "@devflow/expert";
import { languageOf } from "@devflow/syntax";
import { isProse } from "../context/prose-path.ts";
import type { Finding } from "../model.ts";
import { severityRank } from "../settle/severity-order.ts";
import type { PastOutcome } from "./model.ts";
import type { Likeness } from "./nearest-outcomes.ts";

/** Goes up with every change of the features: stored ones of another version are not mixed. */
export const FEATURE_VERSION = 1;

const categories = Object.keys(CATEGORIES);
const languages = ["typescript", "python", "go", "java"] as const;

/**
 * The features, in their fixed order, all between -1 and 1.
 *
 * - `source_*`: a rule or the secret scan; the expert is neither. Single rules are told apart by
 *   `past_source`, since 100 of them would each need examples of their own.
 * - `category_*`: one of the ten.
 * - `severity`: 0 low to 1 critical. `title_length`, `body_length`: logarithms, 1 at the limit.
 * - `has_suggestion`, `vote_share`, `confidence`; `verdict_keep`, `verdict_none` of the second look.
 * - `near_acted_on`, `near_dismissed`: likeness to the nearest finding of each kind here, 0 without.
 * - `past_source`, `past_category`, `past_folder`: what people here made of findings of the same
 *   rule (or of the expert), category and folder, as smoothed log-odds; 0 before any outcome.
 * - `path_*`, `language_*`: where it stands.
 *
 * Left out because it cannot be known: whether the author of the change knows the code.
 * `recent_commits` holds paths and no authors.
 */
export const featureNames = [
  "source_rule",
  "source_secret",
  ...categories.map((name) => `category_${name}`),
  "severity",
  "title_length",
  "body_length",
  "has_suggestion",
  "vote_share",
  "verdict_keep",
  "verdict_none",
  "confidence",
  "near_acted_on",
  "near_dismissed",
  "past_source",
  "past_category",
  "past_folder",
  "path_test",
  "path_docs",
  "path_config",
  ...languages.map((name) => `language_${name}`),
] as const;

/** What of a finding the features are made of. */
export type Featured = Pick<
  Finding,
  | "source"
  | "category"
  | "severity"
  | "title"
  | "body"
  | "suggestion"
  | "votes"
  | "passes"
  | "verdict"
  | "confidence"
  | "path"
>;

/** The features by name. Pure: the same finding and past give the same numbers. */
export function featuresOf(
  finding: Featured,
  past: readonly PastOutcome[],
  likeness: Likeness,
): Record<string, number> {
  const { source, category, path } = finding;
  const language = languageOf(path);
  const rates = ratesOf(past);
  const values: Record<string, number> = {
    source_rule: Number(source.startsWith("rule:")),
    source_secret: Number(source.startsWith("secret:")),
    [`category_${category}`]: 1,
    severity: 1 - severityRank(finding.severity) / 3,
    title_length: logShare(finding.title.length, 120),
    body_length: logShare(finding.body.length, 2_000),
    has_suggestion: Number(finding.suggestion !== null),
    vote_share: finding.votes / Math.max(1, finding.passes),
    verdict_keep: Number(finding.verdict === "keep"),
    verdict_none: Number(finding.verdict === "none"),
    confidence: finding.confidence,
    near_acted_on: likeness.actedOn,
    near_dismissed: likeness.dismissed,
    past_source: rates.get(`source ${source}`) ?? 0,
    past_category: rates.get(`category ${category}`) ?? 0,
    past_folder: rates.get(`folder ${folderOf(path)}`) ?? 0,
    path_test: Number(testPath.test(path)),
    path_docs: Number(isProse(path)),
    path_config: Number(configurationPath.test(path)),
    [`language_${language === "tsx" || language === "javascript" ? "typescript" : language}`]: 1,
  };
  return Object.fromEntries(featureNames.map((name) => [name, values[name] ?? 0]));
}

/** The features as the regression takes them; 0 for those that are missing. */
export function vectorOf(features: Readonly<Record<string, number>>): number[] {
  return featureNames.map((name) => features[name] ?? 0);
}

const testPath =
  /(^|\/)(tests?|__tests__|spec|fixtures?|testdata)\/|[._-](test|spec)\.[^/]+$|_test\.[^/]+$|(^|\/)test_[^/]+$/i;
const configurationPath = /\.(json|ya?ml|toml|ini|cfg|properties|xml)$|(^|\/)Dockerfile/i;

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function logShare(length: number, limit: number): number {
  return Math.min(1, Math.log1p(length) / Math.log1p(limit));
}

const ratesOfPast = new WeakMap<readonly PastOutcome[], ReadonlyMap<string, number>>();

/** The log-odds of every source, category and folder; worked out once for a review's past. */
function ratesOf(past: readonly PastOutcome[]): ReadonlyMap<string, number> {
  const known = ratesOfPast.get(past);
  if (known !== undefined) return known;
  const sums = new Map<string, { actedOn: number; not: number }>();
  for (const { source, category, path, isActedOn, weight } of past) {
    for (const key of [`source ${source}`, `category ${category}`, `folder ${folderOf(path)}`]) {
      const sum = sums.get(key) ?? { actedOn: 0, not: 0 };
      sum[isActedOn ? "actedOn" : "not"] += weight;
      sums.set(key, sum);
    }
  }
  const rates = new Map([...sums].map(([key, sum]) => [key, logOdds(sum)]));
  ratesOfPast.set(past, rates);
  return rates;
}

/** Laplace-smoothed log-odds of being acted on, a third of it and within -1 to 1: 20 to 1 is the end. */
function logOdds({ actedOn, not }: { actedOn: number; not: number }): number {
  return Math.max(-1, Math.min(1, Math.log((actedOn + 1) / (not + 1)) / 3));
}
