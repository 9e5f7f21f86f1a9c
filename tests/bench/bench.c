/*
 * bench - the workstation's figures beside those of its peers (DESIGN section
 * 10). bench.sh makes what it needs and runs it:
 *
 *   bench document LINES              a Chinese text, the same every time
 *   bench mailbox COUNT               a mailbox in mbox form
 *   bench fill DB SQL POST COUNT N    so many posts like POST, N waiting
 *   bench measure SANSHEN DOCUMENT POST MAILBOX SMALL LARGE
 *   bench load CONFIG COUNT TYPING SECONDS COMMAND NEEDLE   see load.h
 *
 * SMALL and LARGE are newsrooms. Status 1 when a promise is missed.
 */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/load.h"
#include "tests/bench/peer.h"

enum { ROUNDS = 10, KEYS = 4, SAMPLES_MAX = ROUNDS * KEYS };

#define DOWN "\033OB"
#define RIGHT "\033OC"
#define END_KEY "\033OF"
#define PAGE_DOWN "\033[6~"
#define HAN "\347\275\221" /* 网 */

/* ---- samples ------------------------------------------------------------- */

struct samples {
	double at[SAMPLES_MAX];
	size_t count;
};

static void add(struct samples *samples, double value)
{
	if (samples->count < SAMPLES_MAX)
		samples->at[samples->count++] = value;
}

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static double median(struct samples *samples)
{
	if (!samples->count)
		return 0;
	qsort(samples->at, samples->count, sizeof(samples->at[0]), by_size);
	return samples->at[samples->count / 2];
}

/* What one program answers to one kind of key. */
struct answers {
	struct samples bytes, ms;
};

static void press(struct peer *peer, const char *key, struct answers *out)
{
	peer_settle(peer, 50);
	for (int i = 0; i < KEYS; i++) {
		struct burst burst = peer_key(peer, key);

		add(&out->bytes, (double)burst.bytes);
		add(&out->ms, burst.ms);
	}
}

static void prepare(struct peer *peer, const char *key, int times)
{
	for (int i = 0; i < times; i++) {
		peer_type(peer, key);
		peer_settle(peer, 6); /* one by one, as they are pressed */
	}
}

/* ---- courses ------------------------------------------------------------- */

enum { MIDDLE, AT_END, CURSOR, SCROLL, PAGE, KINDS };

struct program {
	const char *name;
	char *const *argv;
	const char *enter;       /* a key that comes first; NULL */
	const char *down, *page; /* NULL: the arrow, PgDn */
	struct samples paint, first, entered, memory;
	struct answers kind[KINDS];
};

static void walk(struct peer *peer, struct program *program, bool last)
{
	const char *down = program->down ? program->down : DOWN;

	press(peer, down, &program->kind[CURSOR]);
	prepare(peer, down, 30);
	press(peer, down, &program->kind[SCROLL]);
	press(peer, program->page ? program->page : PAGE_DOWN,
	      &program->kind[PAGE]);
	if (!last)
		return;
	peer_settle(peer, 1500); /* what idle time does is done */
	add(&program->memory, (double)peer_memory(peer) / 1024);
}

static void enter(struct peer *peer, struct program *program)
{
	struct burst begun;

	peer_start(peer, program->argv);
	begun = peer_first(peer);
	add(&program->paint, begun.first_ms);
	add(&program->first, begun.ms);
	if (!program->enter)
		return;
	peer_settle(peer, 50);
	add(&program->entered, peer_key(peer, program->enter).ms);
}

static void edit_course(struct program *program, bool last)
{
	struct peer peer;

	enter(&peer, program);
	prepare(&peer, DOWN, 3);
	prepare(&peer, RIGHT, 12);
	press(&peer, HAN, &program->kind[MIDDLE]);
	prepare(&peer, END_KEY, 1);
	press(&peer, HAN, &program->kind[AT_END]);
	walk(&peer, program, last);
	peer_end(&peer);
}

static void list_course(struct program *program, bool last)
{
	struct peer peer;

	enter(&peer, program);
	walk(&peer, program, last);
	peer_end(&peer);
}

/* ---- the table ----------------------------------------------------------- */

static int missed;

static void head(const char *peer)
{
	printf("\n%-40s %10s %10s %7s  promise\n", "", "sanshen", peer,
	       "ratio");
}

