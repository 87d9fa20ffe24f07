-- Up to when a repository's history was read to its end, and what that cost.
-- Valid on PostgreSQL 15+ and on PGlite.

ALTER TABLE backfills
  -- Pull requests that ended before it and after `since` are here already; null: none is for sure.
  ADD COLUMN covered_to timestamptz,
  -- Creation of the last pull request that was read: how far back a pass has come.
  ADD COLUMN reached timestamptz,
  -- Of GitHub's budget for GraphQL, in all.
  ADD COLUMN points integer NOT NULL DEFAULT 0;
