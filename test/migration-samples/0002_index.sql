SELECT create_code_index(id) FROM repositories;
INSERT INTO indexed_blobs (repository_id, blob_sha, language, facts_version)
SELECT id, 'b10b', 'typescript', 1 FROM repositories;
INSERT INTO indexed_files (repository_id, path, blob_id)
SELECT repository_id, 'src/cart.ts', id FROM indexed_blobs;
INSERT INTO chunks (repository_id, blob_id, ordinal, kind, scopes, start_line, end_line, text)
SELECT repository_id, id, 0, 'function', '{}', 1, 3, 'function total() {}' FROM indexed_blobs;
INSERT INTO symbol_definitions (repository_id, blob_id, name, kind, scopes, start_line, end_line, signature)
SELECT repository_id, id, 'total', 'function', '{}', 1, 3, 'function total()' FROM indexed_blobs;
INSERT INTO symbol_references (repository_id, blob_id, name, line, uses)
SELECT repository_id, id, 'total', 9, 2 FROM indexed_blobs;
INSERT INTO vector_spaces (repository_id, embedder, dimensions) SELECT id, 'fitted', 2 FROM repositories;
INSERT INTO vector_space_terms (repository_id, space_id, term, direction)
SELECT repository_id, id, 'total', '[1,0]' FROM vector_spaces;
INSERT INTO chunk_vectors (repository_id, space_id, blob_id, ordinal, embedding)
SELECT chunks.repository_id, vector_spaces.id, blob_id, ordinal, '[1,0]'
FROM chunks JOIN vector_spaces USING (repository_id);
