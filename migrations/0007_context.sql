-- What the context of a hunk is found by beside names: kinship of types, comments made before, and
-- files that change together.
-- Valid on PostgreSQL 15+ and on PGlite.

-- Names of what a definition extends or implements.
ALTER TABLE symbol_definitions ADD COLUMN IF NOT EXISTS supertypes text[] NOT NULL DEFAULT '{}';
-- Few definitions have any: the index holds only those.
CREATE INDEX symbol_definitions_by_supertype ON symbol_definitions USING gin (supertypes)
  WHERE supertypes <> '{}';

-- Which files the last commits changed: at most 1,000 a repository, without merges and bulk commits.
-- The history is part of the index and goes with it.
CREATE TABLE recent_commits (
  repository_id bigint NOT NULL REFERENCES index_states (repository_id) ON DELETE CASCADE,
  sha text NOT NULL,
  -- Counts up from the oldest one.
  position bigint NOT NULL,
  paths text[] NOT NULL,
  PRIMARY KEY (repository_id, sha)
);
CREATE INDEX recent_commits_by_path ON recent_commits USING gin (paths);

-- Comments of reviews with the code that they were about. They outlive the index.
CREATE TABLE review_comments (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  -- The same comment comes again with the next head of a pull request.
  fingerprint text NOT NULL,
  -- devflow, person
  author text NOT NULL CHECK (author IN ('devflow', 'person')),
  path text NOT NULL,
  start_line integer NOT NULL,
  end_line integer NOT NULL,
  hunk text NOT NULL,
  -- Search terms of the hunk, for finding similar ones.
  terms text[] NOT NULL,
  body text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (repository_id, fingerprint)
);
CREATE INDEX review_comments_by_term ON review_comments USING gin (terms);
