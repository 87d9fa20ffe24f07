INSERT INTO people (issuer, subject, display_name, email, github_login, role, teams)
VALUES ('https://id.example.com', 'u-17', 'Mia', 'mia@example.com', 'mia', 'developer', '{payments}');
INSERT INTO access_tokens (person_id, kind, name, token_hash, scopes, expires_at)
SELECT id, 'personal', 'laptop', '\x00ff', '{complete,assist}', now() + interval '90 days' FROM people;
INSERT INTO sign_ins (state_hash, provider, code_verifier, nonce, return_to, expires_at)
VALUES ('\x01', 'https://id.example.com', 'v', 'n', '/', now());
INSERT INTO device_grants (device_code_hash, user_code, client_name, scopes, interval_ms, expires_at)
VALUES ('\x02', 'BCDF-GHJK', 'Visual Studio Code', '{complete}', 5000, now());
INSERT INTO assistant_quotas (day, person_id, requests, tokens) SELECT '2026-11-22', id, 10, 4000 FROM people;
