UPDATE expert_drafts SET path = path;
