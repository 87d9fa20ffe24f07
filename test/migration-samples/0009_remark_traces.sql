UPDATE remarks SET before_hashes = '{b1}', after_hashes = '{a1}', terms = '{w:total,c:cart}', said_at = now();
UPDATE findings SET excerpt = 'const total = 1;';
UPDATE reviews SET is_full = true, is_check_run_open = true;
