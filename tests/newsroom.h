/*
 * newsroom - a demo newsroom in a folder of its own, for the tests of the desk:
 * the demo's people (DESIGN section 8), an archive and an index.
 */
#ifndef TESTS_NEWSROOM_H
#define TESTS_NEWSROOM_H

#include "store/desk.h"

/* A fresh one, at CAST_NOW; free() the path. */
char *news_room(void);
struct desk *news_open(const char *home); /* desk_close */

/* The person, a minute later than whoever was asked for before. */
struct caller news_as(const char *person);
int64_t news_now_ms(void);

/* A draft, and one that is in review; free() the id. */
char *news_post(struct desk *desk, const char *person, const char *text);
char *news_handed_in(struct desk *desk, const char *person);

/* desk_save of a text made from `base`. */
enum err_code news_save(struct desk *desk, const char *person, const char *post,
                        const char *base, const char *text, struct err *err);
struct desk_view news_show(struct desk *desk, const char *person,
                           const char *post); /* desk_view_clear */

/* Does it, to the post as shown; or as the person would see it now. The caller
 * says, too, what it saw, if `seen` is not NULL. */
enum err_code news_act(struct desk *desk, const char *person,
                       enum event_kind kind, const struct desk_view *view,
                       const char *seen, struct err *err);
enum err_code news_act_now(struct desk *desk, const char *person,
                           enum event_kind kind, const char *post,
                           struct err *err);

#endif
