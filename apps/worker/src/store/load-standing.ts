import type { Queryable } from "@devflow/database";
import type { SaidFinding } from "@devflow/review";
import { severity } from "@devflow/team-memory";
import { z } from "zod";

const remarkSchema = z
  .object({
    severity,
    title: z.string(),
    body: z.string(),
    path: z.string(),
    side: z.enum(["LEFT", "RIGHT"]),
    start_line: z.number(),
    line: z.number(),
    github_comment_id: z.number().nullable(),
  })
  .transform(({ start_line, github_comment_id, ...remark }) => ({
    ...remark,
    startLine: start_line,
    githubCommentId: github_comment_id,
  }));

const severitySchema = z.object({ severity });

const countSchema = z.object({
  state: z.enum(["fixed", "dismissed", "resolved"]),
  count: z.number(),
});

/** A remark that stands, at its place in the newest head that was looked at. */
export type StandingRemark = z.output<typeof remarkSchema> &
  Pick<SaidFinding, "path" | "side" | "startLine" | "line" | "severity" | "title" | "body">;

export interface StandingRemarks {
  open: StandingRemark[];
  /** Resolved by somebody who may not write: they go on counting, and their threads stay closed. */
  stillCounting: Pick<StandingRemark, "severity">[];
  settled: { fixed: number; dismissed: number; resolved: number };
}

/** Everything that was said on a pull request: what stands, and how much does not any more. */
export async function loadStanding(
  database: Queryable,
  pull: { repositoryId: number; pullNumber: number },
): Promise<StandingRemarks> {
  const key = [pull.repositoryId, pull.pullNumber];
  const open = await database.query(
    `SELECT severity, title, body, path, side, start_line, line, github_comment_id FROM remarks
      WHERE repository_id = $1 AND pull_number = $2 AND state = 'open' AND said_at IS NOT NULL
      ORDER BY id`,
    key,
  );
  const stillCounting = await database.query(
    `SELECT severity FROM remarks
      WHERE repository_id = $1 AND pull_number = $2 AND resolution = 'without_permission'
        AND said_at IS NOT NULL`,
    key,
  );
  const counts = await database.query(
    `SELECT state, count(*)::integer AS count FROM remarks
      WHERE repository_id = $1 AND pull_number = $2 AND state <> 'open' AND said_at IS NOT NULL
      GROUP BY state`,
    key,
  );
  const settled = { fixed: 0, dismissed: 0, resolved: 0 };
  for (const row of counts) {
    const { state, count } = countSchema.parse(row);
    settled[state] = count;
  }
  return {
    open: open.map((row) => remarkSchema.parse(row)),
    stillCounting: stillCounting.map((row) => severitySchema.parse(row)),
    settled,
  };
}
