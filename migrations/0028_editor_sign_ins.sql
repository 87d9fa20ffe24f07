-- An editor that waits for its person to sign in with the browser of the same machine (RFC 7636, RFC 9126).
CREATE TABLE editor_sign_ins (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  -- SHA-256 of what stands in the page's address.
  request_hash bytea NOT NULL UNIQUE,
  client_name text NOT NULL,
  scopes text[] NOT NULL,
  -- Where the code goes: an address of the editor, which was checked when it was asked.
  redirect_uri text NOT NULL,
  state text NOT NULL,
  code_challenge text NOT NULL,
  -- SHA-256 of the code, once a person allowed it.
  code_hash bytea UNIQUE,
  person_id bigint REFERENCES people (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX editor_sign_ins_expires_at ON editor_sign_ins (expires_at);
