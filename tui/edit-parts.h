/*
 * edit-parts - what view-edit.c and the edit-*.c files share; nobody else
 * includes it.
 */
#ifndef TUI_EDIT_PARTS_H
#define TUI_EDIT_PARTS_H

#include "store/desk.h"
#include "tui/checker.h"
#include "tui/field.h"
#include "tui/list.h"
#include "tui/pad.h"
#include "tui/station.h"
#include "tui/view.h"

enum {
	EDIT_TEXT_LIMIT = 2 * 1024 * 1024,
	EDIT_LINE_LIMIT = 2000,
	EDIT_OWN_FIELDS = 24 /* of a policy; more are not in the form */
};

/* What can be typed in or chosen, in the order Tab goes. */
enum edit_place {
	EDIT_TITLE,
	EDIT_SUMMARY,
	EDIT_COLUMN,
	EDIT_GRADE,
	EDIT_CHANNELS,
	EDIT_AUDIENCE,
	EDIT_AT,
	EDIT_CATEGORY,
	EDIT_FLAGS,
	EDIT_FIELD, /* the first of the policy's own */
	EDIT_TEXT = EDIT_FIELD + EDIT_OWN_FIELDS,
	EDIT_PLACES /* also: nowhere, of an attachment's name */
};

/* The suggestion put last, so that F4 again puts the next one. */
struct edit_applied {
	char **words;
	size_t count, room, which;
	enum edit_place place;
	size_t start, bytes;
	uint64_t stamp; /* of the edit, when it was put */
};

struct edit {
	struct view view;
	char *post;    /* NULL: it has no id yet */
	bool proposes; /* another's post: sent back with what stands here */
	int64_t kept;  /* the autosave, 0: none */
	bool loaded;

	/* what is recorded */
	struct post *state; /* NULL: nothing */
	char base[HEX];
	int revision;
	struct str recorded_form, recorded_text;
	char *recorded_grade;

	/* what stands there now */
	struct field line[EDIT_PLACES]; /* title, summary, audience, at */
	struct form
	    form; /* column, channels, attachments; edit_form the rest */
	char *grade;
	bool at_typed;
	struct pad pad;
	enum edit_place focus;
	size_t channel, flag; /* the one under the cursor */
	uint64_t stamp;       /* another one after every change */
	uint64_t recorded_stamp, kept_stamp, asked_stamp, found_stamp;
	int64_t changed_ms;   /* the first change that is not kept */
	int64_t again_ms;     /* keeping failed: not before */
	enum err_code unkept; /* why, as it was said */
	bool spares; /* the autosave is what a newer revision took off the
	                screen: it stays until something else is typed or
	                saved */

	/* why it is to be read only */
	bool reads_only;
	struct err refusal;   /* ERR_OK: somebody else has it */
	struct holder holder; /* then */
	struct hold *hold;

	/* findings */
	struct checker *checker;
	bool has_findings;
	bool unchecked; /* the lists cannot be opened */
	struct findings findings;
	size_t finding; /* gone to last; (size_t)-1 */
	long counts[SEVERITY_COUNT];
	size_t characters;                   /* of the text, at counted_stamp */
	uint64_t counted_stamp, shown_stamp; /* shown: after a rest */
	struct edit_applied applied;
	struct waiver *waivers;
	size_t waiver_count, waiver_room;
	char *waiving; /* the rule a reason is asked for */
	bool reasoned; /* one was given that is not kept */
	bool lists;    /* the list of findings is open */
	struct list list;
	struct area list_area;

	struct str clip;
	struct area places[EDIT_PLACES]; /* where they were drawn */
};

/* ---- view-edit.c --------------------------------------------------------- */

void edit_leave(struct edit *edit); /* with the note that stands there */

/* ---- edit-form.c: the lines above the text ------------------------------- */

/* The form as it stands; borrowed until it changes. A time that is none is left
 * out unless `whole`. */
const struct form *edit_form(struct edit *edit, bool whole);
/* Takes a form over into the lines. */
void edit_set_form(struct edit *edit, const struct form *form,
                   const char *grade);
void edit_form_clear(struct edit *edit);
/* "site, wechat", appended. */
void edit_put_channels(const struct form *form, struct str *out);
/* Whether Tab stops there: a choice of one is none. */
bool edit_stops(const struct edit *edit, enum edit_place place);
void edit_move_focus(struct edit *edit, int by);
/* Draws the rows of the form; returns how many it took. */
int edit_draw_form(struct edit *edit, struct screen *screen, struct area area);
/* The return that brought the post here; NULL: none did. */
const struct signoff *edit_returned(const struct edit *edit);
/* A press while the focus is in the form. */
bool edit_press_form(struct edit *edit, const struct press *press);

/* ---- edit-choices.c: what is chosen in it ---------------------------------
 */

