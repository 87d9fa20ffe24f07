import { notNowDays } from "@devflow/team-memory";
import { z } from "zod";
import { optionalFileText, pathSchema, repositorySchema, streamSchema } from "./files.ts";

const reviewLimits = {
  diffChars: 4_000_000,
  files: 500,
  settings: 100,
  commits: 500,
} as const;

export const reviewRequest = z
  .object({
    repository: repositorySchema,
    diff: z
      .string()
      .min(1)
      .max(reviewLimits.diffChars)
      .describe("A unified diff as `git diff` writes it."),
    diff_files: z
      .int()
      .min(1)
      .max(100_000)
      .nullish()
      .describe(
        "How many files the change has, counted without the diff. One that was cut between two files is a whole one of fewer: it is then refused.",
      ),
    commits: z
      .array(z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, "is no commit"))
      .max(reviewLimits.commits)
      .nullish()
      .describe(
        "Ids of the branch's commits since it left the one that it was made from: by them its pull request is known, and what was said there.",
      ),
    files: z
      .array(z.object({ path: pathSchema, before: optionalFileText, after: optionalFileText }))
      .max(reviewLimits.files)
      .nullish()
      .describe(
        "Whole texts of changed files, where they are at hand. Rules read a changed file only by its text after the change; of a new file the diff is enough.",
      ),
    settings: z
      .array(z.object({ path: pathSchema, text: z.string().max(1_000_000) }))
      .max(reviewLimits.settings)
      .nullish()
      .describe(
        "The team's settings as the checkout has them: `.devflow.yml`, those of folders, `.devflow/rules/*.yml`, guides such as `AGENTS.md`.",
      ),
    title: z.string().max(500).nullish(),
    description: z.string().max(20_000).nullish(),
    stream: streamSchema,
  })
  .meta({ id: "ReviewRequest" });

const severity = z.enum(["critical", "high", "medium", "low"]);

const remarkFields = {
  fingerprint: z.string().describe("By which `/v1/review/dismissals` knows it."),
  path: z.string(),
  side: z.enum(["LEFT", "RIGHT"]).describe("RIGHT: lines of the new file."),
  start_line: z.int().min(1),
  line: z.int().min(1),
  severity,
  category: z.string(),
  title: z.string(),
  body: z.string().describe("Markdown."),
  source: z.string().describe("`expert`, `rule:ID` or `secret:ID`."),
};

const editSchema = z
  .object({ start_line: z.int().min(1), end_line: z.int().min(1), text: z.string() })
  .nullable()
  .describe("Whole lines of the new file, and what shall stand there instead.");

const findingSchema = z
  .object({
    ...remarkFields,
    confidence: z.number(),
    edit: editSchema,
  })
  .meta({ id: "ReviewFinding" });

const saidSchema = z
  .object({
    ...remarkFields,
    edit: editSchema,
    pull_request: z.object({ number: z.int(), url: z.string() }),
  })
  .meta({ id: "ReviewSaid" });

export const reviewAnswer = z
  .object({
    id: z.string(),
    findings: z.array(findingSchema).describe("The worst first."),
    already_said: z
      .array(saidSchema)
      .describe(
        "What was said on the branch's pull request, is open there and stands in these lines: not said again as a finding.",
      ),
    files_reviewed: z.array(z.string()),
    left_out: z
      .array(z.object({ path: z.string(), reason: z.string() }))
      .describe("What was not read, and code that only the expert and the secret scan read."),
    problems: z.array(z.string()).describe("What is wrong in the settings that were sent."),
    expert: z.object({
      state: z.enum(["used", "not_configured", "unavailable", "over_limit"]),
      name: z.string().nullable(),
      model: z.string().nullable(),
      reason: z.string().nullable(),
    }),
    usage: z.object({ prompt_tokens: z.int(), completion_tokens: z.int() }),
    total_ms: z.int(),
  })
  .meta({ id: "ReviewAnswer" });

export const dismissalRequest = z
  .object({
    repository: z.string().max(2_000).nullish().describe("As the review named it."),
    fingerprint: z.string().regex(/^[0-9a-f]{16}$/, "is no fingerprint"),
    dismissed: z
      .enum(["not_a_problem", "not_now"], "must be not_a_problem, not_now, or null to take it back")
      .nullable()
      .describe(
        `\`not_a_problem\` holds as long as the lines are what they were, \`not_now\` for ${notNowDays} days. Null takes it back.`,
      ),
  })
  .meta({ id: "ReviewDismissal" });

export const dismissalAnswer = z
  .object({ fingerprint: z.string() })
  .meta({ id: "ReviewDismissalAnswer" });

export const reviewEvent = z
  .discriminatedUnion("type", [
    z.object({
      type: z.literal("progress"),
      stage: z.string(),
      done: z.int().min(0),
      total: z.int().min(0),
    }),
    z.object({ type: z.literal("done"), answer: reviewAnswer }),
  ])
  .meta({ id: "ReviewEvent" });
