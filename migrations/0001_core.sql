-- Deliveries, installations, repositories, reviews, findings, commands.
-- Valid on PostgreSQL 15+ and on PGlite.

-- The inbox: a webhook is here before GitHub gets its 202. The guid makes a redelivery the same row.
CREATE TABLE deliveries (
  guid text PRIMARY KEY,
  event text NOT NULL,
  -- Text, not jsonb: jsonb refuses the escape \u0000, which a commit message may carry.
  payload text NOT NULL,
  state text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'processed', 'ignored', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  outcome text,
  received_at timestamptz NOT NULL DEFAULT now(),
  processed_at timestamptz
);
CREATE INDEX deliveries_waiting ON deliveries (next_attempt_at) WHERE state = 'received';
CREATE INDEX deliveries_received_at ON deliveries (received_at);

CREATE TABLE installations (
  id bigint PRIMARY KEY,
  account text NOT NULL,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'removed')),
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- A repository on GitHub (github_id) or a folder on this machine (local_path).
CREATE TABLE repositories (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  github_id bigint UNIQUE,
  installation_id bigint REFERENCES installations (id),
  owner text,
  name text NOT NULL,
  default_branch text,
  local_path text UNIQUE,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'removed')),
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((github_id IS NULL) <> (local_path IS NULL))
);

-- Work is keyed by state, not by event (invariant 1): one row per pull request and head.
CREATE TABLE reviews (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  pull_number integer NOT NULL,
  head_sha text NOT NULL,
  base_sha text,
  -- webhook, command, reconciler, check_run
  trigger text NOT NULL,
  state text NOT NULL DEFAULT 'queued'
    CHECK (state IN ('queued', 'running', 'posted', 'skipped', 'superseded', 'failed')),
  -- Why it is in that state, for people.
  outcome text,
  github_review_id bigint,
  check_run_id bigint,
  -- not_configured, used, unavailable
  expert_state text,
  expert_reason text,
  expert_url text,
  expert_model text,
  files_reviewed jsonb NOT NULL DEFAULT '[]',
  files_left_out jsonb NOT NULL DEFAULT '[]',
  counts jsonb NOT NULL DEFAULT '{}',
  timings_ms jsonb NOT NULL DEFAULT '{}',
  tokens jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  -- When what to post was decided and stored. A crash after it posts that, and drafts nothing anew.
  settled_at timestamptz,
  finished_at timestamptz,
  UNIQUE (repository_id, pull_number, head_sha)
);
CREATE INDEX reviews_open ON reviews (repository_id, pull_number) WHERE state IN ('queued', 'running');

-- Every finding of a review: posted ones, and held ones with the reason.
CREATE TABLE findings (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  review_id uuid NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
  state text NOT NULL CHECK (state IN ('posted', 'held')),
  -- Null for posted findings.
  reason text,
  fingerprint text,
  path text NOT NULL,
  side text CHECK (side IN ('LEFT', 'RIGHT')),
  start_line integer,
  line integer,
  severity text,
  category text,
  title text NOT NULL,
  body text,
  suggestion text,
  confidence real,
  source text NOT NULL,
  github_comment_id bigint,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX findings_of_review ON findings (review_id);

-- Slash-commands: one row per comment, so that an edit or a redelivery is answered once.
CREATE TABLE commands (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  pull_number integer NOT NULL,
  comment_kind text NOT NULL CHECK (comment_kind IN ('issue_comment', 'review_comment')),
  comment_id bigint NOT NULL,
  author text NOT NULL,
  verb text NOT NULL,
  argument text NOT NULL DEFAULT '',
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'done', 'refused', 'failed')),
  outcome text,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  UNIQUE (comment_kind, comment_id)
);
