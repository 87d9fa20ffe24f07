-- The details of an entry of the audit log are the text that its hash is over. Valid on PostgreSQL 15+ and on PGlite.
-- jsonb writes numbers and keys in its own way, so that a hash could only be held against what was made of
-- them again. json keeps the text. What is there already stands as jsonb wrote it, and verifies as before.

ALTER TABLE audit_log ALTER COLUMN details TYPE json USING details::text::json;
