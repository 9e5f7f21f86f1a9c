-- desk.db, step 7: passwords, where the policy asks for them. Never archive.

CREATE TABLE password (
	person TEXT PRIMARY KEY,
	hash   TEXT NOT NULL,    -- Argon2id with its salt and cost (store/crypto.h)
	set_ms INTEGER NOT NULL,
	once   INTEGER NOT NULL  -- 1: made up for the person, who must set another
) STRICT, WITHOUT ROWID;

-- What was done with them, in order; never one of them, right or wrong.
CREATE TABLE password_log (
	id     INTEGER PRIMARY KEY AUTOINCREMENT,
	person TEXT NOT NULL, -- whose
	actor  TEXT NOT NULL, -- who did it
	at_ms  INTEGER NOT NULL,
	event  TEXT NOT NULL  -- set, reset, right, wrong, locked
) STRICT;
CREATE INDEX password_log_person ON password_log (person, id);
