/*
 * route-line - the route of a post as one line of steps, for the screens.
 *
 *   ✓一审 周文博 11-23 10:05 → ●二审 陈建华、李明（待）今天17:00截止 → ○三审
 *
 * Who signed and when; who could sign now, until when, or which office is
 * missing; a joint step with its seats in brackets; who asked whom.
 */
#ifndef TUI_ROUTE_LINE_H
#define TUI_ROUTE_LINE_H

#include "core/post.h"
#include "tui/flow.h"
#include "tui/session.h"

/* One paragraph; nothing when the post has no route. */
void route_line(struct flow *flow, const struct session *session,
                const struct post *post);

/* “一审（网络阵地管理员）” without the office: borrowed. */
struct span route_short_title(struct span title);
/* By name alone, unless another in the roster is called the same; appended. */
void route_say_name(struct str *out, const struct session *session,
                    const char *id);

#endif
