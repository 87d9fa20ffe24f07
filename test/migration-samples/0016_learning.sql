UPDATE pull_requests SET author = 'mia', merged_at = now(), last_head_sha = 'c0ffee', outcomes_read_at = now();
INSERT INTO outcome_signals (repository_id, remark_id, kind, source_key, actor, strength, detail, happened_at)
SELECT repository_id, id, 'reply_disagreed', '4711', 'kim', -0.6, 'prices are whole', now() FROM remarks;
INSERT INTO remark_outcomes (remark_id, repository_id, label, decided_by, strength, is_addressed, is_final, decided_at)
SELECT id, repository_id, 'unwanted', 'reply_disagreed', -0.6, false, true, now() FROM remarks;
INSERT INTO expert_drafts (repository_id, review_id, prompt_sha256, path, input, answer, model)
SELECT repository_id, id, 'ab12', 'src/cart.ts', '\x00', '\x00', 'review@2026-10-01' FROM reviews LIMIT 1;
UPDATE findings SET expert_draft_id = (SELECT id FROM expert_drafts), quote = 'return total;' WHERE source = 'expert';
INSERT INTO backfills (repository_id, state, cursor, pulls_done, pulls_total, comments)
SELECT id, 'running', 'Y3Vyc29y', 100, 2000, 312 FROM repositories WHERE github_id = 10;
INSERT INTO past_pulls (repository_id, number, title, description, author, base_sha, head_sha, merge_sha, created_at, merged_at)
SELECT id, 3, 'Round totals', '', 'mia', 'b', 'c0ffee', 'd', now(), now() FROM repositories WHERE github_id = 10;
INSERT INTO human_comments (repository_id, pull_number, github_comment_id, author, is_bot, author_association, body, path, side, start_line, line, commit_sha, hunk, is_resolved, lines_changed, is_by_pull_author, created_at)
SELECT id, 3, 555, 'kim', false, 'MEMBER', 'Please round here.', 'src/cart.ts', 'RIGHT', 3, 4, 'c0ffee', '@@ -1 +1 @@', true, true, false, now()
FROM repositories WHERE github_id = 10;
INSERT INTO exports (id, destination, state) VALUES ('2026-11-22T020000Z', '/var/lib/devflow/exports', 'complete');
INSERT INTO adapters (name, expert, base_model, path, sha256, export_id, data_manifest, metrics, state, reason)
VALUES ('review@2026-11-22', 'review', 'llama-2-13b', '/adapters/review@2026-11-22', 'ff00', '2026-11-22T020000Z', '{}', '{}', 'rolling', 'better than the one before it');
INSERT INTO rollouts (expert, adapter, baseline, stage, canary_share)
VALUES ('review', 'review@2026-11-22', 'devflow-review', 'shadow', 0.2);
INSERT INTO shadow_drafts (rollout_id, review_id, repository_id, findings, duration_ms)
SELECT rollouts.id, reviews.id, reviews.repository_id, '[]', 900 FROM rollouts, reviews LIMIT 1;
INSERT INTO audit_log (id, happened_at, actor, action, subject, details, previous_hash, hash)
VALUES (1, now(), 'kim', 'rollout.started', 'review@2026-11-22', '{}', '', 'aa');
