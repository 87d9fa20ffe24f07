-- Entries of the audit log stay as they are. Valid on PostgreSQL 15+ and on PGlite.
-- This stops mistakes, and whoever may write rows but does not own the table. An owner or a superuser
-- can switch triggers off: that shows in the chain of hashes, and cutting off the end against an anchor.

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'entries of the audit log are neither changed nor removed'
    USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_log_rows_stay BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_log_stays BEFORE TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
-- Also in a session that replays another server's changes.
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_rows_stay;
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_stays;

CREATE INDEX audit_log_happened_at ON audit_log (happened_at);
CREATE INDEX audit_log_configuration ON audit_log (subject, id DESC)
  WHERE action = 'configuration.changed';
