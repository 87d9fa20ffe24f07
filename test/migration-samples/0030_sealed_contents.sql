UPDATE kept_contents SET key_id = 'a1b2c3d4e5f60718';
