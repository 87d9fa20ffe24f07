-- Which expert a review is given to, so that a rollout can be judged and a review that is tried
-- again keeps its expert.

ALTER TABLE reviews
  -- The model that its first run chose; expert_model says which one was asked in the end.
  ADD COLUMN chosen_model text,
  -- Why the chosen model could not be asked, where another one was; null: it was, or there was no choice.
  ADD COLUMN fallback_reason text;
-- A rollout reads the reviews of two models.
CREATE INDEX reviews_of_expert_model ON reviews (expert_model, created_at) WHERE expert_model IS NOT NULL;
CREATE INDEX reviews_of_chosen_model ON reviews (chosen_model) WHERE chosen_model IS NOT NULL;
