INSERT INTO exports (id, destination, state, owner, alive_at)
VALUES ('2026-11-23T020000Z', '/var/lib/devflow/exports', 'running', 'ci-host:4711', now());
