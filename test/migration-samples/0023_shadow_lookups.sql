UPDATE shadow_drafts SET duration_ms = duration_ms;
