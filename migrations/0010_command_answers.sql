-- What a command's answer needs to be given once, whatever is edited, delivered twice or killed.
-- Valid on PostgreSQL 15+ and on PGlite.

-- When its comment was last written: the newest words count until they are answered.
ALTER TABLE commands ADD COLUMN written_at timestamptz;
-- The answer, stored before it is posted: a run after a crash posts it and asks nobody again.
ALTER TABLE commands ADD COLUMN answer jsonb;
