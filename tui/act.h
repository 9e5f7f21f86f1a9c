/*
 * act - every act a person can do by a command, in one table.
 *
 * The command line and its help are made from it; the acts of the screens
 * (tui/view.h) bear the same names and borrow their help. An act calls one
 * desk_… function; that is hop two of five.
 */
#ifndef TUI_ACT_H
#define TUI_ACT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "core/err.h"
#include "tui/args.h"
#include "tui/session.h"

enum act_need {
	ACT_ALONE,    /* opens what it needs itself */
	ACT_NEWSROOM, /* a newsroom */
	ACT_PERSON    /* a newsroom and somebody who acts */
};

/*
 * Does it, and prints what there is to print. ERR_FOUND means status 1 and that
 * everything was said already; any other code is said by the caller.
 */
typedef enum err_code (*act_run)(struct session *session,
                                 const struct args *args, struct err *err);
/* What is wrong with the words and options alone, before anything is opened. */
typedef enum err_code (*act_judge)(const struct args *args, struct err *err);

struct act_row {
	const char *name;  /* "new", "person add" */
	const char *usage; /* what may follow the name */
	const char *help;  /* one sentence, untranslated */
	const char *words; /* the words it needs, for “needs POST” */
	act_run run;       /* NULL: not in this version */
	act_judge judge;   /* NULL: nothing more to judge */
	enum act_need need;
	size_t words_limit; /* more are too many */
	uint64_t takes;     /* an OPTION_BIT each */
	uint64_t must;      /* of these, the ones it cannot do without */
};

/* What every act takes beside its own. */
#define ACT_ALWAYS \
	(OPTION_BIT(OPTION_HELP) | OPTION_BIT(OPTION_HOME) | \
	 OPTION_BIT(OPTION_AS))

size_t act_count(void);
const struct act_row *act_at(size_t index);

/*
 * The row that argv[0] (and argv[1], for “person add”) names; *used says how
 * many words. Errors: ERR_NO_COMMAND, ERR_ARGUMENT_MISSING, ERR_BAD_VALUE.
 */
enum err_code act_find(char *const *argv, int argc, const struct act_row **out,
                       int *used, struct err *err) MUST_USE;

/* Whether words and options suffice; opens nothing. */
enum err_code act_judge_args(const struct act_row *row, const struct args *args,
                             struct err *err) MUST_USE;

/* Does it, after the password is there that a decision may need. */
enum err_code act_do(const struct act_row *row, struct session *session,
                     const struct args *args, struct err *err) MUST_USE;

/* The page of one act, or of all whose name begins with the word `name`;
 * false when there is none. */
bool act_help(FILE *to, const char *name);
void act_help_all(FILE *to);
/* Every key of every screen: cmd-keys.c. */
void keys_page(FILE *to);

/* ---- the acts, by file --------------------------------------------------- */

#define ACT(name) \
	enum err_code act_##name(struct session *session, \
	                         const struct args *args, struct err *err) \
	    MUST_USE
ACT(check); /* cmd-check.c */
ACT(new);   /* cmd-post.c */
ACT(save);
ACT(attach);
ACT(get);
ACT(submit);
ACT(release);
ACT(raise);
ACT(lower);
ACT(withdraw);
ACT(publish);
ACT(sign); /* cmd-decide.c */
ACT(return );
ACT(reject);
ACT(joint); /* cmd-ask.c */
ACT(add);
ACT(hand_on);
ACT(propose);
ACT(accept);
ACT(correct); /* cmd-public.c */
ACT(freeze);
ACT(unfreeze);
ACT(takedown);
ACT(supersede);
ACT(queue); /* cmd-read.c */
ACT(show);
ACT(diff);
ACT(log);
ACT(list);
ACT(person_add); /* cmd-org.c */
ACT(person_set);
ACT(person_disable);
ACT(person_enable);
ACT(person_list);
ACT(unit_add);
ACT(unit_set);
ACT(unit_end);
ACT(unit_list);
ACT(grant_add);
ACT(grant_end);
ACT(grant_list);
ACT(key_add); /* cmd-ssh.c */
ACT(key_end);
ACT(key_forward);
ACT(key_list);
ACT(client);
ACT(authorized_keys);
ACT(invite);       /* cmd-invite.c */
ACT(ssh_setup);    /* cmd-ssh-setup.c */
ACT(password_set); /* cmd-password.c */
ACT(password_reset);
ACT(serve);        /* cmd-serve.c */
ACT(logins);       /* cmd-logins.c */
ACT(serve_invite); /* cmd-serve-invite.c: serve --invite */
ACT(policy_check); /* cmd-policy.c */
ACT(policy_todo);
ACT(policy_copy);
ACT(policy_apply);
ACT(policy_show); /* cmd-policy-show.c */
ACT(policy_try);  /* cmd-policy-try.c */
ACT(policy_diff); /* cmd-policy-diff.c */
ACT(init);        /* cmd-house.c */
ACT(verify);
ACT(rebuild);
ACT(dump);
ACT(doctor);
ACT(demo); /* cmd-demo.c */
ACT(edit); /* cmd-station.c */
ACT(policy_edit);
ACT(home); /* no row: sanshen without a command */
#undef ACT
enum err_code judge_check(const struct args *args, struct err *err) MUST_USE;
enum err_code judge_sign(const struct args *args, struct err *err) MUST_USE;
enum err_code judge_show(const struct args *args, struct err *err) MUST_USE;
enum err_code judge_diff(const struct args *args, struct err *err) MUST_USE;
enum err_code judge_org(const struct args *args, struct err *err) MUST_USE;
enum err_code judge_password_set(const struct args *args,
                                 struct err *err) MUST_USE;
enum err_code judge_list(const struct args *args, struct err *err) MUST_USE;
enum err_code judge_authorized_keys(const struct args *args,
                                    struct err *err) MUST_USE;
enum err_code judge_invite(const struct args *args, struct err *err) MUST_USE;
enum err_code judge_serve(const struct args *args, struct err *err) MUST_USE;
enum err_code judge_init(const struct args *args, struct err *err) MUST_USE;
/* Whether screens can be shown. ERR_NO_TERMINAL, ERR_CHARSET. */
enum err_code judge_screen(const struct args *args, struct err *err) MUST_USE;

/* `sign` without a content id: one post, or NULL: all that wait, one after
 * another. ERR_FOUND: one post, and nothing was recorded; said. */
enum err_code sign_on_screen(struct session *session, const char *post,
                             struct err *err) MUST_USE;
/* What the environment says that the terminal writes, where that is not UTF-8;
 * else NULL. Each may be NULL or empty. Borrowed. */
const char *charset_refused(const char *lc_all, const char *lc_ctype,
                            const char *lang);

#endif
