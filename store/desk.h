/*
 * desk - what a person can do, one function each. Screens and commands call
 * nothing below it.
 *
 * Every change goes through store/ledger; every rule is core/route's. Time
 * comes in as now_ms, so that a test (or $SANSHEN_NOW in a demo newsroom) can
 * set it. No function here writes a sentence.
 */
#ifndef STORE_DESK_H
#define STORE_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/check.h"
#include "core/diff.h"
#include "core/err.h"
#include "core/event.h"
#include "core/form.h"
#include "core/policy.h"
#include "core/post.h"
#include "core/roster.h"
#include "store/ledger.h"

struct desk;

/* Who acts, when, under which op-id (NULL: one is made up). */
struct caller {
	const char *person;
	int64_t now_ms;
	const char *op_id;
	const char *seen; /* the content id that was on the person's screen:
	                     another one by now is ERR_STALE, whatever the act.
	                     NULL: whatever it is */
	const char *key;  /* SHA256:… of the key they came in with; NULL */
	const char *password; /* typed for this decision; NULL: none was */
};

/* Opens the newsroom in `home`; `share` is the folder of shipped lists and
 * policies. The caller's: desk_close. Errors: ERR_NO_HOME, ERR_SYSTEM … */
enum err_code desk_open(struct desk **out, const char *home, const char *share,
                        struct err *err) MUST_USE;
void desk_close(struct desk *desk); /* NULL is allowed */

/* What was recorded. */
struct answer {
	char post[32];
	int revision;      /* 0: none (held, or not about a post) */
	char content[HEX]; /* "" when none */
	const char *event; /* its word */
	char op_id[65];
	struct receipt receipt;
	struct findings findings; /* new, save: what the checks found */
	struct post *after;       /* the post as it is now; NULL if none */
};
void answer_clear(struct answer *answer);

/* ---- making a newsroom ------------------------------------------------ */

struct desk_init {
	struct span policy;             /* the policy file's text */
	const char *policy_name;        /* for messages */
	const char *domain;             /* example.edu.cn */
	const char *admin, *admin_name; /* the first administrator */
	bool demo; /* DESIGN section 8: people and units, `local` filled in */
	int64_t now_ms;
	const char *op_id; /* NULL: made up */
};
/* Errors: ERR_OPEN_LOCAL and ERR_BAD_POLICY fill *problems, too. The same op-id
 * again answers the first receipt. answer_clear in any case. */
enum err_code desk_init(const char *home, const struct desk_init *init,
                        struct problems *problems, struct answer *out,
                        struct err *err) MUST_USE;

/* ---- who, and what is in force; borrowed until the next call on desk ---- */

bool desk_is_demo(const struct desk *desk);
const struct roster *desk_roster(const struct desk *desk);
const struct policy *desk_policy(const struct desk *desk);
int desk_offset_min(const struct desk *desk);
/* ERR_WHO_UNKNOWN or ERR_DISABLED; object lists the people. */
enum err_code desk_who(const struct desk *desk, const char *person,
                       struct err *err) MUST_USE;
/* Whether the caller may still be here: catches up, then ledger_lets_in. */
enum err_code desk_lets_in(struct desk *desk, const struct caller *caller,
                           struct err *err) MUST_USE;
/* "a, b, c": the enabled people's ids, for the sentence of ERR_WHO; appended */
void desk_people(const struct desk *desk, struct str *out);

/* ---- passwords: desk.db, never the archive -------------------------------
 *
 * The rules are the policy's, [password]. Every attempt is counted and noted;
 * a decision (core/event.h) is refused without the right one, where the policy
 * says so and the person has one, or in a newsroom that is no demo.
 */

/* Whether the person has one; true also when that cannot be read. */
bool desk_has_password(struct desk *desk, const char *person);
/* Whether a decision of that person asks for it. */
bool desk_asks_password(struct desk *desk, const char *person);
/* Whether `typed` is the caller's. Errors: ERR_PASSWORD_WRONG, _LOCKED, _NONE,
 * _UNASKED. */
enum err_code desk_check_password(struct desk *desk,
                                  const struct caller *caller,
                                  const char *typed, struct err *err) MUST_USE;
/* The caller's own; `old` is the present one, where there is one. Errors: those
 * of desk_check_password and password_judge, ERR_PASSWORD_SAME. */
enum err_code desk_set_password(struct desk *desk, const struct caller *caller,
                                const char *old, const char *password,
                                struct err *err) MUST_USE;
/* By an administrator: makes one up for the person, who must set another before
 * anything else is done with it. Appended to *out; it is nowhere else. */
