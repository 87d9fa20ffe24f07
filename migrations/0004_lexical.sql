-- Full text: which terms stand in which chunks, in immutable segments.
-- Valid on PostgreSQL 15+ and on PGlite.

-- The chunks of some blobs. A batch of blobs is stored as one segment; segments are merged, never
-- changed. A blob stands in one live segment.
CREATE TABLE lexical_segments (
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- In the order of the segment's documents. A blob that was swept stays until the next merge.
  blob_ids bigint[] NOT NULL,
  documents integer NOT NULL,
  -- False while a merge writes it: nobody reads it yet.
  is_live boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX lexical_segments_of_repository ON lexical_segments (repository_id);

-- A segment's bytes, about 32 kB a row: first its documents, then its terms in order.
CREATE TABLE lexical_blocks (
  repository_id bigint NOT NULL,
  segment_id bigint NOT NULL,
  number integer NOT NULL,
  -- The first term in it, null for a block of documents. Terms are compared by UTF-16 code units.
  first_term text,
  bytes bytea NOT NULL,
  PRIMARY KEY (repository_id, segment_id, number)
) PARTITION BY LIST (repository_id);
-- Packed already: compressing them again cost time and saved nothing.
ALTER TABLE lexical_blocks ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE OR REPLACE FUNCTION create_code_index(repository bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  parent text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('create_code_index'));
  INSERT INTO index_states (repository_id) VALUES (repository) ON CONFLICT DO NOTHING;
  FOREACH parent IN ARRAY ARRAY['chunks', 'chunk_vectors', 'lexical_blocks'] LOOP
    IF to_regclass(format('%s_%s', parent, repository)) IS NULL THEN
      EXECUTE format('CREATE TABLE %s_%s (LIKE %s INCLUDING ALL)', parent, repository, parent);
      EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s_%s FOR VALUES IN (%s)',
        parent, parent, repository, repository);
    END IF;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION drop_code_index(repository bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DROP TABLE IF EXISTS chunks_%s', repository);
  EXECUTE format('DROP TABLE IF EXISTS chunk_vectors_%s', repository);
  EXECUTE format('DROP TABLE IF EXISTS lexical_blocks_%s', repository);
  DELETE FROM lexical_segments WHERE repository_id = repository;
  DELETE FROM symbol_definitions WHERE repository_id = repository;
  DELETE FROM symbol_references WHERE repository_id = repository;
  DELETE FROM vector_space_terms WHERE repository_id = repository;
  DELETE FROM vector_spaces WHERE repository_id = repository;
  DELETE FROM indexed_files WHERE repository_id = repository;
  DELETE FROM indexed_blobs WHERE repository_id = repository;
  DELETE FROM index_states WHERE repository_id = repository;
END $$;

-- Indexes of before: their next update reads them anew; until then they have no full text.
SELECT create_code_index(repository_id) FROM index_states;
