/*
 * event - the lasting form of every fact: a commit message, written and read.
 *
 * Format: DESIGN section 4 and man/sanshen-archive.5: subject, blank, body if
 * any, blank, trailers. Whatever stands in the body, only the last paragraph
 * is trailers, and it always begins with "Event:", so an opinion cannot forge
 * one. A body line that git would take for the end of the message (after
 * spaces it begins with ---, or it holds "-- >8 --" of git's scissors line)
 * gets one space before it, which reading takes off again.
 */
#ifndef CORE_EVENT_H
#define CORE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/post.h"
#include "core/str.h"

#define EVENT_LIST(X) \
	X(EVENT_INIT, "init") \
	X(EVENT_PERSON, "person") \
	X(EVENT_GRANT, "grant") \
	X(EVENT_KEY, "key") \
	X(EVENT_UNIT, "unit") \
	X(EVENT_POLICY, "policy") \
	X(EVENT_TERMS, "terms") \
	X(EVENT_NEW, "new") \
	X(EVENT_SAVE, "save") \
	X(EVENT_RELEASE, "release") \
	X(EVENT_SUBMIT, "submit") \
	X(EVENT_SIGN, "sign") \
	X(EVENT_RETURN, "return") \
	X(EVENT_REJECT, "reject") \
	X(EVENT_WITHDRAW, "withdraw") \
	X(EVENT_RAISE, "raise") \
	X(EVENT_LOWER, "lower") \
	X(EVENT_PUBLISH, "publish") \
	X(EVENT_CORRECT, "correct") \
	X(EVENT_FREEZE, "freeze") \
	X(EVENT_UNFREEZE, "unfreeze") \
	X(EVENT_TAKEDOWN, "takedown") \
	X(EVENT_SUPERSEDE, "supersede") \
	X(EVENT_PROPOSE, "propose") \
	X(EVENT_JOINT, "joint") \
	X(EVENT_ADD, "add") \
	X(EVENT_HAND_ON, "hand-on") \
	X(EVENT_OBJECT, "object")

#define EVENT_ENUM(value, id) value,
enum event_kind { EVENT_LIST(EVENT_ENUM) EVENT_COUNT };
#undef EVENT_ENUM

const char *event_id(enum event_kind kind);
bool event_kind_read(struct span id, enum event_kind *out);
/* A decision is a side commit and a merge; everything else one commit. */
bool event_is_decision(enum event_kind kind);

/* Strings are the event's own; NULL or "" or 0 is absent. */
struct event {
	enum event_kind kind;
	char *about; /* subject after the kind and the id: the title, a name */
	char *body;  /* opinion or statement */
	char *post;
	int revision;
	char content[HEX];
	char content_sha256[HEX256];
	char *step;
	char *actor;
	char *role; /* ROLE@UNIT */
	char policy[HEX];
	char *provider;
	char *unit;
	char *grade;
	char *route;  /* submit, raise, lower, correct: the route's id … */
	char *steps;  /* … and its steps, each where it is held:
	                 "manager manager@unit1, head unit-head@unit1" */
	char *seats;  /* joint: "propaganda@institution, unit-head@hr" */
	char *ticked; /* sign: "内容, 格式, attachment 001, proof" */
	char *person; /* whom a person, grant or key event is about; to whom add
	                 and hand-on give a step */
	char *channel;
	char *url;
	char proposal[HEX]; /* propose: the tree of the text proposed */
	char *successor;    /* supersede: the post that takes its place */
	struct waiver *waivers;
	size_t waiver_count, waiver_room;
	char *op_id;
	char decision[HEX]; /* on the merge of a decision: its side commit */
	int64_t at_ms;
	int offset_min; /* how At is written */
};

void event_clear(struct event *event);
/* What *to held is forgotten, not freed. */
void event_copy(struct event *to, const struct event *from);
/* Both are copied, trimmed. */
void event_waive(struct event *event, struct span rule, struct span reason);

/*
 * The commit message, ending in one LF; appended. Every string must be a clean
 * line (body: lines) already: a control character is asserted against, and
 * without assert written as a blank. Blanks around any value are cut, at_ms
 * loses its milliseconds; with that, event_read gives back an equal event.
 */
void event_write(struct str *out, const struct event *event);

/*
 * Reads a commit message. *out is the caller's: event_clear. Trailers it does
 * not know are skipped (later versions add some); a known one twice, but for
 * Waive, or a value of the wrong form is ERR_BROKEN; an Event this version
 * does not know is ERR_NEWER. Event and At are demanded,
 * and Post, Actor and Op-Id where the kind is about a post; a record about the
 * house has no Post.
 */
enum err_code event_read(struct span message, struct event *out,
                         struct err *err) MUST_USE;

/* [A-Za-z0-9._-]{1,64} */
bool event_op_id_is_good(struct span op_id);

#endif