enum err_code desk_reset_password(struct desk *desk,
                                  const struct caller *caller,
                                  const char *person, struct str *out,
                                  struct err *err) MUST_USE;

/* ---- posts: writing ------------------------------------------------------ */

/* What new and save were given; NULL leaves a field as it was. */
struct draft {
	const char *title, *summary, *column, *channels, *audience, *at, *grade;
	const char *category, *flags; /* flags: "a, b"; "" for none */
	const char *const *fields;    /* "ID=VALUE" each; an empty value takes
	                                 the field away */
	size_t field_count;
	const char *like; /* new: form and text of this post first */
	const char *base; /* save: the content id it was made from; another one
	                     by now is ERR_STALE. NULL: whatever it is */
	bool has_text;
	struct span text; /* any bytes; the door checks them */
};

/* ERR_HELD (status 1) after a `new` whose text is held: answer->post is set
 * and recorded; after a `save` nothing was recorded. In both the text is kept
 * for `release` or the next save. answer_clear in any case. */
enum err_code desk_new(struct desk *desk, const struct caller *caller,
                       const struct draft *draft, struct answer *out,
                       struct err *err) MUST_USE;
enum err_code desk_save(struct desk *desk, const struct caller *caller,
                        const char *post, const struct draft *draft,
                        struct answer *out, struct err *err) MUST_USE;
enum err_code desk_attach(struct desk *desk, const struct caller *caller,
                          const char *post, const char *name, struct span bytes,
                          struct answer *out, struct err *err) MUST_USE;
/* The bytes of an attachment of the present revision, appended. */
enum err_code desk_get(struct desk *desk, const char *post, const char *name,
                       struct str *out, struct err *err) MUST_USE;
enum err_code desk_release(struct desk *desk, const struct caller *caller,
                           const char *post, struct span opinion,
                           struct answer *out, struct err *err) MUST_USE;

/* ---- the editor's memory: desk.db, never the archive ----------------------
 */

/* What stands in an editor and is not recorded yet. */
struct autosave {
	int64_t id; /* 0: not kept yet */
	char *post; /* NULL: of a post that has no id yet */
	char *person;
	char base[HEX]; /* content id it was made from; "" for none */
	struct form form;
	char *grade; /* "": none was asked for */
	struct str text;
	struct str waivers; /* "RULE=REASON\n" each: for handing it in */
	int64_t at_ms;
};
struct autosaves {
	struct autosave *at;
	size_t count, room;
};
void autosave_clear(struct autosave *autosave);
void autosaves_clear(struct autosaves *autosaves);
/* Keeps it, durable, in place of the one of the same id (0: a new one, whose id
 * it becomes) or, of the same person, of the same post. Whoever has no right to
 * write anything may still keep what was typed. Errors: ERR_LOCK, soon, when
 * another process is writing: nothing was kept, try again. */
enum err_code desk_keep(struct desk *desk, const struct caller *caller,
                        struct autosave *autosave, struct err *err) MUST_USE;
/* What the person left in an editor: of one post; or, `post` NULL, of all
 * posts, newest first, without forms and texts but the title. */
enum err_code desk_kept(struct desk *desk, const struct caller *caller,
                        const char *post, struct autosaves *out,
                        struct err *err) MUST_USE;
/* One of them whole, by its id. Errors: ERR_NO_AUTOSAVE when it is gone, or
 * somebody else's; desk_forget then does nothing. */
enum err_code desk_kept_text(struct desk *desk, const struct caller *caller,
                             int64_t id, struct autosave *out,
                             struct err *err) MUST_USE;
enum err_code desk_forget(struct desk *desk, const struct caller *caller,
                          int64_t id, struct err *err) MUST_USE;

/* Who has a post open in an editor; "new-ID": a text that has no post yet, by
 * the id of its autosave. The kernel frees it with the process. */
struct hold;
struct holder {
	char person[40]; /* "" when nobody could be named */
	int64_t since_ms;
};
/* *out is the caller's, desk_let_go; NULL when somebody else has it: then
 * *other says who. Errors: ERR_SYSTEM. */
enum err_code desk_hold(struct desk *desk, const struct caller *caller,
                        const char *post, struct hold **out,
                        struct holder *other, struct err *err) MUST_USE;
void desk_let_go(struct hold *hold); /* NULL is allowed */

/* The person has this revision on the screen. *before is the latest earlier one
 * that the person signed or had on the screen, 0 for none: asked again for the
 * same revision it stays the same. */
enum err_code desk_seen(struct desk *desk, const struct caller *caller,
                        const struct post *post, int revision, int *before,
                        struct err *err) MUST_USE;

