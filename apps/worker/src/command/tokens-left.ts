import type { CommandRun } from "./command-run.ts";

const spent = `
  SELECT coalesce(sum(used), 0)::float8 AS of_day,
         coalesce(sum(used) FILTER (WHERE pull_number = $2), 0)::float8 AS of_pull
    FROM (
      SELECT pull_number, created_at,
             coalesce((tokens->>'prompt')::bigint, 0)
               + coalesce((tokens->>'completion')::bigint, 0) AS used
        FROM reviews WHERE repository_id = $1
      UNION ALL
      SELECT pull_number, created_at, tokens FROM commands WHERE repository_id = $1
    ) AS spent`;

/** Why no more tokens may be spent here, in words; null while there are some left. */
export async function tokensLeft({
  context,
  command,
  configuration,
}: CommandRun): Promise<string | null> {
  const { tokensPerDay, tokensPerPullRequest } = configuration.config.limits;
  const parameters = [command.repositoryId, command.pullNumber];
  const [all] = await context.database.query<{ of_pull: number }>(spent, parameters);
  if ((all?.of_pull ?? 0) >= tokensPerPullRequest) {
    return `This pull request has used up its ${tokensPerPullRequest} tokens (\`limits.tokens_per_pull_request\`).`;
  }
  const today = `${spent} WHERE created_at >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'`;
  const [day] = await context.database.query<{ of_day: number }>(today, parameters);
  return (day?.of_day ?? 0) >= tokensPerDay
    ? `This repository has used up its ${tokensPerDay} tokens of today (\`limits.tokens_per_day\`). Tomorrow there are new ones.`
    : null;
}
