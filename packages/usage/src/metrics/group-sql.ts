import type { UsageGroup } from "./model.ts";

const expressions: Readonly<Record<UsageGroup, string>> = {
  all: "''",
  person: "used.person_id::text",
  team: "team",
  language: "coalesce(used.language, 'unknown')",
  expert: "used.expert",
  model: "used.model",
};

/** What rows of a table called `used` are grouped by, and the join that it needs. Not from any request. */
export function groupSql(by: UsageGroup): { key: string; join: string } {
  // Somebody in two teams counts for both; somebody in none for the team null.
  const join = by === "team" ? "LEFT JOIN LATERAL unnest(used.teams) AS team ON true" : "";
  return { key: expressions[by], join };
}