/* `limit` of the ratio, or, with `alone`, of our own figure; 0: none. */
static void row(const char *what, double ours, double peer, double limit,
                bool alone)
{
	double figure = alone ? ours : peer > 0 ? ours / peer : 0;
	char ratio[16] = "", promise[48] = "";

	if (peer > 0)
		snprintf(ratio, sizeof(ratio), "%.2f", ours / peer);
	if (limit > 0)
		snprintf(promise, sizeof(promise), "%s %.2f  %s", "<=", limit,
		         figure <= limit ? "ok" : "MISSED");
	if (limit > 0 && figure > limit)
		missed++;
	printf("%-40s %10.2f ", what, ours);
	if (peer > 0)
		printf("%10.2f %7s  %s\n", peer, ratio, promise);
	else
		printf("%10s %7s  %s\n", "", "", promise);
}

static void key_row(const char *what, struct program *ours,
                    struct program *peer, int kind, double limit, bool alone)
{
	row(what, median(&ours->kind[kind].bytes),
	    median(&peer->kind[kind].bytes), limit, alone);
}

static void time_row(const char *what, struct program *ours,
                     struct program *peer, int kind, double limit)
{
	row(what, median(&ours->kind[kind].ms), median(&peer->kind[kind].ms),
	    limit, false);
}

static void editor_table(struct program *ours, struct program *peer,
                         bool promised)
{
	head(peer->name);
	row("editor, 1 MB: first paint, ms", median(&ours->paint),
	    median(&peer->paint), promised ? 1 : 0, false);
	row("the text on the screen, ms", median(&ours->first),
	    median(&peer->first), promised ? 1 : 0, false);
	row("private memory, MB", median(&ours->memory), median(&peer->memory),
	    promised ? 5 : 0, true);
	key_row("typing mid-line, bytes", ours, peer, MIDDLE, promised, false);
	key_row("typing at line end, bytes", ours, peer, AT_END,
	        promised ? 17 : 0, true);
	key_row("cursor down, bytes", ours, peer, CURSOR, 0, false);
	key_row("scrolling a row, bytes", ours, peer, SCROLL, 0, false);
	key_row("a page, bytes", ours, peer, PAGE, 0, false);
	time_row("typing mid-line, ms to the last byte", ours, peer, MIDDLE,
	         promised ? 2 : 0);
	time_row("a page, ms to the last byte", ours, peer, PAGE,
	         promised ? 2 : 0);
}

/* A repaint would cost what a page costs. */
static void scroll_row(const char *what, struct program *ours)
{
	row(what,
	    median(&ours->kind[SCROLL].bytes) / median(&ours->kind[PAGE].bytes),
	    0, 0.5, true);
}

static void queue_table(struct program *small, struct program *large,
                        struct program *mutt)
{
	head("mutt 10k");
	row("queue, 1 M posts: first paint, ms", median(&large->paint),
	    median(&mutt->paint), 1, false);
	row("queue, 1 M posts: first screen, ms", median(&large->first),
	    median(&mutt->first), 1.0 / 15, false);
	row("the same, 1 M against 1 k posts", median(&large->first),
	    median(&small->first), 1.1, false);
	row("from home to the queue, 1 M, ms", median(&large->entered), 0, 0,
	    true);
	row("private memory, MB", median(&large->memory), median(&mutt->memory),
	    5, true);
	key_row("cursor down, bytes", large, mutt, CURSOR, 0.75, false);
	key_row("scrolling a row, bytes", large, mutt, SCROLL, 0, false);
	key_row("a page, bytes", large, mutt, PAGE, 0, false);
	time_row("cursor down, ms to the last byte", large, mutt, CURSOR, 2);
	scroll_row("a row against a page, queue", large);
}

/* One after another, so that a busy machine is busy for all. */
static void rounds(struct program *editors, size_t editor_count,
                   struct program *lists, size_t list_count)
{
	for (int round = 0; round < ROUNDS; round++) {
		bool last = round == ROUNDS - 1;

		for (size_t i = 0; i < editor_count; i++)
			edit_course(&editors[i], last);
		for (size_t i = 0; i < list_count; i++)
			list_course(&lists[i], last);
	}
}

#define ARGV(...) ((char *const[]){__VA_ARGS__, NULL})

