-- What reviews and commands asked of the expert, for the limits of a pull request and of a day.
-- Counted with every answer: a run that is superseded, fails or is repeated has cost its tokens, too.
-- Valid on PostgreSQL 15+ and on PGlite.

CREATE TABLE spent_tokens (
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  pull_number integer NOT NULL,
  -- In UTC.
  day date NOT NULL,
  tokens bigint NOT NULL,
  PRIMARY KEY (repository_id, pull_number, day)
);

INSERT INTO spent_tokens (repository_id, pull_number, day, tokens)
SELECT repository_id, pull_number, (created_at AT TIME ZONE 'UTC')::date, sum(used)
  FROM (
    SELECT repository_id, pull_number, created_at,
           coalesce((tokens->>'prompt')::bigint, 0) + coalesce((tokens->>'completion')::bigint, 0) AS used
      FROM reviews
    UNION ALL
    SELECT repository_id, pull_number, created_at, tokens FROM commands
  ) AS spent
 WHERE used > 0
 GROUP BY 1, 2, 3;
