UPDATE commands SET written_at = now(), answer = '{"state": "done", "outcome": "help", "text": "Commands"}';
