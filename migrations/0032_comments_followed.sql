-- What people wrote on reviewed pull requests is read when these end, and kept for a time.
-- Valid on PostgreSQL 15+ and on PGlite.

-- When a reading of what people wrote on its lines began last; null: never.
ALTER TABLE pull_requests ADD COLUMN comments_read_at timestamptz;

-- Since when it is kept; reading it again changes nothing of that.
ALTER TABLE past_pulls ADD COLUMN stored_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE human_comments ADD COLUMN stored_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX past_pulls_by_age ON past_pulls (stored_at);
CREATE INDEX human_comments_by_age ON human_comments (stored_at);
