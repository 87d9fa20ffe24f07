UPDATE sign_ins SET address = '203.0.113.7';
UPDATE editor_sign_ins SET address = '2001:db8::7';
