INSERT INTO pull_requests (repository_id, number, paused_at, paused_by, summary_comment_id)
SELECT id, 7, now(), 'kim', 98 FROM repositories WHERE github_id = 10;
INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity, category, title, body, path, side, start_line, line, line_hashes, place, first_head_sha)
SELECT id, 7, 'f1', 'c1', 'expert', 'high', 'correctness', 'The total is never rounded', 'Cents get lost.', 'src/cart.ts', 'RIGHT', 3, 4, '{a1,b2}', 'inline', 'c0ffee'
FROM repositories WHERE github_id = 10;
INSERT INTO dismissals (repository_id, remark_id, pull_number, content_key, source, category, path, title, terms, reason, actor)
SELECT repository_id, id, 7, content_key, source, category, path, title, '{total}', 'prices are whole', 'kim' FROM remarks;
INSERT INTO memories (repository_id, text, paths, actor, pull_number)
SELECT id, 'Money is kept in cents.', '{src/**}', 'kim', 7 FROM repositories WHERE github_id = 10;
INSERT INTO filter_models (repository_id, weights, measures, is_in_use, reason)
SELECT id, '{}', '{}', false, 'too few outcomes' FROM repositories WHERE github_id = 10;
UPDATE findings SET remark_id = (SELECT id FROM remarks), content_key = 'c1', place = 'inline', votes = 2, passes = 3, verdict = 'keep', score = 0.8, features = '{}';
