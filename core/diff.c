/*
 * Both levels, lines and graphemes, go one way: cut into tokens, drop the
 * common front and end, and mark the tokens that are gone or came by Myers'
 * greedy algorithm (An O(ND) Difference Algorithm, 1986). Row d of its table
 * has d + 1 entries, so memory is of the order of the square of the number of
 * differences; past the limits the whole middle counts as replaced.
 */
#include "core/diff.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"

enum {
	STEP_LIMIT = 64 * 1024 * 1024, /* of Myers, in one comparison */
	PAIR_LIMIT = 4096,             /* gone × came lines tried as pairs */
	SAMPLE_BYTES = 4096,           /* of a line, for likeness */
	LIKE_PERCENT = 50,
	ISLAND = 2, /* graphemes */
	BUCKETS = 256
};

struct token {
	struct span text;
	uint64_t hash;
};

struct tokens {
	struct token *at;
	size_t count, room;
};

static void token_room(struct tokens *tokens)
{
	tokens->at = mem_room(tokens->at, tokens->count, &tokens->room,
	                      sizeof(*tokens->at));
}

static void add_token(struct tokens *tokens, struct span text)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */

	for (size_t i = 0; i < text.bytes; i++)
		hash = (hash ^ (unsigned char)text.at[i]) * 1099511628211u;
	token_room(tokens);
	tokens->at[tokens->count++] = (struct token){text, hash};
}

static void cut_lines(struct tokens *tokens, struct span text)
{
	struct span line;

	if (span_ends(text, "\n"))
		text.bytes--;
	else if (!text.bytes)
		return;
	while (span_cut(&text, '\n', &line))
		add_token(tokens, line);
}

static void cut_graphs(struct tokens *tokens, struct span text)
{
	size_t bytes;

	for (size_t at = 0; at < text.bytes; at += bytes) {
		bytes = text_graph_bytes(text, at);
		add_token(tokens, span_from(text.at + at, bytes));
	}
}

static bool same(const struct token *a, const struct token *b)
{
	return a->hash == b->hash && span_equal(a->text, b->text);
}

/* One comparison: a has n tokens, b has m; the marks are its result. */
struct match {
	const struct token *a, *b;
	long n, m;
	bool *gone, *came;
	int *rows; /* row d begins at d(d+1)/2; furthest x on diagonal 2i-d */
	size_t room;
	long steps;
};

static int *row_at(const struct match *match, long d)
{
	return match->rows + d * (d + 1) / 2;
}

/* Whether the way to entry i of row d comes from above (b's token came). */
static bool is_down(const int *above, long d, long i)
{
	return i == 0 || (i != d && above[i - 1] < above[i]);
}

static void make_row(struct match *match, long d)
{
	size_t need = (size_t)((d + 1) * (d + 2) / 2);

	if (need <= match->room)
		return;
	match->room = need * 2;
	match->rows = mem_grow(match->rows, match->room * sizeof(*match->rows));
}

/* Fills row d; true when it reaches the end of both. */
static bool fill_row(struct match *match, long d)
{
	int *row, *above;

	make_row(match, d);
	row = row_at(match, d);
	above = d ? row_at(match, d - 1) : NULL;
	for (long i = 0; i <= d; i++) {
		long k = 2 * i - d, x = 0, y;

		if (d)
			x = is_down(above, d, i) ? above[i] : above[i - 1] + 1;
		for (y = x - k; x < match->n && y < match->m; x++, y++) {
			match->steps++;
			if (!same(&match->a[x], &match->b[y]))
				break;
		}
		row[i] = (int)x;
		if (x >= match->n && y >= match->m)
			return true;
	}
	return false;
}

/* From the end back to the start, along the rows. */
static void mark_way(const struct match *match, long d)
{
	long i = (match->n - match->m + d) / 2;

	for (; d > 0; d--) {
		const int *above = row_at(match, d - 1);
		bool down = is_down(above, d, i);
		long x;

		if (!down)
			i--;
		x = above[i];
		if (down)
			match->came[x - (2 * i - (d - 1))] = true;
		else
			match->gone[x] = true;
	}
}

static void mark_middle(struct match *match)
{
	long d = 0;

	while (d <= DIFF_LIMIT && match->steps <= STEP_LIMIT) {
		if (fill_row(match, d)) {
			mark_way(match, d);
			goto out;
		}
		d++;
	}
	for (long x = 0; x < match->n; x++)
		match->gone[x] = true;
	for (long y = 0; y < match->m; y++)
		match->came[y] = true;
out:
	free(match->rows);
}