/* The policy's own field that stands at a place; NULL: none. */
const struct policy_field *edit_own_field(const struct edit *edit,
                                          enum edit_place place);
/* What the policy calls a line that any form has; NULL: nothing of its own. */
const char *edit_field_title(const struct edit *edit, const char *id);
bool edit_is_line(const struct edit *edit, enum edit_place place);
/* How many there are to choose from; each one's id and title. */
size_t edit_choices(const struct edit *edit, enum edit_place place);
const char *edit_choice(const struct edit *edit, enum edit_place place,
                        size_t index);
const char *edit_choice_title(const struct edit *edit, enum edit_place place,
                              const char *id);
/* The one chosen; NULL or "": none. */
const char *edit_chosen(const struct edit *edit, enum edit_place place);
/* At the place in focus: the next one, or the one before. */
void edit_choose(struct edit *edit, int by);
/* Channels and flags: whether one is in, which one is under the cursor, and
 * taking that one in or out. */
bool edit_has_toggle(const struct edit *edit, enum edit_place place,
                     const char *id);
size_t *edit_toggle_at(struct edit *edit, enum edit_place place);
void edit_toggle(struct edit *edit);

/* ---- edit-open.c: what is shown at first --------------------------------- */

enum err_code edit_open(struct edit *edit, struct err *err) MUST_USE;
enum err_code edit_reload(struct view *view, struct err *err);
/* Holds what is open, by its post or else its autosave, in place of what was
 * held before. edit->hold NULL: somebody else has it, edit->holder. */
enum err_code edit_hold(struct edit *edit, struct err *err) MUST_USE;
/* What is there now is what is recorded. */
void edit_is_recorded(struct edit *edit);
/* Nothing that stands there differs from what is recorded. */
bool edit_is_as_recorded(struct edit *edit);
/* Nothing is recorded any more of what was kept: it goes. */
enum err_code edit_forget(struct edit *edit, struct err *err);
/* Why nothing can be changed, as a sentence; nothing when it can. */
void edit_why_reads_only(const struct edit *edit, struct str *why);

/* ---- edit-keep.c: autosave, save, submit --------------------------------- */

/* Something was typed or chosen. */
void edit_changed(struct edit *edit);
/* A reason was given. */
void edit_reasoned(struct edit *edit);
bool edit_is_changed(const struct edit *edit);
/* Keeps what is there and the reasons given, or forgets it when there is
 * nothing but what is recorded. */
enum err_code edit_keep(struct edit *edit, struct err *err) MUST_USE;
void edit_say_unkept(struct edit *edit, const struct err *err);
/* The same when it is time, and says once what fails. Returns after how many ms
 * to ask again, -1: nothing to keep. */
int edit_keep_in_time(struct edit *edit, int64_t idle_ms, bool *said);
enum err_code edit_save(struct view *view, struct err *err);
enum err_code edit_submit(struct view *view, struct err *err);

/* ---- edit-propose.c: another's post ---------------------------------------
 */

/* Asks for the opinion, then sends the post back with what stands there. */
enum err_code edit_propose(struct view *view, struct err *err);

/* ---- edit-find.c: findings and searching --------------------------------- */

/* Takes an answer of the checker, if there is one; true: draw. */
bool edit_take_findings(struct edit *edit);
/* These are the findings of what is there now. */
void edit_set_findings(struct edit *edit, struct findings *take_findings);
/* Where a finding stands now; false when its words were changed. */
bool edit_finding_at(const struct edit *edit, size_t index,
                     enum edit_place *place, size_t *start, size_t *end);
/* Goes there, and says what it is. */
void edit_go_to_finding(struct edit *edit, size_t index);
const struct waiver *edit_waiver(const struct edit *edit, const char *rule);
/* "RULE=REASON\n" each, as an autosave has them: appended; and taken over. */
void edit_write_waivers(const struct edit *edit, struct str *out);
void edit_read_waivers(struct edit *edit, struct span lines);
/* Why there is nothing to go to. */
void edit_say_none(const struct edit *edit);
void edit_find_clear(struct edit *edit);
enum err_code edit_next_finding(struct view *view, struct err *err);
enum err_code edit_apply(struct view *view, struct err *err);
enum err_code edit_waive(struct view *view, struct err *err);
enum err_code edit_search(struct view *view, struct err *err);

/* ---- edit-list.c: the list of them, and what else shows them --------------
 */

/* The worst among the findings of a line: its label is drawn so. */
enum style edit_place_style(const struct edit *edit, enum edit_place place);
void edit_draw_rule(struct edit *edit, struct screen *screen, int row,
                    struct area area);
void edit_draw_list(struct edit *edit, struct screen *screen, struct area area);
/* While the list is open: leaves it for the row chosen there. */
void edit_choose_in_list(struct edit *edit);
bool edit_press_list(struct edit *edit, const struct press *press);
enum err_code edit_list(struct view *view, struct err *err);

#endif