/* ---- posts: deciding ----------------------------------------------------- */

/* Each waiver is "RULE=REASON". Errors: ERR_OPEN_FINDING, ERR_BLOCKED,
 * ERR_NO_FINDING, ERR_NO_REASON and those of route_judge. */
enum err_code desk_submit(struct desk *desk, const struct caller *caller,
                          const char *post, const char *const *waive,
                          size_t waive_count, struct answer *out,
                          struct err *err) MUST_USE;
/* kind: EVENT_SIGN, EVENT_RETURN, EVENT_REJECT. `content` is the git tree id
 * of what was seen (40 hex). return and reject need an opinion (ERR_EMPTY).
 * `ticked` (sign) is "a, b", of route_ticks; NULL: nothing. */
enum err_code desk_decide(struct desk *desk, const struct caller *caller,
                          enum event_kind kind, const char *post,
                          const char *content, struct span opinion,
                          const char *ticked, struct answer *out,
                          struct err *err) MUST_USE;
/*
 * The same for EVENT_SIGN with the person's own signature, in two halves;
 * nothing is kept between them. desk_prepare appends what is to be signed
 * (namespace git); desk_sign_own takes those bytes with the armored signature
 * after them. Errors: ERR_NOT_PREPARED, ERR_PREPARED, ERR_BAD_SIGNATURE,
 * ERR_NOT_YOUR_KEY and those of desk_decide.
 */
enum err_code desk_prepare(struct desk *desk, const struct caller *caller,
                           const char *post, const char *content,
                           struct span opinion, const char *ticked,
                           struct str *out, struct err *err) MUST_USE;
enum err_code desk_sign_own(struct desk *desk, const struct caller *caller,
                            const char *post, struct span signed_bytes,
                            struct answer *out, struct err *err) MUST_USE;
/* kind: EVENT_RAISE, EVENT_LOWER. */
enum err_code desk_regrade(struct desk *desk, const struct caller *caller,
                           enum event_kind kind, const char *post,
                           const char *grade, struct span opinion,
                           struct answer *out, struct err *err) MUST_USE;
/* Others are asked, by whoever has the open step: EVENT_JOINT opens a joint
 * review (`whom` "ROLE@UNIT, …", NULL: all seats); EVENT_ADD adds a signer
 * after this step, EVENT_HAND_ON gives the step to a colleague (`whom` a
 * person). */
enum err_code desk_ask(struct desk *desk, const struct caller *caller,
                       enum event_kind kind, const char *post,
                       const char *content, const char *whom,
                       struct span opinion, struct answer *out,
                       struct err *err) MUST_USE;
/* Sends the post back with a form and text of one's own (grade and `like` do
 * not count), for the provider to accept. ERR_HELD_WORDS: the gate holds it,
 * nothing was recorded. */
enum err_code desk_propose(struct desk *desk, const struct caller *caller,
                           const char *post, const char *content,
                           const struct draft *draft, struct span opinion,
                           struct answer *out, struct err *err) MUST_USE;
/* The text that was proposed last. Errors: ERR_NO_PROPOSAL. Both are the
 * caller's. */
enum err_code desk_proposal(struct desk *desk, const char *post,
                            struct form *form, struct str *text,
                            struct err *err) MUST_USE;
/* Takes it as the next revision and hands it in again: two records, save and
 * submit; the answer is the second one's. Should the submission be refused the
 * revision stays. */
enum err_code desk_accept(struct desk *desk, const struct caller *caller,
                          const char *post, const char *const *waive,
                          size_t waive_count, struct answer *out,
                          struct err *err) MUST_USE;
enum err_code desk_withdraw(struct desk *desk, const struct caller *caller,
                            const char *post, struct answer *out,
                            struct err *err) MUST_USE;
/* channel NULL: every channel of the form. url may be NULL. */
enum err_code desk_publish(struct desk *desk, const struct caller *caller,
                           const char *post, const char *channel,
                           const char *url, struct answer *out,
                           struct err *err) MUST_USE;

/* A revision of a published post; its last approving level then signs it. */
enum err_code desk_correct(struct desk *desk, const struct caller *caller,
                           const char *post, const struct draft *draft,
                           const char *const *waive, size_t waive_count,
                           struct span opinion, struct answer *out,
                           struct err *err) MUST_USE;
/* kind: EVENT_FREEZE, EVENT_UNFREEZE, EVENT_TAKEDOWN; EVENT_SUPERSEDE, where
 * `successor` is the post that takes its place (else NULL). All but supersede
 * need an opinion. */
