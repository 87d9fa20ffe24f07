-- What is learned from reviews: what became of findings, what people wrote, what experts were asked,
-- and the experts that were trained from it, with how far each is rolled out.
-- Valid on PostgreSQL 15+ and on PGlite.

ALTER TABLE pull_requests
  ADD COLUMN author text,
  -- Null while it is not merged. A closed one without it was given up.
  ADD COLUMN merged_at timestamptz,
  -- The newest head at the end: what "changed before the merge" is measured on.
  ADD COLUMN last_head_sha text,
  -- When GitHub was last asked what became of its findings; null: never.
  ADD COLUMN outcomes_read_at timestamptz;

-- One thing that happened to a remark, by webhook or by a reconciling read: the same one is one row.
CREATE TABLE outcome_signals (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  remark_id bigint NOT NULL REFERENCES remarks (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN (
    'suggestion_committed', 'lines_changed', 'change_reverted', 'resolved_by_fix',
    'resolved_without_change', 'reaction_up', 'reaction_down', 'reply_agreed', 'reply_will_fix',
    'reply_disagreed', 'reply_question', 'reply_other', 'dismissed', 'unanswered',
    'unfixed_after_merge')),
  -- What makes it the same one when it is seen again: id of the comment or reaction, commit, or ''.
  source_key text NOT NULL DEFAULT '',
  actor text,
  -- -1 (surely unwanted) .. 1 (surely wanted), as of the kind when it was stored.
  strength real NOT NULL,
  -- A reason or reply in people's words. No code is looked for in it.
  detail text,
  happened_at timestamptz NOT NULL,
  -- A reaction taken back, a thread opened again, an edited reply.
  withdrawn_at timestamptz,
  UNIQUE (remark_id, kind, source_key)
);
CREATE INDEX outcome_signals_of_repository ON outcome_signals (repository_id, happened_at);

-- What the signals of a remark come to. Final a while after the end of its pull request.
CREATE TABLE remark_outcomes (
  remark_id bigint PRIMARY KEY REFERENCES remarks (id) ON DELETE CASCADE,
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  -- Null label: nothing can be learned from it.
  label text CHECK (label IN ('wanted', 'unwanted')),
  -- The kind of the signal that decided; 'none' without any.
  decided_by text NOT NULL,
  strength real NOT NULL,
  is_addressed boolean NOT NULL,
  is_final boolean NOT NULL,
  decided_at timestamptz NOT NULL
);
CREATE INDEX remark_outcomes_of_repository ON remark_outcomes (repository_id);

-- What the expert was asked and answered, for training: the input of the prompt function, gzipped
-- JSON, and a digest of the prompt that came of it.
CREATE TABLE expert_drafts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  review_id uuid NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
  -- SHA-256, hex, of the prompt's two messages.
  prompt_sha256 text NOT NULL,
  path text NOT NULL,
  input bytea NOT NULL,
  -- What it answered, as parsed, before any gate: gzipped JSON.
  answer bytea NOT NULL,
  model text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (review_id, prompt_sha256)
);
CREATE INDEX expert_drafts_of_repository ON expert_drafts (repository_id, id);
-- The draft that a finding came from, and the line that it quoted there.
ALTER TABLE findings
  ADD COLUMN expert_draft_id bigint REFERENCES expert_drafts (id) ON DELETE SET NULL,
  ADD COLUMN quote text;
CREATE INDEX findings_of_expert_draft ON findings (expert_draft_id)
  WHERE expert_draft_id IS NOT NULL;

