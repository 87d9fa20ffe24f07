INSERT INTO deliveries (guid, event, payload) VALUES ('0b989ba4', 'pull_request', '{}');
INSERT INTO installations (id, account) VALUES (1, 'acme');
INSERT INTO repositories (github_id, installation_id, owner, name, default_branch)
VALUES (10, 1, 'acme', 'shop', 'main');
INSERT INTO repositories (name, local_path) VALUES ('shop', '/home/dev/shop');
INSERT INTO reviews (id, repository_id, pull_number, head_sha, trigger, state)
SELECT '6f1c0f0e-0f0e-4f0e-8f0e-0f0e0f0e0f0e', id, 7, 'c0ffee', 'webhook', 'posted'
FROM repositories WHERE github_id = 10;
INSERT INTO findings (review_id, state, path, side, start_line, line, title, source)
SELECT id, 'posted', 'src/cart.ts', 'RIGHT', 3, 4, 'The total is never rounded', 'expert' FROM reviews;
INSERT INTO commands (repository_id, pull_number, comment_kind, comment_id, author, verb)
SELECT id, 7, 'issue_comment', 99, 'kim', 'review' FROM repositories WHERE github_id = 10;
