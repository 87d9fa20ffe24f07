-- What long pull requests and busy repositories look up by.
-- Valid on PostgreSQL 15+ and on PGlite.

-- A remark that is deleted or dismissed again looks for its dismissals.
CREATE INDEX dismissals_of_remark ON dismissals (remark_id) WHERE remark_id IS NOT NULL;
-- Posted before there were remarks: every review looks for them, and nearly all findings have one.
CREATE INDEX findings_without_remark ON findings (review_id)
  WHERE state = 'posted' AND remark_id IS NULL;
