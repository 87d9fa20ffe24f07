INSERT INTO github_logins (login, github_id, pinned_at) VALUES ('octocat', 583231, now())
ON CONFLICT (login) DO UPDATE SET other_id = 9, other_seen_at = now();