-- How far the history of a repository was read, so that it goes on where it stopped.
CREATE TABLE backfills (
  repository_id bigint PRIMARY KEY REFERENCES repositories (id) ON DELETE CASCADE,
  state text NOT NULL CHECK (state IN ('running', 'paused', 'done', 'failed')),
  -- Of GitHub's list of pull requests, newest first.
  cursor text,
  -- Pull requests merged before it are not asked for.
  since timestamptz,
  pulls_done integer NOT NULL DEFAULT 0,
  pulls_total integer,
  comments integer NOT NULL DEFAULT 0,
  last_error text,
  started_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- A pull request of before, as far as learning from it needs.
CREATE TABLE past_pulls (
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  number integer NOT NULL,
  title text NOT NULL,
  description text NOT NULL,
  author text,
  base_sha text NOT NULL,
  head_sha text NOT NULL,
  merge_sha text,
  created_at timestamptz NOT NULL,
  merged_at timestamptz,
  PRIMARY KEY (repository_id, number)
);

-- What people wrote on lines of pull requests, and whether the lines changed afterwards.
CREATE TABLE human_comments (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  pull_number integer NOT NULL,
  github_comment_id bigint NOT NULL,
  -- The first comment of its thread; null for that one itself.
  reply_to_id bigint,
  author text NOT NULL,
  is_bot boolean NOT NULL,
  -- OWNER, MEMBER, COLLABORATOR, CONTRIBUTOR, NONE … as GitHub says.
  author_association text NOT NULL,
  body text NOT NULL,
  path text NOT NULL,
  side text NOT NULL CHECK (side IN ('LEFT', 'RIGHT')),
  start_line integer NOT NULL,
  line integer NOT NULL,
  commit_sha text NOT NULL,
  -- The hunk of the diff that it was written on.
  hunk text NOT NULL,
  is_resolved boolean NOT NULL,
  -- Null: not known (its commits are gone).
  lines_changed boolean,
  -- Who wrote the pull request: an author's own remarks are no review.
  is_by_pull_author boolean NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (repository_id, github_comment_id)
);
CREATE INDEX human_comments_of_pull ON human_comments (repository_id, pull_number);

-- A data set that was written. Complete ones are never changed.
CREATE TABLE exports (
  id text PRIMARY KEY,
  destination text NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'complete', 'failed')),
  manifest jsonb,
  manifest_sha256 text,
  rows bigint NOT NULL DEFAULT 0,
  last_error text,
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);

-- A trained adapter, for example review@2026-11-22. Files are immutable; the name is its version.
CREATE TABLE adapters (
  name text PRIMARY KEY,
  expert text NOT NULL,
  base_model text NOT NULL,
  -- The folder as the model server sees it.
  path text NOT NULL,
  sha256 text NOT NULL,
  export_id text,
  data_manifest jsonb NOT NULL,
  -- Of its training and its evaluation on held-out examples.
  metrics jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('registered', 'refused', 'proposed', 'rolling', 'live', 'retired', 'rolled_back')),
  reason text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- How one adapter takes over from another. One open rollout an expert.
CREATE TABLE rollouts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  expert text NOT NULL,
  adapter text NOT NULL REFERENCES adapters (name),
  -- The model that it is compared with: an adapter's name, or the configured model.
  baseline text NOT NULL,
  stage text NOT NULL CHECK (stage IN ('shadow', 'canary', 'all', 'promoted', 'rolled_back', 'stopped')),
  -- 0..1: of the repositories, in the stage canary.
  canary_share real NOT NULL,
  -- What the last look at the outcomes came to.
  evidence jsonb NOT NULL DEFAULT '{}',
  started_at timestamptz NOT NULL DEFAULT now(),
  stage_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
CREATE UNIQUE INDEX rollouts_open ON rollouts (expert) WHERE ended_at IS NULL;

-- What an adapter in the shadow would have said; never posted.
CREATE TABLE shadow_drafts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  rollout_id bigint NOT NULL REFERENCES rollouts (id) ON DELETE CASCADE,
  review_id uuid NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  -- Findings that stand after all gates: [{fingerprint, path, line, severity, category, title}].
  findings jsonb NOT NULL,
  counts jsonb NOT NULL DEFAULT '{}',
  duration_ms integer NOT NULL,
  -- Why there are none, where the adapter could not be asked.
  failure text,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (rollout_id, review_id)
);

-- Who did what to experts and data. Each row's hash covers the one before it: a changed or removed row shows.
CREATE TABLE audit_log (
  id bigint PRIMARY KEY,
  happened_at timestamptz NOT NULL,
  -- A login, a user of the machine, or `devflow` for its own decisions.
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  details jsonb NOT NULL,
  previous_hash text NOT NULL,
  hash text NOT NULL
);