enum err_code desk_unpublish(struct desk *desk, const struct caller *caller,
                             enum event_kind kind, const char *post,
                             const char *successor, struct span opinion,
                             struct answer *out, struct err *err) MUST_USE;

/* ---- posts: reading -------------------------------------------------------
 */

struct desk_row { /* of queue and list */
	char *post, *title, *column, *unit, *grade, *provider;
	enum work work;
	enum public_state public_state;
	char *step;        /* open step's id; NULL, and to settle */
	char *step_title;  /* NULL */
	int64_t due_ms;    /* of the step, or of what waits; 0: none */
	char content[HEX]; /* "" while held */
	const char
	    *why;   /* sign, fix, publish, settle; NULL when nothing waits */
	bool soon;  /* not overdue, but its step's reminder is due */
	bool again; /* to sign: only what was proposed has changed */
};
struct desk_rows {
	struct desk_row *at;
	size_t count, room;
};
void desk_rows_clear(struct desk_rows *rows);

/* What waits for the person, oldest deadline first, those without one last;
 * `all`: what waits for anybody. A post that waits for two reasons stands there
 * twice, as on the shelf of what waits. */
enum err_code desk_queue(struct desk *desk, const struct caller *caller,
                         bool all, struct desk_rows *out,
                         struct err *err) MUST_USE;

/* What lies on a person's desk, shelf by shelf. */
enum shelf {
	SHELF_WAITING,  /* to sign or to publish: oldest deadline first */
	SHELF_RETURNED, /* one's own, sent back or taken back: newest first */
	SHELF_DRAFTS,   /* one's own, never handed in: newest first */
	SHELF_SENT,     /* one's own, in review or approved: newest first */
	SHELF_COUNT
};
/* Where the last page of a shelf ended; zeros: before the first. */
struct shelf_mark {
	int64_t due_ms;
	char post[32];
};
/* The next rows, `limit` at most, appended; *mark moves on, *more tells whether
 * there are others. Fewer rows and *more, when hundreds had to be passed over
 * that wait for somebody else. Takes as long with a million posts as with a
 * thousand. */
enum err_code desk_shelf(struct desk *desk, const struct caller *caller,
                         enum shelf shelf, struct shelf_mark *mark,
                         size_t limit, struct desk_rows *out, bool *more,
                         struct err *err) MUST_USE;

struct desk_filter { /* NULL: any */
	const char *work, *public_state, *unit, *column, *provider, *grade;
};
/* Newest first. */
enum err_code desk_list(struct desk *desk, const struct caller *caller,
                        const struct desk_filter *filter, struct desk_rows *out,
                        struct err *err) MUST_USE;

/* A post whole: its state, form and text of the present revision (of the held
 * text for its provider or who may release it now, when there is none). Text,
 * form and the steps' words are the archive's, and desk_policy until main
 * moves. Errors: ERR_BROKEN  the index names a record with another content */
struct desk_view {
	struct post *post;
	struct form form;
	struct str text;
	struct str
	    held_text;       /* beside a revision, for whoever may release it */
	bool held;           /* a text waits outside the archive */
	int64_t deadline_ms; /* of the open step; 0 */
};
void desk_view_clear(struct desk_view *view);
enum err_code desk_show(struct desk *desk, const struct caller *caller,
                        const char *post, struct desk_view *out,
                        struct err *err) MUST_USE;
/* The policy a post is judged by: its own once it was handed in; borrowed as
 * long as desk_policy. */
const struct policy *desk_policy_of(const struct desk *desk,
                                    const struct post *post);
/* Whether the caller could do `kind` to a post as it was shown, without doing
 * it: ERR_OK, or the refusal that the act would meet. `grade` for EVENT_RAISE,
 * else NULL. EVENT_NEW takes a view of zeros. Reads nothing but the view, and
 * what is in force. */
enum err_code desk_may(struct desk *desk, const struct caller *caller,
                       enum event_kind kind, const struct desk_view *view,
                       const char *grade, struct err *err) MUST_USE;
/* Whether anything was recorded, by anybody, since this said so last: `tip` is
 * the caller's, "" at first, and becomes what main is now. One small file is
 * looked at. */
bool desk_moved(struct desk *desk, char tip[HEX]);
/* Whether there is such a post: the index knows, nothing else is opened.
 * Errors: ERR_NO_POST. */
enum err_code desk_knows(struct desk *desk, const char *post,
                         struct err *err) MUST_USE;
/* Form and text of one revision (0: the present one). Both are the caller's. */
enum err_code desk_revision(struct desk *desk, const char *post, int revision,
                            struct form *form, struct str *text,
                            struct err *err) MUST_USE;

