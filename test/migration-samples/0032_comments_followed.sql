UPDATE pull_requests SET comments_read_at = now();
