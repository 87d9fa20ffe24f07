INSERT INTO vector_spaces (repository_id, embedder, dimensions, is_indexed)
SELECT id, 'static:0123456789ab', 2, true FROM repositories;
INSERT INTO chunk_vectors (repository_id, space_id, blob_id, ordinal, embedding, text_hash)
SELECT chunks.repository_id, vector_spaces.id, blob_id, ordinal, '[1,0]', '\x0123'
FROM chunks JOIN vector_spaces USING (repository_id);
