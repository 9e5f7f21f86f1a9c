/*
 * Random presses in a newsroom with a past, by one person after another: it
 * must not crash, and what was recorded on the way must hold. A small run is in
 * `make check`; `make torture` presses $TORTURE times under the sanitizers.
 * $TORTURE_SEED plays a run again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tests/screens.h"
#include "tests/test.h"
#include "tui/press.h"

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

enum { FEW = 2000, SITTING = 250, SITTINGS = 4, SEED = 20261123, DOT = 10000 };

static const char *const people[] = {
    "manager", "collector", "head",   "propaganda", "collector2",
    "auditor", "manager2",  "leader", "admin",      "head2"};
static const char *const views[] = {"home", "queue",   "review", "sign",
                                    "edit", "history", "help"};
static const char *const texts[] = {"关",
                                    "于",
                                    "。",
                                    "，",
                                    "“",
                                    "…",
                                    "①",
                                    "Ａ",
                                    "ｓ",
                                    "？",
                                    "a",
                                    "Z",
                                    " ",
                                    "é",
                                    "한",
                                    "🙂",
                                    "👨‍👩‍👧",
                                    "e\u0301",
                                    "\u200b",
                                    "\u202e",
                                    "١",
                                    "\u3000"};

struct torture {
	struct player player;
	struct press_reader *reader;
	uint64_t state;
	bool handed_in;
	long visits[LENGTH(views)];
};

/* ---- chance -------------------------------------------------------------- */

static uint32_t draw(struct torture *torture, size_t below)
{
	torture->state ^= torture->state << 13;
	torture->state ^= torture->state >> 7;
	torture->state ^= torture->state << 17;
	return (uint32_t)((torture->state >> 11) % below);
}

/* Bytes of strangers, through the same door as a terminal's. */
static void feed(struct torture *torture, struct span bytes)
{
	struct press press;

	press_reader_feed(torture->reader, bytes);
	while (press_reader_next(torture->reader, true, &press))
		if (press.key != PRESS_HANG_UP)
			player_press(&torture->player, &press);
}

static void garbage(struct torture *torture)
{
	struct str bytes = {0};
	bool pasted = draw(torture, 3) != 0;
	size_t length = draw(torture, draw(torture, 50) ? 200 : 60000);

	str_puts(&bytes, pasted ? "\033[200~" : "");
	for (size_t i = 0; i < length; i++) {
		switch (draw(torture, 4)) {
		case 0:
			str_putc(&bytes, (char)draw(torture, 256));
			break;
		case 1:
			str_puts(&bytes, "\033[");
			break;
		default:
			str_puts(&bytes, texts[draw(torture, LENGTH(texts))]);
		}
	}
	str_puts(&bytes, "\033[201~");
	feed(torture, str_span(&bytes));
	str_clear(&bytes);
}

/* ---- presses ------------------------------------------------------------- */

static void press_key(struct torture *torture, uint32_t key)
{
	struct area area = screen_area(torture->player.screen);
	struct press press = {.key = key, .text = span_of("粘贴\n的\t字")};

	if (key == PRESS_HANG_UP)
		return;
	press.row = (int)draw(torture, (size_t)area.rows + 2);
	press.col = (int)draw(torture, (size_t)area.cols + 2);
	player_press(&torture->player, &press);
}

/* A key that names an act where we are, more often than not. */
static void press_bound(struct torture *torture)
{
	const struct view *top = torture->player.station.top;
	const struct binding *binding = NULL;
	uint32_t key;

	for (int tries = 0; tries < 20; tries++) {
		binding = keys_at(draw(torture, keys_count()));
		if (strcmp(binding->view, top->ops->name) == 0)
			break;
	}
	/* Leaving the whole station is easy enough to hit. */
	if (strcmp(binding->act, "quit") == 0 ||
	    (strcmp(binding->act, "back") == 0 && !top->below))
		return;
	if (keys_read(span_of(binding->key), &key))
		press_key(torture, key);
}

static void press_text(struct torture *torture)
{
	uint32_t point;

	if (draw(torture, 2))
		point = ' ' + draw(torture, 95);
	else
		text_step(span_of(texts[draw(torture, LENGTH(texts))]), 0,
		          &point);
	press_key(torture, point);
}

