-- desk.db: what the archive does not hold. In the backup; changed by numbered
-- steps only, since nothing can make it again.

-- Text that is not in the archive: held by the gate, or not yet saved.
CREATE TABLE draft (
	op_id  TEXT PRIMARY KEY, -- of the record or the attempt that left it
	post   TEXT,             -- NULL until the record gave the post its id
	person TEXT NOT NULL,
	form   TEXT NOT NULL,    -- form.ini
	grade  TEXT NOT NULL,    -- asked for; empty: none was
	text   BLOB NOT NULL,
	at_ms  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX draft_post ON draft (post);