struct desk_record { /* one first-parent record */
	char commit[HEX];
	struct event event;
	bool personal; /* signed by the person's own key */
};
struct desk_records {
	struct desk_record *at;
	size_t count, room;
};
void desk_records_clear(struct desk_records *records);
/* Oldest first. `post` NULL: the whole archive. */
enum err_code desk_log(struct desk *desk, const char *post,
                       struct desk_records *out, struct err *err) MUST_USE;

/* The findings over a post's form and text as they stand; over held text for
 * those only who may see it (desk_show), else ERR_HELD_FIRST. */
enum err_code desk_check(struct desk *desk, const struct caller *caller,
                         const char *post, struct findings *out,
                         struct err *err) MUST_USE;
/* The policy a post is checked by: its own once it was handed in and is not
 * open for writing again, else the one in force. Borrowed. */
const struct policy *desk_policy_to_check(const struct desk *desk,
                                          const struct post *post);
/* What the policy says of a form that is not recorded yet, and of what the
 * checks found in it (core/check.h, check_by_policy). `post` NULL: a new one;
 * `grade` NULL or "": its own. */
void desk_weigh_form(struct desk *desk, const struct caller *caller,
                     const struct post *post, const struct form *form,
                     const char *grade, struct findings *findings);

/* ---- people, units, rights, policy ----------------------------------------
 */

/* What is told of a person or a unit; NULL leaves it as it was. */
struct about_person {
	const char *name, *unit; /* add only */
	const char *lang, *kind; /* kind: staff, student, guest */
};
struct about_unit {
	const char *name;
	const char *parent; /* add: NULL is the institution */
	const char *tier;   /* an id; "" for none */
};
enum err_code desk_person_add(struct desk *desk, const struct caller *caller,
                              const char *id, const struct about_person *about,
                              struct answer *out, struct err *err) MUST_USE;
/* Language and kind. */
enum err_code desk_person_set(struct desk *desk, const struct caller *caller,
                              const char *id, const struct about_person *about,
                              struct answer *out, struct err *err) MUST_USE;
enum err_code desk_person_able(struct desk *desk, const struct caller *caller,
                               const char *id, bool enabled, struct answer *out,
                               struct err *err) MUST_USE;
enum err_code desk_unit_add(struct desk *desk, const struct caller *caller,
                            const char *id, const struct about_unit *about,
                            struct answer *out, struct err *err) MUST_USE;
/* Errors: ERR_UNIT_ROOT, ERR_UNIT_CIRCLE, ERR_UNIT_ENDED. */
enum err_code desk_unit_set(struct desk *desk, const struct caller *caller,
                            const char *id, const struct about_unit *about,
                            struct answer *out, struct err *err) MUST_USE;
/* From the beginning of the day `from` (NULL: from now) `into` stands for the
 * unit. Errors: those of desk_unit_set. */
enum err_code desk_unit_end(struct desk *desk, const struct caller *caller,
                            const char *id, const char *into, const char *from,
                            struct answer *out, struct err *err) MUST_USE;
/* `right` is ROLE@UNIT; from and until are days (2026-11-23) or NULL. Errors:
 * ERR_NO_END, of a role whose grants must have an end. */
enum err_code desk_grant_add(struct desk *desk, const struct caller *caller,
                             const char *person, const char *right,
                             const char *from, const char *until,
                             struct answer *out, struct err *err) MUST_USE;
enum err_code desk_grant_end(struct desk *desk, const struct caller *caller,
                             const char *person, const char *right,
                             struct answer *out, struct err *err) MUST_USE;

/* ---- people's own keys: desk-keys.c -------------------------------------- */

/* Strings are its own. */
struct key {
	char *person;
	char *type, *base64;
	char *fingerprint;         /* SHA256:…, as ssh-keygen -l prints it */
	int64_t from_ms, until_ms; /* until 0: in force */
	bool forwards;             /* may bring its person's ssh-agent along */
};

bool key_is_in_force(const struct key *key, int64_t at_ms);

struct keys {
	struct key *at;
	size_t count, room;
};
void keys_clear(struct keys *keys);

/* `line` is a public key file: a type, the key, a comment. Errors: those of
 * every record by an administrator, ERR_BAD_KEY, ERR_EXISTS (somebody has or
 * had that key). */
enum err_code desk_key_add(struct desk *desk, const struct caller *caller,
                           const char *person, struct span line,
                           struct answer *out, struct err *err) MUST_USE;