static int measure(char **arg)
{
	struct program editors[] = {
	    {.name = "sanshen",
	     .argv = ARGV(arg[0], "--home", arg[4], "--as", "collector", "edit",
	                  arg[2])},
	    {.name = "nano", .argv = ARGV("nano", "-I", arg[1])},
	    {.name = "vim.tiny",
	     .argv = ARGV("vim.tiny", "-N", "-u", "NONE", "-i", "NONE", arg[1]),
	     .enter = "i"}};
	struct program lists[] = {
	    {.name = "1 M",
	     .argv = ARGV(arg[0], "--home", arg[5], "--as", "manager"),
	     .enter = "w"},
	    {.name = "1 k",
	     .argv = ARGV(arg[0], "--home", arg[4], "--as", "manager"),
	     .enter = "w"},
	    {.name = "mutt",
	     .argv = ARGV("mutt", "-n", "-R", "-F", "/dev/null", "-e",
	                  "set menu_scroll=yes", "-f", arg[3]),
	     .down = "j",
	     .page = "z"}};

	rounds(editors, 3, lists, 3);
	printf("Medians of %d runs, 24x80, xterm-256color.\n", ROUNDS);
	editor_table(&editors[0], &editors[1], true);
	scroll_row("a row against a page, editor", &editors[0]);
	editor_table(&editors[0], &editors[2], false);
	queue_table(&lists[1], &lists[0], &lists[2]);
	printf("\n%d missed\n", missed);
	return missed ? 1 : 0;
}

/* ---- what is measured on ------------------------------------------------- */

/* Characters of everyday notices; which comes next is a fixed sequence. */
static const char *const words[] = {
    "学院", "通知", "关于", "组织", "开展", "学生", "教师", "报名", "时间",
    "地点", "要求", "单位", "参加", "活动", "安全", "检查", "工作", "会议",
    "图书", "讲座", "请各", "按照", "材料", "提交", "办公", "上午", "下午",
    "校园", "网络", "信息", "管理", "审核", "公示", "名单", "教学", "实训"};
enum { WORDS = sizeof(words) / sizeof(words[0]), WORDS_A_LINE = 14 };

static uint32_t draw(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 16;
}

static int document(long lines)
{
	uint32_t state = 20261123;

	for (long line = 0; line < lines; line++) {
		for (int word = 0; word < WORDS_A_LINE; word++)
			fputs(words[draw(&state) % WORDS], stdout);
		putchar('\n');
	}
	return 0;
}

static int mailbox(long count)
{
	uint32_t state = 20261123;

	for (long i = 0; i < count; i++) {
		printf(
		    "From office@demo.example Mon Nov 23 10:%02ld:%02ld 2026\n"
		    "From: office@demo.example\nTo: all@demo.example\n"
		    "Date: Mon, 23 Nov 2026 10:%02ld:%02ld +0800\n"
		    "Message-ID: <%ld@demo.example>\n"
		    "Content-Type: text/plain; charset=utf-8\nSubject: ",
		    i / 60 % 60, i % 60, i / 60 % 60, i % 60, i);
		for (int word = 0; word < 6; word++)
			fputs(words[draw(&state) % WORDS], stdout);
		printf("\n\n%s%s\n\n", words[draw(&state) % WORDS],
		       words[draw(&state) % WORDS]);
	}
	return 0;
}

/* Runs fill.sql over the database of a newsroom. */
static int fill(char **arg)
{
	static char sql[8192];
	char given[256];
	sqlite3 *db = NULL;
	FILE *file = fopen(arg[1], "r");
	char *said = NULL;
	int status = 2;

	if (!file || !fread(sql, 1, sizeof(sql) - 1, file))
		goto out;
	snprintf(given, sizeof(given),
	         "CREATE TEMP TABLE given AS SELECT '%s' AS pattern, %ld AS "
	         "posts, %ld AS waiting",
	         arg[2], atol(arg[3]), atol(arg[4]));
	if (!sqlite3_open(arg[0], &db) &&
	    !sqlite3_exec(db, given, NULL, NULL, &said) &&
	    !sqlite3_exec(db, sql, NULL, NULL, &said))
		status = 0;
out:
	if (status)
		fprintf(stderr, "bench: fill: %s\n", said ? said : arg[1]);
	sqlite3_free(said);
	sqlite3_close(db);
	if (file)
		fclose(file);
	return status;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "document") == 0)
		return document(atol(argv[2]));
	if (argc == 3 && strcmp(argv[1], "mailbox") == 0)
		return mailbox(atol(argv[2]));
	if (argc == 7 && strcmp(argv[1], "fill") == 0)
		return fill(argv + 2);
	if (argc == 8 && strcmp(argv[1], "measure") == 0)
		return measure(argv + 2);
	if (argc == 8 && strcmp(argv[1], "load") == 0)
		return load(argv + 2);
	fputs("bench: see bench.sh\n", stderr);
	return 2;
}
