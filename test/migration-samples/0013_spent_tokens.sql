INSERT INTO spent_tokens (repository_id, pull_number, day, tokens)
SELECT id, 9001, DATE '2026-01-02', 1234 FROM repositories LIMIT 1;
