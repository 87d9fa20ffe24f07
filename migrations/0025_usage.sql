-- What the assistant was asked in editors and what became of it, without a word of code.
-- Valid on PostgreSQL 15+ and on PGlite.

CREATE TABLE served_completions (
  -- cmpl-<uuid>
  id text PRIMARY KEY,
  person_id bigint NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  teams text[] NOT NULL DEFAULT '{}',
  repository_id bigint REFERENCES repositories (id) ON DELETE SET NULL,
  language text NOT NULL,
  editor text NOT NULL,
  trigger text NOT NULL CHECK (trigger IN ('automatic', 'manual')),
  source text NOT NULL,
  expert text NOT NULL,
  model text NOT NULL,
  prefix_chars integer NOT NULL,
  suffix_chars integer NOT NULL,
  -- [{index, chars, lines}]
  choices jsonb NOT NULL,
  -- {reason: count}
  filters jsonb NOT NULL DEFAULT '{}',
  total_ms real NOT NULL,
  retrieval_ms real,
  first_text_ms real,
  expert_ms real,
  served_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX served_completions_served_at ON served_completions (served_at);
CREATE INDEX served_completions_person ON served_completions (person_id, served_at);

CREATE TABLE completion_events (
  -- Not a foreign key: an event may arrive before the row of a completion that is written in batches.
  completion_id text NOT NULL,
  person_id bigint NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('view', 'select', 'dismiss', 'partial', 'retained')),
  choice_index integer NOT NULL,
  -- Empty where the editor gives none.
  view_id text NOT NULL DEFAULT '',
  -- Makes a repeated event the same row: for retained the moment (30, 120, 300, 600 s), for partial the characters.
  occurrence integer NOT NULL DEFAULT 0,
  elapsed_ms integer,
  accepted_chars integer,
  accepted_lines integer,
  retained_share real,
  happened_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (completion_id, kind, choice_index, view_id, occurrence)
);
CREATE INDEX completion_events_happened_at ON completion_events (happened_at);

CREATE TABLE assist_uses (
  id text PRIMARY KEY,
  person_id bigint NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  teams text[] NOT NULL DEFAULT '{}',
  -- chat, explain, tests, refactor, docs, review, search, voice
  feature text NOT NULL,
  repository_id bigint REFERENCES repositories (id) ON DELETE SET NULL,
  language text,
  editor text NOT NULL,
  expert text,
  model text,
  prompt_tokens integer,
  completion_tokens integer,
  total_ms real NOT NULL,
  first_text_ms real,
  outcome text NOT NULL CHECK (outcome IN ('answered', 'cancelled', 'failed')),
  -- What became of it: applied, discarded, tests passed or failed; null while nothing is known.
  applied text,
  used_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX assist_uses_used_at ON assist_uses (used_at);
CREATE INDEX assist_uses_person ON assist_uses (person_id, used_at);

-- Texts, only where the operator keeps them, and only until then.
CREATE TABLE kept_contents (
  -- Of served_completions or assist_uses.
  id text PRIMARY KEY,
  person_id bigint NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  repository_id bigint REFERENCES repositories (id) ON DELETE CASCADE,
  -- gzipped JSON
  content bytea NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX kept_contents_expires_at ON kept_contents (expires_at);
