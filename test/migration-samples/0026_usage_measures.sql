UPDATE completion_events SET client_ms = 212;
UPDATE assist_uses SET lines_added = 4, lines_deleted = 1;
UPDATE people SET may_keep_content = false;
