-- Vectors: half floats, a cache by text, and an index for large repositories.
-- Valid on PostgreSQL 15+ and on PGlite, both with pgvector 0.8 or newer.

DO $$
BEGIN
  IF to_regtype('halfvec') IS NULL THEN
    RAISE EXCEPTION 'pgvector is older than 0.8: install a newer one and run ALTER EXTENSION vector UPDATE';
  END IF;
END $$;

-- Spaces were fitted to their repository; now every embedder places text by itself. The vectors of
-- before go: until their next update, repositories are searched by full text.
UPDATE index_states SET space_id = NULL;
TRUNCATE chunk_vectors;
DELETE FROM vector_spaces;
DROP TABLE vector_space_terms;
ALTER TABLE vector_spaces
  DROP COLUMN fitted_chunks,
  DROP COLUMN fitted_unknown_share,
  DROP COLUMN folded_terms,
  DROP COLUMN folded_unknown_terms,
  -- True when the space's vectors have a complete HNSW index of their own.
  ADD COLUMN is_indexed boolean NOT NULL DEFAULT false;

ALTER TABLE chunk_vectors
  -- Half the size. Rounded before they are stored, so that every engine has the same numbers.
  ALTER COLUMN embedding TYPE halfvec USING embedding::halfvec,
  -- The first half of the SHA-256 of what was embedded. Null where embedding anew is as cheap.
  ADD COLUMN text_hash bytea;
CREATE INDEX chunk_vectors_by_text ON chunk_vectors (repository_id, space_id, text_hash)
  WHERE text_hash IS NOT NULL;

-- The live chunks nearest to a question in some repositories, each by the index of its own
-- partition. Without an index the partition is read through. `effort` is HNSW's ef_search.
CREATE FUNCTION nearest_chunks(
  repositories bigint[], spaces bigint[], question halfvec, wanted integer, effort integer
) RETURNS TABLE (repository_id bigint, blob_id bigint, ordinal integer, similarity real)
LANGUAGE plpgsql AS $$
DECLARE
  place integer;
BEGIN
  -- Until the end of the statement. Chunks out of use are passed over, so the scan goes on until it
  -- has enough. Without enable_sort the planner takes the index, which has the order already.
  PERFORM set_config('hnsw.ef_search', effort::text, true),
          set_config('hnsw.iterative_scan', 'relaxed_order', true),
          set_config('enable_sort', 'off', true),
          set_config('jit', 'off', true);
  FOR place IN 1 .. coalesce(array_length(repositories, 1), 0) LOOP
    RETURN QUERY EXECUTE format(
      'SELECT %1$s::bigint, v.blob_id, v.ordinal,
              -(v.embedding::halfvec(%3$s) <#> $1::halfvec(%3$s))::real
         FROM chunk_vectors_%1$s v
        WHERE v.space_id = %2$s
          AND EXISTS (SELECT FROM indexed_files f
                       WHERE f.repository_id = %1$s AND f.blob_id = v.blob_id)
        ORDER BY v.embedding::halfvec(%3$s) <#> $1::halfvec(%3$s)
        LIMIT $2',
      repositories[place], spaces[place], vector_dims(question))
    USING question, wanted;
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
  DELETE FROM vector_spaces WHERE repository_id = repository;
  DELETE FROM indexed_files WHERE repository_id = repository;
  DELETE FROM indexed_blobs WHERE repository_id = repository;
  DELETE FROM index_states WHERE repository_id = repository;
END $$;
