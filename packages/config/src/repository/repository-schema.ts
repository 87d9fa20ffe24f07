import { z } from "zod";
import {
  type CommandName,
  commandNames,
  commandPermissions,
  defaultPermission,
} from "./command-names.ts";
import {
  key,
  maxListLength,
  maxTextLength,
  severity,
  severityWords,
  textList,
  wholeNumber,
} from "./key.ts";
import { reviewKeys } from "./review-keys.ts";

const rules = z.strictObject({
  disabled: textList(
    "rule ids",
    [],
    "Rules that are switched off, by id: built-in ones and the team's own.",
    "replaces",
  ),
  // The size of the file bounds their number; several files merged have more than one has.
  severity: key(
    z.record(
      z
        .string()
        .max(maxTextLength)
        .regex(/^[a-zA-Z0-9][\w.-]*$/),
      severity,
    ),
    {},
    `a map of rule ids, each to one of ${severityWords}`,
    "Another severity for findings of a rule, by its id.",
    "replaces",
  ),
});

const permission = (name: CommandName) =>
  key(
    z.enum(commandPermissions),
    defaultPermission(name),
    `one of ${commandPermissions.join(", ")}`,
    `Who may say \`/${name}\`.`,
  );

const commands = z.strictObject({
  permissions: z
    .strictObject(
      Object.fromEntries(commandNames.map((name) => [name, permission(name)])) as Record<
        CommandName,
        ReturnType<typeof permission>
      >,
    )
    .prefault({})
    .describe("Who may run a command, by its name."),
  disabled: key(
    z.array(z.enum(commandNames)).max(commandNames.length),
    [],
    `a list of commands: ${commandNames.join(", ")}`,
    "Commands that nobody may run.",
  ),
});

const conventions = z.strictObject({
  files: textList(
    "paths",
    [
      "AGENTS.md",
      "CLAUDE.md",
      ".cursorrules",
      ".cursor/rules/*",
      ".github/copilot-instructions.md",
      "REVIEW.md",
    ],
    "The team's guides, read at the root and in the folders of changed files. `*` in the last part of a path stands for any name.",
  ),
});

const limits = z.strictObject({
  tokens_per_review: wholeNumber(
    1_000,
    100_000_000,
    1_000_000,
    "Tokens that one review may take, prompts and answers together.",
  ),
  tokens_per_pull_request: wholeNumber(
    1_000,
    1_000_000_000,
    5_000_000,
    "Tokens that all reviews and commands of one pull request may take.",
  ),
  tokens_per_day: wholeNumber(
    1_000,
    1_000_000_000,
    20_000_000,
    "Tokens that this repository may take from midnight to midnight UTC.",
  ),
  seconds_per_review: wholeNumber(
    10,
    86_400,
    1_800,
    "Time after which a review asks the expert nothing more and says what it has.",
  ),
});

const links = z.strictObject({
  allowed_hosts: key(
    z
      .array(
        z
          .string()
          .regex(/^[a-z0-9]([a-z0-9-]{0,62}\.)*[a-z0-9-]{0,62}[a-z0-9]$/i)
          .max(253),
      )
      .max(maxListLength),
    [],
    `a list of at most ${maxListLength} host names, for example docs.example.com`,
    "Hosts that the expert's text may link to, beside GitHub itself. Other links are shown as text.",
  ),
});

const index = z.strictObject({
  ignore_paths: textList(
    "glob patterns",
    [],
    "Files that are not indexed as context; glob patterns from the root of the repository.",
  ),
});

/** `.devflow.yml` as people write it. */
export const repositorySchema = z
  .strictObject({
    review: reviewKeys.prefault({}).describe("What is reviewed, and what is said."),
    rules: rules.prefault({}).describe("The rules: built-in ones, and those of .devflow/rules/."),
    commands: commands.prefault({}).describe("The slash-commands."),
    conventions: conventions.prefault({}).describe("The team's guides for people and agents."),
    limits: limits.prefault({}).describe("What reviewing may cost."),
    links: links.prefault({}).describe("Links in what the expert writes."),
    index: index.prefault({}).describe("The code that the reviewer knows."),
  })
  .describe("DevFlow's configuration of one repository: .devflow.yml on the base branch.");
