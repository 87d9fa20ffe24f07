UPDATE symbol_definitions SET supertypes = '{Priced}';
INSERT INTO recent_commits (repository_id, sha, position, paths)
SELECT repository_id, 'c0ffee', 1, '{src/cart.ts,test/cart.test.ts}' FROM index_states;
INSERT INTO review_comments (repository_id, fingerprint, author, path, start_line, end_line, hunk, terms, body)
SELECT id, 'f1', 'devflow', 'src/cart.ts', 1, 3, '+ return total', '{total}', 'An empty cart has no total.'
FROM repositories;
