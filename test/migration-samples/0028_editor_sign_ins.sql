INSERT INTO editor_sign_ins (request_hash, client_name, scopes, redirect_uri, state, code_challenge, code_hash, person_id, expires_at)
SELECT '\x03', 'Visual Studio Code', '{complete}', 'vscode://devflow.devflow-vscode/signed-in', 's', 'c', '\x04', id, now() FROM people LIMIT 1;