static void resize(struct torture *torture)
{
	bool usual = draw(torture, 2) != 0;

	screen_resize(torture->player.screen,
	              usual ? 24 : 1 + (int)draw(torture, 100),
	              usual ? 80 : 1 + (int)draw(torture, 300));
	press_key(torture, PRESS_RESIZE);
}

static void one_press(struct torture *torture)
{
	uint32_t dice = draw(torture, 100);

	if (dice < 50)
		press_bound(torture);
	else if (dice < 68)
		press_text(torture);
	else if (dice < 85)
		press_key(torture,
		          PRESS_FIRST + 1 +
		              draw(torture, PRESS_HANG_UP - PRESS_FIRST));
	else if (dice < 89)
		press_key(torture, draw(torture, 0x20));
	else if (dice < 91)
		garbage(torture);
	else if (dice < 94)
		resize(torture);
	else if (dice < 99)
		station_idle(&torture->player.station, draw(torture, 6000));
	else
		player_idle(&torture->player, 0);
}

/* ---- people -------------------------------------------------------------- */

static struct view *home(struct station *station, void *payload)
{
	(void)payload;
	return view_home_new(station);
}

static void visit(struct torture *torture)
{
	const struct view *top = torture->player.station.top;

	for (size_t i = 0; i < LENGTH(views); i++)
		if (strcmp(views[i], top->ops->name) == 0)
			torture->visits[i]++;
}

/* Else there is soon nothing left to sign. */
static void hand_in(struct torture *torture)
{
	torture->handed_in =
	    torture->handed_in &&
	    player_shell(&torture->player, 0,
	                 "echo 请各单位参加安全检查,勿误。 >notice && "
	                 "submitted collector notice --title 安全检查 && "
	                 "submitted manager notice --title 会议通知",
	                 NULL);
}

static void sit_down(struct torture *torture, size_t who)
{
	struct player *player = &torture->player;

	free(player->person);
	player->person = strdup(people[who % LENGTH(people)]);
	player_language(player, who % 3 ? "zh_CN" : "en");
	if (!player_open(player, home, NULL))
		print_error("torture: %s\n", str_text(&player->why));
	assert_int_equal(player->why.bytes, 0);
}

static void press_often(struct torture *torture, long presses)
{
	struct player *player = &torture->player;

	for (long i = 0; i < presses; i++) {
		if (i % (SITTING * SITTINGS) == 0)
			hand_in(torture);
		if (i % SITTING == 0)
			sit_down(torture, (size_t)(i / SITTING));
		else if (player->station.quits)
			sit_down(torture, draw(torture, LENGTH(people)));
		visit(torture);
		one_press(torture);
		if (!player->station.quits)
			station_draw(&player->station);
		if (i % DOT == DOT - 1)
			print_message("torture: %ld presses\n", i + 1);
	}
	player_close(player);
}

static void nothing_breaks(void **state)
{
	const char *many = getenv("TORTURE"), *seed = getenv("TORTURE_SEED");
	struct torture torture = {.state = SEED, .handed_in = true};
	long presses = many ? atol(many) : FEW;
	bool good;

	(void)state;
	if (seed && *seed)
		torture.state = strtoull(seed, NULL, 10) | 1;
	print_message("torture: %ld presses, seed %llu\n", presses,
	              (unsigned long long)torture.state);
	player_begin(&torture.player);
	torture.reader = press_reader_new();
	good = player_newsroom(&torture.player, true);
	if (good)
		press_often(&torture, presses);
	good = good && torture.handed_in &&
	       player_shell(&torture.player, 0,
	                    "sanshen verify && sanshen dump >live && "
	                    "sanshen dump --rebuilt >again && cmp live again",
	                    NULL);
	if (!good)
		print_error("%s\n", str_text(&torture.player.why));
	press_reader_free(torture.reader);
	player_end(&torture.player);
	assert_true(good);
	for (size_t i = 0; i < LENGTH(views); i++) {
		print_message("torture: %ld presses in %s\n", torture.visits[i],
		              views[i]);
		assert_true(torture.visits[i] > 0);
	}
}

int group_torture(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_breaks),
	};

	return TEST_GROUP("torture", tests) + !player_rest();
}
