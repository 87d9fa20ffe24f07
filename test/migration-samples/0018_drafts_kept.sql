-- A maintainer gave a held finding other words.
UPDATE findings
   SET drafted_title = title, drafted_body = body, title = 'Round the total', edited_by = 'kim'
 WHERE source = 'expert';
