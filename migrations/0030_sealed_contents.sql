-- Kept texts are encrypted. Valid on PostgreSQL 15+ and on PGlite.

-- Which key of ASSISTANT_CONTENT_KEY opens the text. Null: it was stored before, as gzipped JSON.
ALTER TABLE kept_contents ADD COLUMN key_id text;
