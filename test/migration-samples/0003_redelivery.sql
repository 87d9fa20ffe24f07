INSERT INTO sweep_marks (sweep, done_until) VALUES ('deliveries', now());
INSERT INTO redeliveries (guid) VALUES ('0b989ba4');
