-- Whether the run that writes an export is alive: a dead one's leftovers are removed by the next.

ALTER TABLE exports
  -- Machine and process: `host:pid`. Null: of a version that did not say.
  ADD COLUMN owner text,
  -- Moved on every few seconds while it runs.
  ADD COLUMN alive_at timestamptz;
