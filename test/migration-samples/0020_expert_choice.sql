UPDATE reviews SET chosen_model = 'review@2026-11-22', fallback_reason = 'the model server has no such adapter';
