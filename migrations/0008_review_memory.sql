-- What the reviewer remembers: the remarks of a pull request with what became of them, what a team
-- has dismissed, what it asked to remember, and the filter that learns from all of it.
-- Valid on PostgreSQL 15+ and on PGlite.

-- What holds for a pull request as a whole. A row appears with the first thing worth knowing.
CREATE TABLE pull_requests (
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  number integer NOT NULL,
  -- From /pause to /resume no push is reviewed by itself.
  paused_at timestamptz,
  paused_by text,
  -- The one comment that holds the summary; edited, never repeated.
  summary_comment_id bigint,
  PRIMARY KEY (repository_id, number)
);

-- Everything said on a pull request, once each, with its state now. `findings` is the record of one
-- review; this is the memory over pushes, rebases and renames.
CREATE TABLE remarks (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  pull_number integer NOT NULL,
  -- Place and content, as in the marker of its comment.
  fingerprint text NOT NULL,
  -- Content without the place: follows a renamed file, and finds code like it elsewhere.
  content_key text NOT NULL,
  source text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low')),
  category text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  -- Where it stands in the newest head that was looked at.
  path text NOT NULL,
  side text NOT NULL CHECK (side IN ('LEFT', 'RIGHT')),
  start_line integer NOT NULL,
  line integer NOT NULL,
  -- Hashes of its lines without white space, in order: tells whether they still stand. No code.
  line_hashes text[] NOT NULL,
  -- inline: a comment of its own; summary: one line in the summary.
  place text NOT NULL CHECK (place IN ('inline', 'summary')),
  github_comment_id bigint,
  -- Node id of the review thread, for resolving it.
  github_thread_id text,
  -- open; fixed by a commit (state_sha); dismissed or resolved by a person (state_actor).
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'fixed', 'dismissed', 'resolved')),
  state_reason text,
  state_actor text,
  state_sha text,
  state_at timestamptz NOT NULL DEFAULT now(),
  -- What we last made of the thread on GitHub; differs from state until the worker has caught up.
  is_thread_resolved boolean NOT NULL DEFAULT false,
  first_head_sha text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (repository_id, pull_number, fingerprint)
);
CREATE INDEX remarks_by_comment ON remarks (github_comment_id) WHERE github_comment_id IS NOT NULL;

-- What a team does not want to hear again about code like it, until someone forgets it.
CREATE TABLE dismissals (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  remark_id bigint REFERENCES remarks (id) ON DELETE SET NULL,
  pull_number integer NOT NULL,
  content_key text NOT NULL,
  source text NOT NULL,
  category text NOT NULL,
  path text NOT NULL,
  title text NOT NULL,
  -- Search terms of the finding and of its code, for likeness; no code as such.
  terms text[] NOT NULL,
  -- Empty: dismissed on that pull request without a reason, which is no word about the repository.
  reason text NOT NULL,
  actor text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  forgotten_at timestamptz,
  forgotten_by text
);
CREATE INDEX dismissals_live ON dismissals (repository_id) WHERE forgotten_at IS NULL;

-- What people asked to remember: conventions in their own words, for every prompt about such paths.
CREATE TABLE memories (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  text text NOT NULL,
  -- Where it holds, in gitignore's syntax; empty: everywhere.
  paths text[] NOT NULL DEFAULT '{}',
  actor text NOT NULL,
  pull_number integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  forgotten_at timestamptz,
  forgotten_by text
);
CREATE INDEX memories_live ON memories (repository_id) WHERE forgotten_at IS NULL;

-- Every training of the filter, the newest usable one in use. Null repository: of all together.
CREATE TABLE filter_models (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository_id bigint REFERENCES repositories (id) ON DELETE CASCADE,
  weights jsonb NOT NULL,
  -- Examples, held-out examples, precision and recall with and without the filter, threshold.
  measures jsonb NOT NULL,
  is_in_use boolean NOT NULL,
  -- Why it is in use, or why not.
  reason text NOT NULL,
  trained_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX filter_models_newest ON filter_models (repository_id, trained_at DESC);

-- A review that waits for a maintainer is held; nothing of it is on the pull request.
ALTER TABLE reviews DROP CONSTRAINT reviews_state_check;
ALTER TABLE reviews ADD CONSTRAINT reviews_state_check
  CHECK (state IN ('queued', 'running', 'held', 'posted', 'skipped', 'superseded', 'failed'));
-- Keys of the pieces of the change that the expert has read: a later head asks only about new ones.
ALTER TABLE reviews ADD COLUMN read_keys jsonb NOT NULL DEFAULT '[]';

ALTER TABLE findings ADD COLUMN remark_id bigint REFERENCES remarks (id) ON DELETE SET NULL;
ALTER TABLE findings ADD COLUMN content_key text;
ALTER TABLE findings ADD COLUMN place text CHECK (place IN ('inline', 'summary'));
-- How many of the expert's passes said it, of how many; 1 of 1 for rules.
ALTER TABLE findings ADD COLUMN votes integer;
ALTER TABLE findings ADD COLUMN passes integer;
-- Of the second look: keep, drop, none.
ALTER TABLE findings ADD COLUMN verdict text;
-- The filter's estimate, 0..1, that people act on it, and what it was computed from.
ALTER TABLE findings ADD COLUMN score real;
ALTER TABLE findings ADD COLUMN features jsonb;

ALTER TABLE commands ADD COLUMN tokens integer NOT NULL DEFAULT 0;
