-- What the export asks of drafts: whether the same file was asked about later.
-- Valid on PostgreSQL 15+ and on PGlite.

CREATE INDEX expert_drafts_of_path ON expert_drafts (repository_id, path, created_at);
