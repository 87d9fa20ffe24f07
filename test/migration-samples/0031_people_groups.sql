UPDATE people SET groups = '{engineering}', left_at = now();
UPDATE device_grants SET address = '192.0.2.7';
INSERT INTO provider_grants (person_id, sealed, checked_at) SELECT id, '\x00', now() FROM people;
