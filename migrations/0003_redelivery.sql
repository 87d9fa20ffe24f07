-- What the bot remembers about deliveries that GitHub could not make.
-- Valid on PostgreSQL 15+ and on PGlite.

-- Up to which time GitHub's list of deliveries was looked through.
CREATE TABLE sweep_marks (
  sweep text PRIMARY KEY,
  done_until timestamptz NOT NULL
);

-- How often we asked GitHub for a delivery again: one that always fails must not go round for days.
CREATE TABLE redeliveries (
  guid text PRIMARY KEY,
  attempts integer NOT NULL DEFAULT 1,
  asked_at timestamptz NOT NULL DEFAULT now()
);
