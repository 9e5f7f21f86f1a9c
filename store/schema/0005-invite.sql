-- desk.db, step 5: invitations to bind a key. The key itself is a record.

-- A person's open invitation is the one that has not ended.
CREATE TABLE invite (
	id       TEXT PRIMARY KEY,  -- op-id of the record that uses the code up
	person   TEXT NOT NULL,
	inviter  TEXT NOT NULL,     -- whose right it is
	code     TEXT NOT NULL,     -- SHA-256 of it, in hex; never the code
	from_ms  INTEGER NOT NULL,
	until_ms INTEGER NOT NULL,
	ended_ms INTEGER            -- used, or taken back; NULL: neither
) STRICT;
CREATE UNIQUE INDEX invite_code ON invite (code);
CREATE UNIQUE INDEX invite_open ON invite (person) WHERE ended_ms IS NULL;

-- Every answer to the prompt for a code, kept for half a year.
CREATE TABLE invite_try (
	at_ms       INTEGER NOT NULL, -- of the first, where there were more
	address     TEXT NOT NULL,    -- where it came from
	fingerprint TEXT NOT NULL,    -- of the key that asked
	outcome     TEXT NOT NULL,    -- right, wrong; refused: not looked at
	person      TEXT,             -- right: whose invitation it was
	times       INTEGER NOT NULL  -- refused: how often within the hour
) STRICT;
CREATE INDEX invite_try_at ON invite_try (at_ms);
