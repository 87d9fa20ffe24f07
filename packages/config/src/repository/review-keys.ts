import { z } from "zod";
import { findingCategories } from "./categories.ts";
import { flag, key, maxTextLength, severity, severityWords, textList, wholeNumber } from "./key.ts";
import { profileNames, profiles } from "./profiles.ts";

const maxInstructionsLength = 2_000;
/** Of one file; each applies to some paths only, and the window of a small model holds few. */
const maxPathInstructions = 50;
/** GitHub shows a review with more inline comments, people do not read it. */
const maxFindingsLimit = 50;

const { balanced } = profiles;

/** YAML 1.2 reads `on` and `off` as words; people write them all the same. */
const onOff = z.union([z.boolean(), z.enum(["on", "off"]).transform((word) => word === "on")]);

const category = (name: (typeof findingCategories)[number]) =>
  key(
    onOff,
    !balanced.disabledCategories.includes(name),
    "true or false",
    `Whether findings about ${name.replace("_", " ")} are made.`,
    "replaces",
  );

const categories = z.strictObject(
  Object.fromEntries(findingCategories.map((name) => [name, category(name)])) as Record<
    (typeof findingCategories)[number],
    ReturnType<typeof category>
  >,
);

const pathInstruction = z.strictObject({
  path: z.string().min(1).max(maxTextLength).describe("A pattern as in .gitignore."),
  instructions: z.string().min(1).max(maxInstructionsLength).describe("Words for the expert."),
});

/** Which pull requests are reviewed. */
const scope = {
  enabled: flag(true, "Whether pull requests of this repository are reviewed."),
  drafts: flag(false, "Whether draft pull requests are reviewed."),
  bots: flag(false, "Whether pull requests opened by bots are reviewed."),
  skip_labels: textList(
    "labels",
    ["devflow:skip", "no-review"],
    "A pull request with one of these labels is not reviewed.",
  ),
  skip_titles: textList(
    "words",
    [],
    "A pull request with one of these words in its title is not reviewed. Case does not count.",
  ),
  skip_authors: textList(
    "login names",
    [],
    "Pull requests of these people are not reviewed. `*` stands for any letters: `*-bot`. Case does not count.",
  ),
  base_branches: textList(
    "glob patterns",
    [],
    "Only pull requests into these branches are reviewed. A pattern with `!` in front leaves branches out. Empty: all branches.",
  ),
  head_branches: textList(
    "glob patterns",
    [],
    "Only pull requests from these branches are reviewed: `!renovate/**` leaves Renovate's out. Empty: all branches.",
  ),
};

/** What is said, and how much of it. */
const voice = {
  profile: key(
    z.enum(profileNames),
    "balanced",
    `one of ${profileNames.join(", ")}`,
    "How much is said: the defaults of `minimum_severity`, `minimum_confidence`, `max_findings` and `categories`. Each of these keys goes before the profile wherever it is written.",
  ),
  minimum_severity: key(
    severity,
    balanced.minimumSeverity,
    `one of ${severityWords}`,
    "Findings below this severity are not posted.",
    "replaces",
  ),
  minimum_confidence: key(
    z.number().min(0).max(1),
    balanced.minimumConfidence,
    "a number from 0 to 1",
    "Findings are not posted when the estimate that people act on them is lower than this. 0.5 is the bound that the filter has found for itself, and lower ones add nothing while it runs.",
    "replaces",
  ),
  max_findings: wholeNumber(
    1,
    maxFindingsLimit,
    balanced.maxFindings,
    "Inline comments per review at most; the gravest come first, the others are one line each in the summary.",
  ),
  categories: categories
    .prefault({})
    .describe("What findings may be about, one switch each. Credentials are told of in any case."),
  passes: wholeNumber(
    1,
    8,
    1,
    "How often the expert reads each part of the change; a finding needs the votes of half of the passes. More passes: fewer false alarms, as many times the tokens.",
  ),
  language: key(
    z.string().regex(/^(\p{L}[\p{L}\p{M} ()-]{0,39})?$/u),
    "",
    'the name of a language, for example "German"; at most 40 letters',
    "Language of what the expert writes. Empty: English.",
  ),
  hold: flag(
    false,
    "Hold every review back: the check run shows it as a numbered draft until a maintainer says `/publish`.",
  ),
  fail_on: key(
    severity.nullable(),
    null,
    `one of ${severityWords}, or null`,
    "The check fails when there is a finding of this severity or a graver one. null: never.",
  ),
};

/** What is read, and with what in mind. */
const reading = {
  ignore_paths: textList(
    "patterns",
    [],
    "Files that are never reviewed: patterns as in .gitignore, `!` takes files back in.",
    "filters",
  ),
  instructions: key(
    z.string().max(maxInstructionsLength),
    "",
    `a text of at most ${maxInstructionsLength} characters`,
    "Further words for the expert: conventions, what to look at, what to leave alone.",
    "added",
  ),
  path_instructions: key(
    z.array(pathInstruction).max(maxPathInstructions),
    [],
    `a list of at most ${maxPathInstructions} maps with \`path\` (a pattern as in .gitignore) and \`instructions\` (at most ${maxInstructionsLength} characters)`,
    "Further words for the expert about some paths: a list of `path` and `instructions`.",
    "added",
  ),
};

export const reviewKeys = z.strictObject({ ...scope, ...voice, ...reading });
