-- Rebuilds beside the live index, and what there is to say about it.
-- Valid on PostgreSQL 15+ and on PGlite.

ALTER TABLE index_states
  -- The live one. A rebuild fills the next generation and makes it the live one at its end.
  ADD COLUMN generation integer NOT NULL DEFAULT 1,
  -- How the live tree was chosen and read: another value means that all of it is compared anew.
  ADD COLUMN read_with text,
  -- When everything was last read anew: by the first update, then by rebuilds.
  ADD COLUMN rebuilt_at timestamptz,
  -- Of the update that runs or ran last. A killed one leaves its progress, which grows no more.
  ADD COLUMN started_at timestamptz,
  ADD COLUMN progress_at timestamptz,
  -- Of the last update that ended well.
  ADD COLUMN duration_ms integer;

-- What indexes of before know: as good as rebuilt when they were updated.
UPDATE index_states SET rebuilt_at = updated_at WHERE updated_at IS NOT NULL;

ALTER TABLE indexed_blobs
  ADD COLUMN generation integer NOT NULL DEFAULT 1,
  ADD COLUMN lines integer NOT NULL DEFAULT 0,
  ADD COLUMN chunks integer NOT NULL DEFAULT 0;
UPDATE indexed_blobs b SET lines = c.lines, chunks = c.chunks
  FROM (SELECT repository_id, blob_id, max(end_line) AS lines, count(*) AS chunks
          FROM chunks GROUP BY repository_id, blob_id) AS c
 WHERE c.repository_id = b.repository_id AND c.blob_id = b.id;
CREATE UNIQUE INDEX indexed_blobs_by_generation
  ON indexed_blobs (repository_id, generation, blob_sha, language, facts_version);
-- Its name was made by Postgres, cut to 63 bytes.
ALTER TABLE indexed_blobs
  DROP CONSTRAINT indexed_blobs_repository_id_blob_sha_language_facts_version_key;
-- For the sweep: few blobs are out of use.
CREATE INDEX indexed_blobs_unused ON indexed_blobs (repository_id, unused_since)
  WHERE unused_since IS NOT NULL;

-- Names of what a definition extends or implements.
ALTER TABLE symbol_definitions ADD COLUMN supertypes text[] NOT NULL DEFAULT '{}';
