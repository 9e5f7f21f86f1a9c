-- desk.db: what the archive does not hold. In the backup; changed by numbered
-- steps only, since nothing can make it again (DRAFT_VERSION in store/draft.h).
-- Step 2; 0003-editor.sql and those after it follow.

-- Text that is not in the archive: held by the gate.
CREATE TABLE draft (
	id     INTEGER PRIMARY KEY,
	op_id  TEXT NOT NULL,    -- of the record or the attempt that left it
	post   TEXT,             -- NULL until the record gave the post its id
	person TEXT NOT NULL,
	form   TEXT NOT NULL,    -- form.ini
	grade  TEXT NOT NULL,    -- asked for; empty: none was
	text   BLOB NOT NULL,
	at_ms  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX draft_post ON draft (post);
-- An op-id is its person's, and finds only what has no post yet.
CREATE UNIQUE INDEX draft_op_id ON draft (person, op_id) WHERE post IS NULL;
