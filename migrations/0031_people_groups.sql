-- What somebody may do follows from their groups, which are looked at again between sign-ins.

-- As the provider listed them last; null: not known, role and teams stay as they are until the next sign-in.
ALTER TABLE people ADD COLUMN groups text[];
-- Since when they may not come in by their groups, or the provider does not know them any more.
ALTER TABLE people ADD COLUMN left_at timestamptz;

-- Where the request for the code came from, for the person who is asked to allow it.
ALTER TABLE device_grants ADD COLUMN address text;

-- What asks the provider again without the person: its refresh token, encrypted by a key that is not in here.
CREATE TABLE provider_grants (
  person_id bigint PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
  sealed bytea NOT NULL,
  checked_at timestamptz NOT NULL,
  -- One process asks at a time: providers end what is used twice.
  leased_until timestamptz
);
