/*
 * A screen that nobody touched for as long as the policy says, [password] idle,
 * shows nothing but a line for the password of whoever sat there. Everything
 * below stays as it was, and what was typed was kept.
 */
#include <stdlib.h>

#include "core/mem.h"
#include "tui/station-parts.h"

enum { LOCK_TRIES = 3, MINUTE_MS = 60 * 1000 };

struct station_lock {
	struct field field;
	int wrong;
};

void lock_free(struct station_lock *lock)
{
	if (!lock)
		return;
	field_clear(&lock->field);
	free(lock);
}

/* 0: this screen never locks; nor does one without a newsroom. */
static int64_t lock_after_ms(const struct station *station)
{
	const struct desk *desk = station->session->desk;
	const struct password_rules *rules =
	    desk ? policy_password(desk_policy(desk)) : NULL;

	return rules ? (int64_t)rules->idle_min * MINUTE_MS : 0;
}

static void close_lock(struct station *station)
{
	(void)station_keep(station); /* else it stays in memory, as it was */
	station->note.bytes = 0;
	station->lock = mem_new(sizeof(*station->lock));
	station->lock->field.secret = true;
	station->lock->field.limit_bytes = PASSWORD_BYTES;
}

int lock_idle(struct station *station, int64_t idle_ms, bool *changed)
{
	int64_t after_ms = station->lock ? 0 : lock_after_ms(station);

	if (!after_ms)
		return -1;
	if (idle_ms < after_ms)
		return (int)(after_ms - idle_ms);
	if (desk_has_password(station->session->desk,
	                      station->session->person)) {
		close_lock(station);
		*changed = true;
	}
	return -1;
}

static void open_lock(struct station *station)
{
	lock_free(station->lock);
	station->lock = NULL;
	station->top->unseen = true; /* no press before counts for it */
}

static void leave(struct station *station)
{
	(void)station_keep(station);
	station->quits = true;
	str_puts(&station->farewell,
	         _("Three wrong passwords: the session is over. What was typed "
	           "is kept."));
	str_putc(&station->farewell, '\n');
}

static void try(struct station *station)
{
	struct station_lock *lock = station->lock;
	struct caller caller = station_caller(station);
	struct err err = {0};
	enum err_code rc = desk_check_password(
	    station->session->desk, &caller, str_text(&lock->field.text), &err);

	field_clear(&lock->field);
	if (!rc || rc == ERR_PASSWORD_UNASKED) { /* by the policy of now */
		open_lock(station);
	} else if (rc == ERR_PASSWORD_WRONG && ++lock->wrong == LOCK_TRIES) {
		leave(station);
	} else {
		station_note_err(station, &err);
	}
}

void lock_press(struct station *station, const struct press *press)
{
	if (press->key == PRESS_ENTER)
		try(station);
	else
		station_field(station, &station->lock->field, press);
}

void lock_draw(struct station *station)
{
	struct screen *screen = station->screen;
	struct area all = screen_area(screen);
	struct str who = {0};
	int width;

	screen_erase(screen);
	screen_cursor(screen, -1, 0);
	say_person(&who, &station->session->names, station->session->person);
	if (all.rows > 2) {
		screen_put(screen, 0, 0, all.cols, STYLE_BAR, str_span(&who),
		           true);
		screen_put(screen, 1, 0, all.cols, STYLE_TEXT,
		           span_of(_("Locked, since nobody pressed a key. What "
		                     "was typed is kept.")),
		           true);
	}
	if (all.rows > 1)
		screen_put(screen, all.rows - 2, 0, all.cols,
		           station->note_style, str_span(&station->note), true);
	width = screen_put(screen, all.rows - 1, 0, all.cols / 2, STYLE_STRONG,
	                   span_of(_("Your password: ")), false);
	field_draw(&station->lock->field, screen, all.rows - 1, width,
	           all.cols - width, STYLE_TEXT, true);
	screen_show(screen);
	str_clear(&who);
}
