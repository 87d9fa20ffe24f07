-- Reviews that wait for a maintainer: commands name their findings by number.
-- Valid on PostgreSQL 15+ and on PGlite.

-- From 1 within its review, and the same for good: what is dropped leaves a gap. Null: never held.
ALTER TABLE findings ADD COLUMN draft_number integer;
