-- How a remark is found again in a later head, and whether anybody could read it yet.
-- Valid on PostgreSQL 15+ and on PGlite.

-- Hashes of the lines around it that are not blank, nearest first. No code.
ALTER TABLE remarks ADD COLUMN before_hashes text[] NOT NULL DEFAULT '{}';
ALTER TABLE remarks ADD COLUMN after_hashes text[] NOT NULL DEFAULT '{}';
-- Search terms of its words and of its code: a dismissal of it takes them over.
ALTER TABLE remarks ADD COLUMN terms text[] NOT NULL DEFAULT '{}';
-- When it was on the pull request. Null: settled, but its review was not posted yet, or never.
ALTER TABLE remarks ADD COLUMN said_at timestamptz;

-- The code that a finding is about, until it is posted: then it is context for later reviews.
ALTER TABLE findings ADD COLUMN excerpt text;

-- Asked for by a person: what the expert has read before is read again.
ALTER TABLE reviews ADD COLUMN is_full boolean NOT NULL DEFAULT false;
-- Our check run of this head says "in progress"; whoever ends the review ends it, too.
ALTER TABLE reviews ADD COLUMN is_check_run_open boolean NOT NULL DEFAULT false;
