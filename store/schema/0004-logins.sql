-- desk.db, step 4: who came in over SSH. Never archive; kept LOGIN_DAYS.
CREATE TABLE login (
	id       INTEGER PRIMARY KEY AUTOINCREMENT, -- its byte in sessions.lock
	person   TEXT NOT NULL,
	key      TEXT NOT NULL,    -- SHA256:…; empty: it was not said
	origin   TEXT NOT NULL,    -- an IP address; empty: not known
	kind     TEXT NOT NULL,    -- workstation, fetch, refused, a command's name
	refused  TEXT,             -- the line that was, made visible and cut
	pid      INTEGER NOT NULL,
	start_ms INTEGER NOT NULL,
	end_ms   INTEGER,          -- NULL: it goes on, or was killed
	more     INTEGER NOT NULL  -- earlier ones of that day that are not kept
) STRICT;
CREATE INDEX login_person ON login (person, start_ms);
CREATE INDEX login_start ON login (start_ms);
CREATE INDEX login_open ON login (person) WHERE end_ms IS NULL;
