import type { Queryable } from "@devflow/database";
import {
  FEATURE_VERSION,
  type Featured,
  featuresOf,
  type TrainingExample,
  unlike,
  vectorOf,
} from "@devflow/review/filter";
import { z } from "zod";

/** Outcomes of one training, the newest: older ones are of another team. */
const mostOutcomes = 5_000;

const outcomeRow = z.object({
  created_at: z.date(),
  is_acted_on: z.boolean(),
  weight: z.number(),
  features: z.record(z.string(), z.number()).nullable(),
  source: z.union([
    z.literal("expert"),
    z.templateLiteral(["rule:", z.string()]),
    z.templateLiteral(["secret:", z.string()]),
  ]),
  severity: z.enum(["critical", "high", "medium", "low"]),
  category: z.string(),
  path: z.string(),
  title: z.string(),
  body: z.string(),
  suggestion: z.string().nullable(),
  votes: z.number().nullable(),
  passes: z.number().nullable(),
  verdict: z.string().nullable(),
  confidence: z.number().nullable(),
});

/** The outcomes of one repository, or of all together, as examples. */
export async function readOutcomes(
  database: Queryable,
  repositoryId: number | null,
): Promise<TrainingExample[]> {
  const rows = await database.query(
    `SELECT created_at, is_acted_on, weight, features, source, severity, category, path, title,
            body, suggestion, votes, passes, verdict, confidence
       FROM finding_outcomes
      WHERE $1::bigint IS NULL OR repository_id = $1
      ORDER BY created_at DESC, remark_id DESC
      LIMIT $2`,
    [repositoryId, mostOutcomes],
  );
  return rows.map((row) => exampleOf(outcomeRow.parse(row))).reverse();
}

function exampleOf(row: z.output<typeof outcomeRow>): TrainingExample {
  const features = row.features?.version === FEATURE_VERSION ? row.features : bareFeatures(row);
  return {
    features: vectorOf(features),
    label: row.is_acted_on ? 1 : 0,
    weight: row.weight,
    at: row.created_at,
  };
}

/** Of a finding that was posted without a filter: what was known of the past then is lost. */
function bareFeatures(row: z.output<typeof outcomeRow>): Record<string, number> {
  const { verdict: given } = row;
  const verdict: Featured["verdict"] = given === "keep" || given === "none" ? given : null;
  const finding = {
    ...row,
    votes: row.votes ?? 1,
    passes: row.passes ?? 1,
    verdict,
    confidence: row.confidence ?? 0.5,
  };
  return featuresOf(finding, [], unlike);
}
