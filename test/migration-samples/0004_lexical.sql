INSERT INTO lexical_segments (repository_id, blob_ids, documents, is_live)
SELECT repository_id, ARRAY[id], 1, true FROM indexed_blobs;
INSERT INTO lexical_blocks (repository_id, segment_id, number, first_term, bytes)
SELECT repository_id, id, 0, NULL, '\x00' FROM lexical_segments;
