/*
 * sitting - somebody sits at the editor, on a screen in memory, in a newsroom
 * of its own at CAST_NOW.
 */
#ifndef TESTS_SITTING_H
#define TESTS_SITTING_H

#include "tui/edit-parts.h"

struct sitting {
	struct session session;
	struct station station;
	struct screen *screen;
	struct str seen;
};

/* The newsroom, for cmocka's setup and teardown; the second with two columns
 * and two channels. */
int sit_begin(void **state);
int sit_begin_with_choices(void **state);
int sit_end(void **state);
const char *sit_home(void);

/* Opens the editor as view_edit_new does. One screen at a time: to sit down
 * twice, sit_pass before. */
void sit_down(struct sitting *out, const char *person, const char *post,
              int64_t kept);
/* As kill -9 would: nothing more is kept. */
void stand_up(struct sitting *sitting);
/* Its screen is closed; the rest stays open. */
void sit_pass(struct sitting *sitting);
struct edit *sit_edit(struct sitting *sitting);

void sit_shows(struct sitting *sitting, const char *words);
void sit_shows_not(struct sitting *sitting, const char *words);
void sit_key(struct sitting *sitting, uint32_t code);
void sit_type(struct sitting *sitting, const char *text);
/* A long pause: the checks run and what was typed is kept. */
void sit_pause(struct sitting *sitting);

/* How many autosaves the person has, of one post or of all. */
size_t sit_kept(struct sitting *sitting, const char *post);
/* A post of the collector's with one revision. */
void sit_draft(const char *text, char out[32]);
/* Another session saves another text. */
void sit_save_elsewhere(const char *post, const char *text);
/* The post as it is; its text is appended. */
enum work sit_work(const char *post, struct str *text);

#endif