/* Errors: ERR_NO_KEY  no such key of theirs is in force */
enum err_code desk_key_end(struct desk *desk, const struct caller *caller,
                           const char *person, const char *fingerprint,
                           struct answer *out, struct err *err) MUST_USE;
/* Whether sshd lets the key bring its person's ssh-agent along, from the next
 * connection on: for that person, or an administrator, to say. No record is
 * made. Errors: ERR_DISABLED, ERR_NO_RIGHT, ERR_NO_KEY. */
enum err_code desk_key_forward(struct desk *desk, const struct caller *caller,
                               const char *person, const char *fingerprint,
                               bool on, struct err *err) MUST_USE;
/* Every key anybody has or had, in the order they came. keys_clear. */
enum err_code desk_keys(struct desk *desk, struct keys *out,
                        struct err *err) MUST_USE;

/* What a key that somebody comes in with is here. Read from the archive alone,
 * as sshd asks it at every login by anybody: no index, no writer's lock. */
struct door {
	struct key key; /* its row; person NULL: it has none */
	bool may_act;   /* that person is there, and not disabled */
	bool demo;      /* of a demo newsroom */
	/* The last end of an open invitation, where a key of this kind without
	 * a row may be bound; else 0. */
	int64_t invited_until_ms;
};
void door_clear(struct door *door);
/* Errors: ERR_NO_HOME, those of the archive and of desk.db. */
enum err_code desk_door(const char *home, const char *type, const char *base64,
                        struct door *out, struct err *err) MUST_USE;

/* ---- invitations: desk-invite.c ------------------------------------------ */

enum { INVITE_DAYS = 7, INVITE_DAYS_MAX = 30 };

/* Strings are its own. */
struct invite {
	char *person, *inviter;
	int64_t from_ms, until_ms;
};
struct invites {
	struct invite *at;
	size_t count, room;
};
struct invite_try {
	int64_t at_ms;
	char *address, *fingerprint;
	char *outcome; /* right, wrong, refused (not looked at) */
	char *person;  /* right: whose invitation it was; else NULL */
	int times;
};
struct invite_tries {
	struct invite_try *at;
	size_t count, room;
};
void invite_clear(struct invite *invite);
void invites_clear(struct invites *invites);
void invite_tries_clear(struct invite_tries *tries);

/* All three are for whoever may record keys; the inviter's right is asked for
 * again when the code is used. */
/* A new invitation, in place of the person's open one; *code, appended, is
 * nowhere else. Errors: ERR_NO_PERSON, ERR_NO_RIGHT, ERR_DISABLED. */
enum err_code desk_invite(struct desk *desk, const struct caller *caller,
                          const char *person, int days, struct str *code,
                          int64_t *until_ms, struct err *err) MUST_USE;
/* Errors: also ERR_NO_INVITE  there is none that is open. */
enum err_code desk_invite_end(struct desk *desk, const struct caller *caller,
                              const char *person, struct err *err) MUST_USE;
/* The open ones; the last answers to the prompt, newest first. */
enum err_code desk_invites(struct desk *desk, const struct caller *caller,
                           struct invites *out, struct invite_tries *tries,
                           struct err *err) MUST_USE;

/* The prompt's answer: with the code of an open invitation the key is its
 * person's, by a record of the inviter's; every answer is noted. */
struct enrol {
	const char *type, *base64; /* the key that somebody came in with */
	struct span code;          /* as typed */
	const char *address;       /* where from */
	int64_t now_ms;
};
/* *person is the caller's. Errors: ERR_BAD_KEY, ERR_TOO_MANY, ERR_WRONG_CODE,
 * and those of desk_key_add. answer_clear in any case. */
enum err_code desk_enrol(struct desk *desk, const struct enrol *enrol,
                         char **person, struct answer *out,
                         struct err *err) MUST_USE;

/* ---- sessions over SSH: desk-logins.c, in desk.db ------------------------ */

enum login_state { LOGIN_OPEN, LOGIN_ENDED, LOGIN_GONE /* it was killed */ };

/* Strings are its own. */
struct login {
	char *person;
	char *key;     /* SHA256:…; "": it was not said */
	char *from;    /* an IP address; "": not known */
	char *kind;    /* workstation, fetch, refused, or a command's name */
	char *refused; /* the line that was, made visible and cut; NULL */
	int64_t pid;
	int64_t start_ms, end_ms; /* 0: it did not end by itself, or not yet */
	int64_t more; /* earlier ones of that day that are not kept */
	enum login_state state;
};
struct logins {
	struct login *at;
	size_t count, room;
};
void login_clear(struct login *login);
void logins_clear(struct logins *logins);