/* Marks what is gone of a and what came in b; the rest is common, in order. */
static void mark(const struct tokens *a, const struct tokens *b, bool *gone,
                 bool *came)
{
	size_t front = 0, n = a->count, m = b->count;
	struct match match = {0};

	while (front < n && front < m && same(&a->at[front], &b->at[front]))
		front++;
	while (n > front && m > front && same(&a->at[n - 1], &b->at[m - 1])) {
		n--;
		m--;
	}
	if (n == front && m == front)
		return;
	match.a = a->at + front;
	match.b = b->at + front;
	match.n = (long)(n - front);
	match.m = (long)(m - front);
	match.gone = gone + front;
	match.came = came + front;
	mark_middle(&match);
}

/* Two texts in tokens with their marks, and how far both were walked. */
struct walk {
	struct tokens a, b;
	bool *gone, *came;
	size_t i, j;
};

static void walk_open(struct walk *walk, struct span before, struct span after,
                      void (*cut)(struct tokens *, struct span))
{
	memset(walk, 0, sizeof(*walk));
	token_room(&walk->a); /* never NULL: there is arithmetic on it */
	token_room(&walk->b);
	cut(&walk->a, before);
	cut(&walk->b, after);
	walk->gone = mem_new_array(walk->a.count, sizeof(bool));
	walk->came = mem_new_array(walk->b.count, sizeof(bool));
	mark(&walk->a, &walk->b, walk->gone, walk->came);
}

static void walk_close(struct walk *walk)
{
	free(walk->a.at);
	free(walk->b.at);
	free(walk->gone);
	free(walk->came);
}

/* Length of the run of marked tokens that begins at `at`. */
static size_t run_length(const struct tokens *tokens, const bool *marks,
                         size_t at)
{
	size_t length = 0;

	while (at + length < tokens->count && marks[at + length])
		length++;
	return length;
}

/* `count` tokens that stand side by side, as one span. */
static struct span joined(const struct tokens *tokens, size_t at, size_t count)
{
	const struct span *last = &tokens->at[at + count - 1].text;
	const char *from = tokens->at[at].text.at;

	return span_from(from, (size_t)(last->at + last->bytes - from));
}

static void add_piece(struct diff_line *line, enum diff_kind kind,
                      const struct tokens *tokens, size_t at, size_t count)
{
	if (!count)
		return;
	line->pieces = mem_room(line->pieces, line->piece_count,
	                        &line->piece_room, sizeof(*line->pieces));
	line->pieces[line->piece_count++] =
	    (struct diff_piece){kind, joined(tokens, at, count)};
}

/* Tokens that are the same on both sides from here on. */
static size_t common_length(const struct walk *walk, size_t i, size_t j)
{
	size_t length = 0;

	while (i + length < walk->a.count && !walk->gone[i + length] &&
	       j + length < walk->b.count && !walk->came[j + length])
		length++;
	return length;
}

/*
 * A character or two that two changes happen to share is an island: it tells a
 * reader nothing and tears the changes apart. It goes and comes with them.
 */
static void drown_islands(struct walk *walk)
{
	size_t i = 0, j = 0, before = 0;

	while (i < walk->a.count || j < walk->b.count) {
		size_t gone = run_length(&walk->a, walk->gone, i);
		size_t came = run_length(&walk->b, walk->came, j);
		size_t change = gone > came ? gone : came;
		size_t common = common_length(walk, i + gone, j + came);
		size_t after_gone =
		    run_length(&walk->a, walk->gone, i + gone + common);
		size_t after_came =
		    run_length(&walk->b, walk->came, j + came + common);
		size_t after =
		    after_gone > after_came ? after_gone : after_came;

		before += change;
		i += gone;
		j += came;
		if (common && common <= ISLAND && before >= common &&
		    after >= common) {
			memset(walk->gone + i, true, common);
			memset(walk->came + j, true, common);
			before += common;
		} else if (common) {
			before = 0;
		}
		i += common;
		j += common;
	}
}

static void add_pieces(struct diff_line *line)
{
	struct walk walk;

	walk_open(&walk, line->before, line->after, cut_graphs);
	drown_islands(&walk);
	while (walk.i < walk.a.count || walk.j < walk.b.count) {
		size_t gone = run_length(&walk.a, walk.gone, walk.i);
		size_t came = run_length(&walk.b, walk.came, walk.j);
		size_t common;

		add_piece(line, DIFF_GONE, &walk.a, walk.i, gone);
		add_piece(line, DIFF_CAME, &walk.b, walk.j, came);
		walk.i += gone;
		walk.j += came;
		common = common_length(&walk, walk.i, walk.j);
		add_piece(line, DIFF_SAME, &walk.b, walk.j, common);
		walk.i += common;
		walk.j += common;
	}
	walk_close(&walk);
}

static void add_line(struct diff *diff, enum diff_kind kind, struct span before,
                     struct span after)
{
	struct diff_line *line;

