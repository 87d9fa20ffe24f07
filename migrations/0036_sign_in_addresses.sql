-- Where a sign-in was begun, so that whoever begins thousands takes the room of nobody else.
-- Valid on PostgreSQL 15+ and on PGlite.

ALTER TABLE sign_ins ADD COLUMN address text;
ALTER TABLE editor_sign_ins ADD COLUMN address text;
