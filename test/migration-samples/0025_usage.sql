INSERT INTO served_completions (id, person_id, language, editor, trigger, source, expert, model, prefix_chars, suffix_chars, choices, total_ms)
SELECT 'cmpl-1', id, 'typescript', 'vscode/1.107', 'automatic', 'expert', 'typescript', 'qwen2.5-coder-7b', 120, 40, '[{"index":0,"chars":12,"lines":1}]', 180 FROM people;
INSERT INTO completion_events (completion_id, person_id, kind, choice_index, view_id, elapsed_ms)
SELECT 'cmpl-1', id, 'view', 0, 'view-1', 0 FROM people;
INSERT INTO assist_uses (id, person_id, feature, editor, total_ms, outcome)
SELECT 'asst-1', id, 'explain', 'vscode/1.107', 900, 'answered' FROM people;
INSERT INTO kept_contents (id, person_id, content, expires_at)
SELECT 'cmpl-1', id, '\x00', now() + interval '30 days' FROM people;
