-- Why a remark is resolved that nobody with the right to do so has resolved.
-- Valid on PostgreSQL 15+ and on PGlite.

-- without_permission: on GitHub by somebody without write access, as authors may; it goes on counting.
-- switched_off: its rule is no longer wanted; it is open again when the rule is. Null: anything else.
ALTER TABLE remarks ADD COLUMN resolution text
  CHECK (resolution IN ('without_permission', 'switched_off'));
