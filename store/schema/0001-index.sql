-- sanshen.db: the index. Every row is derived from the archive's records; the
-- file may be deleted at any time (DESIGN section 4). Version: INDEX_VERSION in
-- store/index.c; a new number simply rebuilds.

-- Where the index stands.
CREATE TABLE meta (
	key   TEXT PRIMARY KEY, -- last: commit applied last; number: records so far;
	                        -- policy, people, units: trees of the papers
	value TEXT NOT NULL
) STRICT;

-- What is in force at `last`: the files of policy/, people/ and units/, and
-- allowed_signers. To show things by; whoever records reads the archive.
CREATE TABLE paper (
	path TEXT PRIMARY KEY, -- people/lin.ini
	text TEXT NOT NULL
) STRICT;

-- Each policy that a record names, by the id of its tree.
CREATE TABLE policy_text (
	tree TEXT PRIMARY KEY,
	text TEXT NOT NULL
) STRICT;

-- One row a first-parent commit of main.
CREATE TABLE record (
	number    INTEGER PRIMARY KEY,  -- from 1, in order
	commit_id TEXT NOT NULL UNIQUE, -- on main
	event     TEXT NOT NULL,        -- core/event.h
	post      TEXT,
	revision  INTEGER NOT NULL,     -- 0: none
	content   TEXT NOT NULL,        -- git tree id; empty: none
	step      TEXT,
	actor     TEXT NOT NULL,
	role      TEXT,                 -- ROLE@UNIT
	at_ms     INTEGER NOT NULL,     -- the record's At
	op_id     TEXT NOT NULL UNIQUE,
	decision  TEXT NOT NULL,        -- side commit of a decision; empty: none
	personal  INTEGER NOT NULL      -- 1: signed by the person's own key
) STRICT;
CREATE INDEX record_post ON record (post, number);

-- A post as its records add up to it (core/post.h).
CREATE TABLE post (
	id            TEXT PRIMARY KEY,
	title         TEXT NOT NULL, -- empty while held
	column_id     TEXT NOT NULL,
	unit          TEXT NOT NULL,
	provider      TEXT NOT NULL,
	grade         TEXT NOT NULL,
	work          TEXT NOT NULL, -- work_id()
	public_state  TEXT NOT NULL, -- public_id()
	publish_at_ms INTEGER NOT NULL, -- not before; 0: any time
	submitted     INTEGER NOT NULL, -- 1: was handed in at least once
	policy        TEXT NOT NULL, -- tree id as of the submission; empty before
	created_ms    INTEGER NOT NULL,
	route         TEXT NOT NULL,    -- id of the route it takes; empty before
	corrected     INTEGER NOT NULL, -- 1: a correction was published
	settle_ms     INTEGER NOT NULL, -- frozen: to be decided by then; 0: none
	successor     TEXT NOT NULL,    -- superseded by; empty
	proposal      TEXT NOT NULL,    -- content id of a text proposed; empty
	proposal_by   TEXT NOT NULL,
	proposal_revision INTEGER NOT NULL, -- instead of which
	form          TEXT NOT NULL     -- form.ini of the present revision
) STRICT;
CREATE INDEX post_work ON post (work, id);
-- A provider's shelves, newest first.
CREATE INDEX post_provider ON post (provider, work, public_state, created_ms, id);

CREATE TABLE revision (
	post           TEXT NOT NULL,
	number         INTEGER NOT NULL, -- from 1
	content        TEXT NOT NULL,    -- git tree id
	content_sha256 TEXT NOT NULL,
	commit_id      TEXT NOT NULL,    -- the record: parent of its side commits
	event          TEXT NOT NULL,    -- new, save, release, correct
	person         TEXT NOT NULL,    -- who wrote it down
	at_ms          INTEGER NOT NULL,
	PRIMARY KEY (post, number)
) STRICT;

-- The route since the last submission, in order.
CREATE TABLE step (
	post     TEXT NOT NULL,
	position INTEGER NOT NULL, -- from 0
	step     TEXT NOT NULL,    -- id in the policy
	title    TEXT NOT NULL,
	role     TEXT NOT NULL,    -- of who signed; before, of the first level
	unit     TEXT NOT NULL,
	state    TEXT NOT NULL,    -- step_state_id()
	person   TEXT,             -- who signed
	at_ms    INTEGER NOT NULL, -- of the signature; 0: none
	due_ms   INTEGER NOT NULL, -- deadline once open; 0: none
	needs    INTEGER NOT NULL, -- of a joint step: signatures in all its rows
	host     TEXT,             -- the step that a row added on the way serves
	by       TEXT,             -- who opened, added or handed it on
	assignee TEXT,             -- who alone shall sign it
	PRIMARY KEY (post, position)
) STRICT;

-- Every decision ever made on a post, in order; voided ones too.
CREATE TABLE signoff (
	post      TEXT NOT NULL,
	position  INTEGER NOT NULL, -- from 0
	step      TEXT NOT NULL,
	role      TEXT NOT NULL,
	unit      TEXT NOT NULL,
	person    TEXT NOT NULL,
	decision  TEXT NOT NULL,    -- sign, return, reject
	opinion   TEXT NOT NULL,
	revision  INTEGER NOT NULL,
	content   TEXT NOT NULL,
	at_ms     INTEGER NOT NULL,
	valid     INTEGER NOT NULL, -- 0: voided
	personal  INTEGER NOT NULL,
	commit_id TEXT NOT NULL,    -- the side commit
	PRIMARY KEY (post, position)
) STRICT;

-- Findings kept with a reason, at the last submission.
CREATE TABLE waiver (
	post     TEXT NOT NULL,
	position INTEGER NOT NULL, -- from 0
	rule     TEXT NOT NULL,    -- class/name
	reason   TEXT NOT NULL,
	PRIMARY KEY (post, position)
) STRICT;

CREATE TABLE publication (
	post     TEXT NOT NULL,
	position INTEGER NOT NULL, -- from 0
	channel  TEXT NOT NULL,
	url      TEXT NOT NULL,
	person   TEXT NOT NULL,
	revision INTEGER NOT NULL,
	at_ms    INTEGER NOT NULL,
	PRIMARY KEY (post, position)
) STRICT;

-- What waits for whom. A step has rows for each of its levels, so that they do
-- not depend on who holds what today; core/route decides on reading. A later
-- level's turn comes only when everybody who holds an earlier one is out of the
-- question: is the provider or signed already. So its rows have keys of their
-- own, in which nobody has to read past what others will sign:
--   LEVEL<EARLIER,EARLIER<          every post, for when nobody holds those
--   LEVEL<EARLIER,EARLIER<PERSON    posts for which this person is out
-- A level that hangs on the tree of units is ROLE@parent:UNIT or
-- ROLE@tier:TIER:UNIT, with the post's unit. A step given to somebody by name
-- has a row =PERSON, too.
CREATE TABLE waiting (
	who    TEXT NOT NULL,    -- ROLE@UNIT, such a key, or a provider's id
	due_ms INTEGER NOT NULL, -- no deadline: the largest number, so last
	post   TEXT NOT NULL,
	why    TEXT NOT NULL,    -- sign, publish, fix, settle
	PRIMARY KEY (who, due_ms, post, why)
) STRICT;
CREATE INDEX waiting_post ON waiting (post);