enum { LOGIN_DAYS = 186, LOGIN_SESSIONS = 8 };

/*
 * Notes that a session begins, and drops what is older than LOGIN_DAYS; *last
 * is the person's session before this one (zeros when there is none), the
 * caller's. One a desk; it is open until desk_log_out, or gone with this
 * process. Of a day's 2,000 on the latest takes the place of the one before.
 * Errors: ERR_SESSIONS  the person has LOGIN_SESSIONS open; that is noted
 */
enum err_code desk_log_in(struct desk *desk, const struct login *about,
                          struct login *last, struct err *err) MUST_USE;
/* `refused`: the line, as it came, when it was (NULL: it was not). */
enum err_code desk_log_out(struct desk *desk, int64_t now_ms,
                           const char *refused, struct err *err) MUST_USE;
/* All that are kept, newest first; `person` NULL: everybody's. logins_clear.
 * Errors: ERR_NO_RIGHT  the caller is neither admin nor auditor */
enum err_code desk_logins(struct desk *desk, const struct caller *caller,
                          const char *person, struct logins *out,
                          struct err *err) MUST_USE;

/* The policy file in force, appended. */
enum err_code desk_policy_text(struct desk *desk, struct str *out,
                               struct err *err) MUST_USE;
/* `parent` (empty: none) is the higher policy: kept in the archive, which every
 * later one is compared with. Errors: ERR_BAD_POLICY, ERR_OPEN_LOCAL,
 * ERR_WEAKER_POLICY (problems filled). Routes nobody can
 * walk, and what cannot be recorded yet, are problems that do not stop it. */
enum err_code desk_policy_apply(struct desk *desk, const struct caller *caller,
                                struct span policy, struct span parent,
                                const char *name, struct problems *problems,
                                struct answer *out, struct err *err) MUST_USE;

/* ---- the house's health
 * ------------------------------------------------------ */

enum err_code desk_rebuild(struct desk *desk, struct err *err) MUST_USE;
enum err_code desk_dump(struct desk *desk, bool rebuilt, struct str *out,
                        struct err *err) MUST_USE;

