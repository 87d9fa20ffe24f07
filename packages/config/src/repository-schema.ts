import { z } from "zod";
import { keyFacts } from "./key-facts.ts";

function key<S extends z.ZodType>(
  schema: S,
  standard: z.output<S> & z.core.util.NoUndefined<z.output<S>>,
  expected: string,
  meaning: string,
) {
  const described = schema.default(standard).describe(meaning);
  keyFacts.add(described, { expected, isSecret: false });
  return described;
}

const severities = ["low", "medium", "high", "critical"] as const;
const severity = z.enum(severities);
const severityWords = severities.join(", ");

/** Long enough for every path and label, short enough to be shown back. */
const maxTextLength = 200;
const maxListLength = 100;
const maxInstructionsLength = 2_000;
/** GitHub shows a review with more inline comments, people do not read it. */
const maxFindingsLimit = 50;

const texts = z.array(z.string().min(1).max(maxTextLength)).max(maxListLength);
const listWords = (of: string) =>
  `a list of at most ${maxListLength} ${of} of at most ${maxTextLength} characters each`;

const flag = (standard: boolean, meaning: string) =>
  key(z.boolean(), standard, "true or false", meaning);

const review = z.strictObject({
  enabled: flag(true, "Whether pull requests of this repository are reviewed."),
  drafts: flag(false, "Whether draft pull requests are reviewed."),
  bots: flag(false, "Whether pull requests opened by bots are reviewed."),
  skip_labels: key(
    texts,
    ["devflow:skip", "no-review"],
    listWords("labels"),
    "A pull request with one of these labels is not reviewed.",
  ),
  skip_titles: key(
    texts,
    [],
    listWords("words"),
    "A pull request with one of these words in its title is not reviewed. Case does not count.",
  ),
  base_branches: key(
    texts,
    [],
    listWords("glob patterns"),
    "Only pull requests into these branches are reviewed; glob patterns. Empty: all branches.",
  ),
  minimum_severity: key(
    severity,
    "low",
    `one of ${severityWords}`,
    "Findings below this severity are not posted.",
  ),
  max_findings: key(
    z.int().min(1).max(maxFindingsLimit),
    10,
    `a whole number from 1 to ${maxFindingsLimit}`,
    "Inline comments per review at most; the gravest come first.",
  ),
  ignore_paths: key(
    texts,
    [],
    listWords("glob patterns"),
    "Files that are never reviewed; glob patterns from the root of the repository.",
  ),
  instructions: key(
    z.string().max(maxInstructionsLength),
    "",
    `a text of at most ${maxInstructionsLength} characters`,
    "Further words for the expert: conventions, what to look at, what to leave alone.",
  ),
  fail_on: key(
    severity.nullable(),
    null,
    `one of ${severityWords}, or null`,
    "The check fails when there is a finding of this severity or a graver one. null: never.",
  ),
});

const rules = z.strictObject({
  disabled: key(texts, [], listWords("rule ids"), "Rules that are switched off, by id."),
});

const index = z.strictObject({
  ignore_paths: key(
    texts,
    [],
    listWords("glob patterns"),
    "Files that are not indexed as context; glob patterns from the root of the repository.",
  ),
});

/** `.devflow.yml` as people write it. */
export const repositorySchema = z
  .strictObject({
    review: review.prefault({}).describe("What is reviewed, and what is said."),
    rules: rules.prefault({}).describe("The built-in rules."),
    index: index.prefault({}).describe("The code that the reviewer knows."),
  })
  .describe("DevFlow's configuration of one repository: .devflow.yml on the base branch.");
