INSERT INTO audit_log (id, happened_at, actor, action, subject, details, previous_hash, hash)
SELECT coalesce(max(id), 0) + 1, now(), 'kim', 'token.created', 'laptop', '{"n":1e+229}', repeat('1', 64), repeat('2', 64) FROM audit_log;
