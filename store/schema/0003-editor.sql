-- desk.db, step 3: what an editor and a review remember. Never archive.

-- What stands in an editor and is not recorded. Fields as they were typed, half
-- a date too: so no form.ini, which would have to be a good one.
CREATE TABLE autosave (
	id          INTEGER PRIMARY KEY AUTOINCREMENT, -- never another text's
	post        TEXT,          -- NULL: it has no id yet
	person      TEXT NOT NULL, -- who typed it, and alone may read it
	base        TEXT NOT NULL, -- content id it was made from; empty: none
	title       TEXT NOT NULL,
	summary     TEXT,          -- NULL here and below: absent
	column_id   TEXT,
	channels    TEXT NOT NULL, -- a, b
	audience    TEXT,
	publish_at  TEXT,
	attachments TEXT NOT NULL, -- form.ini of the attachments alone
	grade       TEXT NOT NULL, -- asked for; empty: none was
	text        BLOB NOT NULL,
	waivers     TEXT NOT NULL, -- RULE=REASON on a line each
	at_ms       INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX autosave_post ON autosave (person, post)
	WHERE post IS NOT NULL;
CREATE INDEX autosave_person ON autosave (person, at_ms, id);

-- The revisions of a post a person had on the screen.
CREATE TABLE seen (
	person   TEXT NOT NULL,
	post     TEXT NOT NULL,
	revision INTEGER NOT NULL,
	earlier  INTEGER NOT NULL, -- the one seen or decided on before; 0: none
	PRIMARY KEY (person, post, revision)
) STRICT, WITHOUT ROWID;