/* X(value, name in JSON, severity, sentence with {1} and {2} as in err.h) */
#define HEALTH_LIST(X) \
	X(HEALTH_MODE, "home-mode", "warn", \
	  N_("{1} can be read by others. Close it: chmod 700 {1}")) \
	X(HEALTH_OWNER, "home-owner", "error", \
	  N_("{1} belongs to another account.")) \
	X(HEALTH_KEY_MODE, "key-mode", "error", \
	  N_("The workstation's key can be read by others: chmod 600 {1}")) \
	X(HEALTH_CONFIG, "archive-config", "error", \
	  N_("The archive's setting {1} is not {2}: git could tidy away what " \
	     "sanshen needs.")) \
	X(HEALTH_REF, "extra-ref", "error", \
	  N_("The archive has a reference beside main: {1}")) \
	X(HEALTH_SPACE, "disk-space", "warn", \
	  N_("Only {2} MB are free where {1} lies.")) \
	X(HEALTH_APPOINT, "appointment", "warn", \
	  N_("Step “{1}” may find nobody: appoint {2}")) \
	X(HEALTH_DICTIONARY, "dictionary", "warn", \
	  N_("The English dictionary is missing: apt install {1}")) \
	X(HEALTH_EVERY, "no-holder", "warn", \
	  N_("The unit {1} has nobody with the role {2}.")) \
	X(HEALTH_DUTY, "duty-open", "warn", \
	  N_("The policy wants “{1}” to name who has this duty: {2}")) \
	X(HEALTH_DUTY_GONE, "duty-nobody", "warn", \
	  N_("The column “{1}” names whom nobody is ({2}): appoint or enable " \
	     "somebody, or change the policy.")) \
	X(HEALTH_CHANNEL_GONE, "duty-nobody", "warn", \
	  N_("The channel “{1}” names whom nobody is ({2}): appoint or " \
	     "enable somebody, or change the policy.")) \
	X(HEALTH_TIER, "tier-missing", "warn", \
	  N_("The policy speaks of units of the kind {1}, but no unit is of " \
	     "that kind. Mend the policy, or set it: sanshen unit set UNIT " \
	     "--tier {1}")) \
	X(HEALTH_ENDS, "policy-ends", "warn", \
	  N_("The policy “{1}” ends on {2}: a new one has to be in force by " \
	     "then.")) \
	X(HEALTH_OVER, "policy-over", "error", \
	  N_("The policy “{1}” ended on {2}: nothing can be handed in.")) \
	X(HEALTH_EARLY, "policy-early", "error", \
	  N_("The policy “{1}” is in force from {2} on: nothing can be " \
	     "handed " \
	     "in before.")) \
	X(HEALTH_UNIT, "unit-missing", "warn", \
	  N_("The policy names a unit that is not there: sanshen unit add " \
	     "{1}")) \
	X(HEALTH_UNIT_ENDED, "unit-ended", "warn", \
	  N_("The policy names the unit {1}, which ended and has no " \
	     "successor.")) \
	X(HEALTH_GRANT, "grant-ended", "warn", \
	  N_("Nobody holds this office any more since the grant of {1} " \
	     "ended: " \
	     "{2}")) \
	X(HEALTH_FLIGHT, "unit-posts", "warn", \
	  N_("The unit {1} ended without a successor, and posts are on their " \
	     "way there: {2}")) \
	X(HEALTH_OWN_KEY, "no-key", "warn", \
	  N_("{1} may sign at “{2}”, which asks for their own signature, and " \
	     "has no key in force: sanshen key add")) \
	X(HEALTH_INVITE, "invite-open", "info", \
	  N_("An invitation for {1} is open until {2}, and so is the prompt " \
	     "for its code to strangers. End it: sanshen invite end {1}")) \
	X(HEALTH_SSH_NONE, "ssh-none", "info", \
	  N_("SSH is not set up for this newsroom. What it takes: sanshen " \
	     "ssh-setup")) \
	X(HEALTH_SSH_FILE, "ssh-file", "warn", \
	  N_("{1} is not as this sanshen writes it. Look at it, then: " \
	     "sanshen " \
	     "ssh-setup --apply")) \
	X(HEALTH_SSH_UNSAFE, "ssh-unsafe", "error", \
	  N_("{1} can be changed by others than root, so sshd does not ask " \
	     "there: chown root {1}; chmod go-w {1}")) \
	X(HEALTH_SSH_ACCOUNT, "ssh-account", "error", \
	  N_("There is no account {1} to serve the newsroom: sanshen " \
	     "ssh-setup --apply")) \
	X(HEALTH_SSH_OWNER, "ssh-owner", "error", \
	  N_("{1} does not belong to the account {2}, which serves it: chown " \
	     "-R {2} {1}")) \
	X(HEALTH_SSH_SHELL, "ssh-shell", "error", \
	  N_("The shell of the account {1}, {2}, runs nothing for sshd: " \
	     "usermod --shell /bin/sh {1}")) \
	X(HEALTH_SSH_LOCKED, "ssh-locked", "error", \
	  N_("The account {1} is locked, so sshd lets nobody in: usermod " \
	     "--password '*' {1}")) \
	X(HEALTH_SSH_VALUE, "ssh-value", "error", \
	  N_("sshd does not do “{2}” for the account {1}: a line before it " \
	     "says something else. Look with: sshd -T -C user={1}")) \
	X(HEALTH_SSH_DENIED, "ssh-denied", "error", \
	  N_("sshd lets only some accounts in, and {1} is not among them. " \
	     "Add " \
	     "it to the line: {2}")) \
	X(HEALTH_SSH_REFUSED, "ssh-refused", "error", \
	  N_("sshd cannot read its own configuration, and says: {1}")) \
	X(HEALTH_SSH_UNSEEN, "ssh-unseen", "info", \
	  N_("What sshd makes of its files only root can see: sanshen " \
	     "ssh-setup")) \
	X(HEALTH_SSH_YAMA, "ssh-yama", "warn", \
	  N_("Programs of one account may look into each other here: sysctl " \
	     "kernel.yama.ptrace_scope=1")) \
	X(HEALTH_INDEX, "index", "error", \
	  N_("The index does not say what the archive says: sanshen rebuild"))
#define HEALTH_ENUM(value, name, severity, sentence) value,
enum health_kind { HEALTH_LIST(HEALTH_ENUM) HEALTH_COUNT };
#undef HEALTH_ENUM
struct health {
	enum health_kind kind;
	char subject[256], object[256];
};
struct healths {
	struct health *at;
	size_t count, room;
};
void healths_clear(struct healths *healths);
/* One answer more; `object` may be NULL. */
void healths_tell(struct healths *out, enum health_kind kind,
                  const char *subject, const char *object);
/* Nothing but what is said for information. */
bool healths_are_good(const struct healths *healths);
enum err_code desk_doctor(struct desk *desk, int64_t now_ms,
                          struct healths *out, struct err *err) MUST_USE;

#endif
