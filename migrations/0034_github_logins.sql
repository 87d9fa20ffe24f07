-- GitHub logins change hands: the account that one was when it first gave somebody access stays the only one.
-- Valid on PostgreSQL 15+ and on PGlite.

CREATE TABLE github_logins (
  -- In small letters.
  login text PRIMARY KEY,
  github_id bigint NOT NULL,
  pinned_at timestamptz NOT NULL,
  -- Another account that GitHub said has it since, and when that was first seen; null: none was.
  other_id bigint,
  other_seen_at timestamptz
);

INSERT INTO github_logins (login, github_id, pinned_at)
SELECT DISTINCT ON (lower(github_login)) lower(github_login), github_id, coalesce(signed_in_at, created_at)
  FROM people
 WHERE github_login IS NOT NULL AND github_id IS NOT NULL
 ORDER BY lower(github_login), signed_in_at DESC NULLS LAST;
