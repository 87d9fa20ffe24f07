INSERT INTO audit_log (id, happened_at, actor, action, subject, details, previous_hash, hash)
SELECT coalesce(max(id), 0) + 1, now(), 'kim', 'token.created', 'laptop', '{}', repeat('0', 64), repeat('1', 64) FROM audit_log;
