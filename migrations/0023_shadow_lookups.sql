-- What a worker asks of shadow drafts before each one, and what the removal of a review looks for.
-- Valid on PostgreSQL 15+ and on PGlite.

CREATE INDEX shadow_drafts_of_repository ON shadow_drafts (repository_id, created_at);
CREATE INDEX shadow_drafts_of_review ON shadow_drafts (review_id);
