-- What training needs of drafts beside themselves: the model's own words where a person gave a held
-- finding others, and how long drafts are kept.
-- Valid on PostgreSQL 15+ and on PGlite.

-- As the expert or a rule wrote it, and who wrote title and body instead. Null: nobody did.
ALTER TABLE findings
  ADD COLUMN drafted_title text,
  ADD COLUMN drafted_body text,
  ADD COLUMN edited_by text;

-- Drafts are deleted by age.
CREATE INDEX expert_drafts_by_age ON expert_drafts (created_at);
