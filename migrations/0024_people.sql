-- Who may ask the gateway, and with what. Valid on PostgreSQL 15+ and on PGlite.

-- A person as an identity provider names them; `local` is whoever runs the machine.
CREATE TABLE people (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The issuer's URL, `github` or `local`.
  issuer text NOT NULL,
  subject text NOT NULL,
  display_name text NOT NULL,
  email text,
  -- Asked of GitHub before any code is shown. Only from a claim that the settings trust, or from GitHub's own sign-in.
  github_login text,
  github_id bigint,
  role text NOT NULL DEFAULT 'developer' CHECK (role IN ('developer', 'lead', 'admin')),
  teams text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  signed_in_at timestamptz,
  disabled_at timestamptz,
  UNIQUE (issuer, subject)
);

CREATE TABLE access_tokens (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  person_id bigint NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  -- personal: made by hand; editor: by a device or browser sign-in of an editor or the command line.
  kind text NOT NULL CHECK (kind IN ('personal', 'editor', 'browser')),
  name text NOT NULL,
  -- SHA-256 of the token, which itself is shown once and stored nowhere.
  token_hash bytea NOT NULL UNIQUE,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  last_used_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX access_tokens_person ON access_tokens (person_id);

-- A sign-in under way in a browser; a row is used once.
CREATE TABLE sign_ins (
  state_hash bytea PRIMARY KEY,
  provider text NOT NULL,
  code_verifier text NOT NULL,
  nonce text NOT NULL,
  -- Where the browser goes afterwards: a path of ours, or an editor's own address.
  return_to text NOT NULL,
  device_grant_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX sign_ins_expires_at ON sign_ins (expires_at);

-- A device or command line that waits for a person to allow it (RFC 8628).
CREATE TABLE device_grants (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  device_code_hash bytea NOT NULL UNIQUE,
  user_code text NOT NULL UNIQUE,
  client_name text NOT NULL,
  scopes text[] NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'allowed', 'denied', 'used')),
  person_id bigint REFERENCES people (id) ON DELETE CASCADE,
  interval_ms integer NOT NULL,
  last_polled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX device_grants_expires_at ON device_grants (expires_at);

-- What a person used on a day, for the quotas of people and teams.
CREATE TABLE assistant_quotas (
  day date NOT NULL,
  person_id bigint NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  requests integer NOT NULL DEFAULT 0,
  tokens bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (day, person_id)
);
