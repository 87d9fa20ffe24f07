UPDATE index_states
   SET generation = 2, read_with = 'facts 1', rebuilt_at = now(), started_at = now(),
       progress_at = now(), duration_ms = 1200;
INSERT INTO indexed_blobs (repository_id, blob_sha, language, facts_version, generation, lines, chunks)
SELECT id, 'b10b', 'typescript', 1, 2, 3, 1 FROM repositories;
