-- What reviews in editors said to whom, so that what somebody dismissed there is not said again.
-- Valid on PostgreSQL 15+ and on PGlite.

CREATE TABLE editor_findings (
  person_id bigint NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  -- Of the name that the editor gives the repository, hashed: what is not known here is remembered, too.
  repository_key text NOT NULL,
  fingerprint text NOT NULL,
  content_key text NOT NULL,
  source text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low')),
  category text NOT NULL,
  -- Hashed: no path, as there is no word of what was said and no code.
  path_hash text NOT NULL,
  side text NOT NULL CHECK (side IN ('LEFT', 'RIGHT')),
  start_line integer NOT NULL,
  line integer NOT NULL,
  line_hashes text[] NOT NULL,
  before_hashes text[] NOT NULL,
  after_hashes text[] NOT NULL,
  -- Null: it was said and nobody minded.
  dismissed text CHECK (dismissed IN ('not_a_problem', 'not_now')),
  dismissed_at timestamptz,
  seen_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, repository_key, fingerprint)
);
CREATE INDEX editor_findings_seen_at ON editor_findings (seen_at);
