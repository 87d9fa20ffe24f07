-- What metrics and training need beside the use itself. Valid on PostgreSQL 15+ and on PGlite.

-- From sending the request to its answer, as the editor measured it; with `view`.
ALTER TABLE completion_events ADD COLUMN client_ms real;

-- Lines of the change that an answer proposed; null where it proposed none.
ALTER TABLE assist_uses ADD COLUMN lines_added integer;
ALTER TABLE assist_uses ADD COLUMN lines_deleted integer;

-- False: nothing that this person writes or is shown is kept, even where texts are.
ALTER TABLE people ADD COLUMN may_keep_content boolean NOT NULL DEFAULT true;

CREATE INDEX kept_contents_person ON kept_contents (person_id);
CREATE INDEX kept_contents_repository ON kept_contents (repository_id);
