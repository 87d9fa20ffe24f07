-- One comment may name several places. Each is a remark of its own, and has the comment of the first.
-- Valid on PostgreSQL 15+ and on PGlite.

-- The remark whose comment names this place, too; null for one that is said by itself.
ALTER TABLE remarks ADD COLUMN named_by bigint REFERENCES remarks (id) ON DELETE SET NULL;
CREATE INDEX remarks_by_name ON remarks (named_by) WHERE named_by IS NOT NULL;
