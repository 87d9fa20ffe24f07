UPDATE findings SET draft_number = 1;
