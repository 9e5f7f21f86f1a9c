-- desk.db, step 6: which keys may bring their person's ssh-agent along.

-- A key is one person's for good, so its print says whose. It opens the host to
-- that agent and proves nothing: no record. Lost, it is off for everybody.
CREATE TABLE forward (
	fingerprint TEXT PRIMARY KEY -- SHA256:…
) STRICT, WITHOUT ROWID;
