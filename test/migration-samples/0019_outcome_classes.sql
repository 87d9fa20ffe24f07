UPDATE outcome_signals SET classified_by = 'review@2026-10-01' WHERE kind = 'reply_disagreed';
