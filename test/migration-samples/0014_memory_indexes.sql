SELECT count(*) FROM dismissals;