	diff->at =
	    mem_room(diff->at, diff->count, &diff->room, sizeof(*diff->at));
	line = &diff->at[diff->count++];
	*line = (struct diff_line){kind, before, after, NULL, 0, 0};
	if (kind == DIFF_CHANGED)
		add_pieces(line);
}

static int count_points(struct span line, int buckets[BUCKETS])
{
	size_t limit = line.bytes < SAMPLE_BYTES ? line.bytes : SAMPLE_BYTES;
	uint32_t point;
	int count = 0;

	memset(buckets, 0, BUCKETS * sizeof(*buckets));
	for (size_t at = 0; at < limit; count++) {
		at += text_step(line, at, &point);
		buckets[(point ^ point >> 8) % BUCKETS]++;
	}
	return count;
}

/* How much two lines share, 0 to 100, by their characters whatever the order;
 * 0 when it is too little to call one a change of the other. */
static int likeness(struct span a, struct span b)
{
	int of_a[BUCKETS], of_b[BUCKETS], common = 0;
	int total = count_points(a, of_a) + count_points(b, of_b);
	int percent;

	for (int i = 0; i < BUCKETS; i++)
		common += of_a[i] < of_b[i] ? of_a[i] : of_b[i];
	percent = total ? 200 * common / total : 0;
	return percent >= LIKE_PERCENT ? percent : 0;
}

/* A run of gone and came lines, and which of them belong together. */
struct run {
	const struct token *a, *b;
	size_t gone, came;
	int *like; /* of a[i] and b[j] at i * came + j; NULL: too many */
	int *best; /* sum of likeness from (i, j) on, (gone+1) × (came+1) */
};

static void run_open(struct run *run)
{
	size_t width = run->came + 1;

	if (!run->gone || !run->came || run->gone > PAIR_LIMIT / run->came)
		return;
	run->like = mem_new_array(run->gone * run->came, sizeof(int));
	run->best = mem_new_array((run->gone + 1) * width, sizeof(int));
	for (size_t i = run->gone; i-- > 0;)
		for (size_t j = run->came; j-- > 0;) {
			int like = likeness(run->a[i].text, run->b[j].text);
			int *best = &run->best[i * width + j];
			int paired = like ? like + best[width + 1] : 0;

			run->like[i * run->came + j] = like;
			*best = best[1] > best[width] ? best[1] : best[width];
			if (paired > *best)
				*best = paired;
		}
}

static bool is_pair(const struct run *run, size_t i, size_t j)
{
	const int *best;
	int like;

	if (i >= run->gone || j >= run->came)
		return false;
	if (!run->best)
		return likeness(run->a[i].text, run->b[j].text) > 0;
	best = &run->best[i * (run->came + 1) + j];
	like = run->like[i * run->came + j];
	return like && *best == like + best[run->came + 2];
}

/* Whether a[i] is passed before b[j], when they are no pair. */
static bool is_gone_first(const struct run *run, size_t i, size_t j)
{
	const int *best;

	if (i >= run->gone || j >= run->came)
		return i < run->gone;
	if (!run->best)
		return true;
	best = &run->best[i * (run->came + 1) + j];
	return *best == best[run->came + 1];
}

static void add_run(struct diff *diff, struct run *run)
{
	struct span none = span_of("");
	size_t i = 0, j = 0;

	run_open(run);
	while (i < run->gone || j < run->came) {
		if (is_pair(run, i, j)) {
			add_line(diff, DIFF_CHANGED, run->a[i].text,
			         run->b[j].text);
			i++;
			j++;
		} else if (is_gone_first(run, i, j)) {
			add_line(diff, DIFF_GONE, run->a[i++].text, none);
			if (!run->best && j < run->came)
				add_line(diff, DIFF_CAME, none,
				         run->b[j++].text);
		} else {
			add_line(diff, DIFF_CAME, none, run->b[j++].text);
		}
	}
	free(run->like);
	free(run->best);
}

void diff_texts(struct span before, struct span after, struct diff *out)
{
	struct walk walk;

	memset(out, 0, sizeof(*out));
	walk_open(&walk, before, after, cut_lines);
	while (walk.i < walk.a.count || walk.j < walk.b.count) {
		struct run run = {
		    .gone = run_length(&walk.a, walk.gone, walk.i),
		    .came = run_length(&walk.b, walk.came, walk.j)};

		if (!run.gone && !run.came) {
			add_line(out, DIFF_SAME, walk.a.at[walk.i++].text,
			         walk.b.at[walk.j++].text);
			continue;
		}
		run.a = walk.a.at + walk.i;
		run.b = walk.b.at + walk.j;
		add_run(out, &run);
		walk.i += run.gone;
		walk.j += run.came;
	}
	walk_close(&walk);
}

void diff_clear(struct diff *diff)
{
	for (size_t i = 0; i < diff->count; i++)
		free(diff->at[i].pieces);
	free(diff->at);
	memset(diff, 0, sizeof(*diff));
}
