-- Posts that the archive knows nothing of, in the index (sanshen.db), after the
-- pattern of one that waits: so a list of a million can be measured in seconds.
-- `given` holds: pattern (its id), posts (how many), waiting (how many of them
-- wait as the pattern does; the others were published).
BEGIN;
CREATE TEMP TABLE made AS
WITH RECURSIVE n (i) AS (
	SELECT 0 UNION ALL SELECT i + 1 FROM n, given WHERE i + 1 < posts
)
SELECT i, strftime('%Y%m%d', '2020-01-01', '+' || (i / 900) || ' days')
	|| '-' || printf('%03d', i % 900 + 1) AS id,
	i % (SELECT posts / waiting FROM given) = 0 AS waits
FROM n;

INSERT INTO post
SELECT made.id, '关于开展第' || i || '次校园网络安全检查工作的通知', column_id,
	unit, provider, grade,
	CASE WHEN waits THEN work ELSE 'approved' END,
	CASE WHEN waits THEN public_state ELSE 'published' END,
	publish_at_ms, submitted, policy, created_ms - 60000 * i, channels
FROM made, post, given WHERE post.id = pattern;

INSERT INTO revision
SELECT made.id, number, content, content_sha256, commit_id, event, at_ms
FROM made, revision, given WHERE post = pattern;

-- The route of those that wait; nobody lists the others'.
INSERT INTO step
SELECT made.id, position, step, title, role, unit, state, person, at_ms, due_ms
FROM made, step, given WHERE post = pattern AND waits;

INSERT INTO waiting
SELECT who, due_ms + 60000 * i, made.id, why
FROM made, waiting, given WHERE post = pattern AND waits;
COMMIT;
PRAGMA wal_checkpoint(TRUNCATE);
ANALYZE;
