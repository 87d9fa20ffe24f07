UPDATE pull_requests SET closed_at = now() - interval '2 days' WHERE number = 7;
UPDATE remarks SET said_at = now();
