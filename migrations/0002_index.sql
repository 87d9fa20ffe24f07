-- The code index: what a repository's tree holds, content-addressed by git blob.
-- Valid on PostgreSQL 15+ and on PGlite, both with pgvector.
--
-- Facts hang on blobs, `indexed_files` says which blobs are live. A rename moves one row of
-- `indexed_files`; a push adds the blobs never seen. Every table carries repository_id and every
-- query names it.

CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE index_states (
  repository_id bigint PRIMARY KEY REFERENCES repositories (id) ON DELETE CASCADE,
  -- The commit that searches reflect. Null until the first update has ended.
  commit_sha text,
  -- Counts up whenever the live state changes: the key of caches.
  version bigint NOT NULL DEFAULT 0,
  -- The vectors that searches use. Null: full text only.
  space_id bigint,
  files integer NOT NULL DEFAULT 0,
  chunks integer NOT NULL DEFAULT 0,
  -- Blobs read and blobs to read of the running update. Null when none runs.
  progress_done integer,
  progress_total integer,
  -- Why the last update failed. Null after one that ended well.
  last_error text,
  updated_at timestamptz
);

-- A blob whose facts are stored completely. The same bytes read as another language, or by another
-- version of the reader, are another row.
CREATE TABLE indexed_blobs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  blob_sha text NOT NULL,
  language text NOT NULL,
  facts_version integer NOT NULL,
  -- Why its content is not indexed (binary, minified, generated). Null for indexed ones.
  skip_reason text,
  imports text[] NOT NULL DEFAULT '{}',
  -- Since when no live file has this content. Null while one has. Swept a week later.
  unused_since timestamptz DEFAULT now(),
  UNIQUE (repository_id, blob_sha, language, facts_version)
);

-- The live tree.
CREATE TABLE indexed_files (
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  path text NOT NULL,
  blob_id bigint NOT NULL,
  PRIMARY KEY (repository_id, path)
);
CREATE INDEX indexed_files_of_blob ON indexed_files (repository_id, blob_id);

-- One partition per repository: a shared vector index with a repository filter loses neighbours,
-- and dropping a repository is dropping a table.
CREATE TABLE chunks (
  repository_id bigint NOT NULL,
  blob_id bigint NOT NULL,
  ordinal integer NOT NULL,
  kind text NOT NULL,
  symbol text,
  scopes text[] NOT NULL,
  start_line integer NOT NULL,
  end_line integer NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (repository_id, blob_id, ordinal)
) PARTITION BY LIST (repository_id);

CREATE TABLE symbol_definitions (
  repository_id bigint NOT NULL,
  blob_id bigint NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  scopes text[] NOT NULL,
  start_line integer NOT NULL,
  end_line integer NOT NULL,
  signature text NOT NULL
);
CREATE INDEX symbol_definitions_by_name ON symbol_definitions (repository_id, name);
CREATE INDEX symbol_definitions_of_blob ON symbol_definitions (repository_id, blob_id);

-- One row per blob, name and enclosing definition: its first line and how often it is used there.
CREATE TABLE symbol_references (
  repository_id bigint NOT NULL,
  blob_id bigint NOT NULL,
  name text NOT NULL,
  enclosing text,
  line integer NOT NULL,
  uses integer NOT NULL
);
CREATE INDEX symbol_references_by_name ON symbol_references (repository_id, name);
CREATE INDEX symbol_references_of_blob ON symbol_references (repository_id, blob_id);

-- Vectors of different spaces are never compared: another embedder, or another fit, is another space.
CREATE TABLE vector_spaces (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  embedder text NOT NULL,
  dimensions integer NOT NULL,
  -- What a fitted space was fitted on, to know when it has grown stale.
  fitted_chunks integer NOT NULL DEFAULT 0,
  fitted_unknown_share real NOT NULL DEFAULT 0,
  folded_terms bigint NOT NULL DEFAULT 0,
  folded_unknown_terms bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX vector_spaces_of_repository ON vector_spaces (repository_id);

-- The basis of a fitted space: a text's vector is the weighted sum of its terms' directions.
CREATE TABLE vector_space_terms (
  repository_id bigint NOT NULL,
  space_id bigint NOT NULL,
  term text NOT NULL,
  direction vector NOT NULL,
  PRIMARY KEY (space_id, term)
);

CREATE TABLE chunk_vectors (
  repository_id bigint NOT NULL,
  space_id bigint NOT NULL,
  blob_id bigint NOT NULL,
  ordinal integer NOT NULL,
  -- Of length 1, or 0 for a text without a known term.
  embedding vector NOT NULL,
  PRIMARY KEY (repository_id, space_id, blob_id, ordinal)
) PARTITION BY LIST (repository_id);

-- ATTACH takes a lock that lets other repositories read on; CREATE TABLE … PARTITION OF does not.
CREATE FUNCTION create_code_index(repository bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  parent text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('create_code_index'));
  INSERT INTO index_states (repository_id) VALUES (repository) ON CONFLICT DO NOTHING;
  FOREACH parent IN ARRAY ARRAY['chunks', 'chunk_vectors'] LOOP
    IF to_regclass(format('%s_%s', parent, repository)) IS NULL THEN
      EXECUTE format('CREATE TABLE %s_%s (LIKE %s INCLUDING ALL)', parent, repository, parent);
      EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s_%s FOR VALUES IN (%s)',
        parent, parent, repository, repository);
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION drop_code_index(repository bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DROP TABLE IF EXISTS chunks_%s', repository);
  EXECUTE format('DROP TABLE IF EXISTS chunk_vectors_%s', repository);
  DELETE FROM symbol_definitions WHERE repository_id = repository;
  DELETE FROM symbol_references WHERE repository_id = repository;
  DELETE FROM vector_space_terms WHERE repository_id = repository;
  DELETE FROM vector_spaces WHERE repository_id = repository;
  DELETE FROM indexed_files WHERE repository_id = repository;
  DELETE FROM indexed_blobs WHERE repository_id = repository;
  DELETE FROM index_states WHERE repository_id = repository;
END $$;

-- Whoever deletes a repository deletes its index with it.
CREATE FUNCTION drop_code_index_of_deleted_repository() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM drop_code_index(OLD.id);
  RETURN OLD;
END $$;
CREATE TRIGGER repositories_drop_code_index BEFORE DELETE ON repositories
  FOR EACH ROW EXECUTE FUNCTION drop_code_index_of_deleted_repository();
