import { z } from "zod";

export const searchRequest = z
  .object({
    query: z.string().min(1).max(1_000),
    repository: z
      .string()
      .max(2_000)
      .nullish()
      .describe("`owner/name` or a git remote's URL. Default: all that the caller may read."),
    language: z.string().max(40).nullish().describe("For example `python`."),
    path: z.string().max(500).nullish().describe("A folder, or a glob such as `src/**/*.ts`."),
    limit: z.int().min(1).max(50).nullish().describe("Default 10."),
  })
  .meta({ id: "SearchRequest" });

export const searchAnswer = z
  .object({
    hits: z.array(
      z
        .object({
          repository: z.string(),
          path: z.string(),
          start_line: z.int().min(1),
          end_line: z.int().min(1),
          kind: z.string(),
          symbol: z.string().nullable(),
          text: z.string(),
          commit: z.string().describe("What the hit reflects."),
          indexed_at: z.string().nullable().describe("When that was read, ISO 8601."),
          age_seconds: z.int().min(0).nullable(),
          score: z.number(),
          reasons: z.array(z.string()),
        })
        .meta({ id: "SearchHit" }),
    ),
    note: z
      .string()
      .nullable()
      .describe(
        "Why nothing could be found, and what to do, where no index was looked through: the repository is not indexed, or there is none that the caller may read. Null where one was.",
      ),
  })
  .meta({ id: "SearchAnswer" });
