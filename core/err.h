/*
 * err - what went wrong: a code a program can test, a subject a person knows.
 *
 * Every call that can fail returns ERR_OK or one code, and takes a
 * `struct err *` as its last argument. The call that knows most fills it, once;
 * callers pass it up unchanged. Only tui/say.c turns a code into a sentence.
 */
#ifndef CORE_ERR_H
#define CORE_ERR_H

#include <stddef.h>

#define N_(sentence) sentence /* marked for translation, not translated */
#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF(place, first) __attribute__((format(printf, place, first)))

/*
 * X(code, exit status of the command line, sentence). In a sentence {1} is
 * err.subject, {2} is err.object and {n} is err.line: named places, so that a
 * translation may change their order and no text of a stranger is a format.
 */
#define ERR_LIST(X) \
	X(ERR_OK, 0, N_("Done.")) \
	/* 1: checked and found wanting, or held */ \
	X(ERR_FOUND, 1, N_("{1} has findings.")) \
	X(ERR_HELD, 1, \
	  N_("{1} holds {2}: it is kept as a draft and not in the archive " \
	     "yet. Cover it and save again.")) \
	X(ERR_HELD_WORDS, 1, \
	  N_("Your words hold {2}: nothing was recorded. Cover it and say it " \
	     "again.")) \
	/* 2: used wrongly */ \
	X(ERR_USAGE, 2, N_("{1}: {2}")) \
	X(ERR_NO_TERMINAL, 2, \
	  N_("The workstation needs a terminal that can move its cursor; " \
	     "sanshen --help lists the commands.")) \
	X(ERR_NO_COMMAND, 2, \
	  N_("There is no command “{1}”. sanshen --help lists them.")) \
	X(ERR_NOT_BUILT, 2, N_("“{1}” is not in this version.")) \
	X(ERR_ARGUMENT_MISSING, 2, N_("{1} needs {2}.")) \
	X(ERR_ARGUMENT_EXTRA, 2, N_("{1} does not take “{2}”.")) \
	X(ERR_BAD_VALUE, 2, N_("“{2}” is not a value for {1}.")) \
	X(ERR_OTHER_UNIT, 2, N_("{1} belongs to the unit {2}.")) \
	X(ERR_WHO, 2, \
	  N_("Say who you are with --as PERSON or $SANSHEN_AS. People here: " \
	     "{2}")) \
	X(ERR_WHO_UNKNOWN, 2, \
	  N_("There is no person “{1}” here. People here: {2}")) \
	X(ERR_BAD_ID, 2, \
	  N_("“{1}” cannot be an id: a small letter first, then small " \
	     "letters, " \
	     "digits or -, 32 at most.")) \
	X(ERR_BAD_TEXT, 2, \
	  N_("{1} is not valid UTF-8 at byte {2}. If it is GB18030, add " \
	     "--encoding gb18030.")) \
	X(ERR_BAD_GB18030, 2, N_("{1} is not valid GB18030 at byte {2}.")) \
	X(ERR_CONTROL, 2, \
	  N_("{1} holds the control character {2}, which no text may.")) \
	X(ERR_TOO_LARGE, 2, N_("{1} is too large: {2} at most.")) \
	X(ERR_EMPTY, 2, N_("{1} is empty.")) \
	X(ERR_OP_ID_TAKEN, 2, \
	  N_("The op-id {1} already belongs to something else that was " \
	     "recorded ({2}).")) \
	X(ERR_LINE, 2, N_("{1}, line {n}: {2}")) \
	/* Not translated: such a terminal could not show it. */ \
	X(ERR_CHARSET, 2, \
	  "This terminal says it uses {1}; sanshen needs UTF-8. Try: " \
	  "LC_ALL=C.UTF-8 sanshen") \
	X(ERR_BAD_POLICY, 2, \
	  N_("The policy {1} has mistakes; nothing was done.")) \
	/* 3: refused by a rule or a right */ \
	X(ERR_NO_RIGHT, 3, \
	  N_("This needs the office {2}; {1} does not hold it.")) \
	X(ERR_DISABLED, 3, N_("{1} is disabled here and may not act.")) \
	X(ERR_KEY_ENDED, 3, \
	  N_("The key {2} has ended, or is not one of {1}. Nothing was " \
	     "recorded; ask the administrator for another.")) \
	X(ERR_SESSIONS, 3, \
	  N_("{1} has {2} sessions open already. Close one and come in " \
	     "again.")) \
	X(ERR_NOT_PROVIDER, 3, \
	  N_("Only the provider, {2}, may do this with {1}.")) \
	X(ERR_PROVIDER, 3, \
	  N_("You are the provider of {1} and cannot review it.")) \
	X(ERR_SECOND_SIGNATURE, 3, \
	  N_("You already signed “{2}” of {1}; another person must sign this " \
	     "step.")) \
	X(ERR_AUTHOR, 3, \
	  N_("You wrote in {1} yourself; another person must sign it.")) \
	X(ERR_NOT_TICKED, 3, \
	  N_("“{1}” asks for ticks that are missing. Look, then tick: {2}")) \
	X(ERR_NO_OPINION, 3, N_("“{1}” asks for an opinion in words.")) \
	X(ERR_NOT_PERSONAL, 3, \
	  N_("“{1}” asks for a signature by your own key. At your own " \
	     "computer: sanshen-sign HOST {2}")) \
	X(ERR_BAD_SIGNATURE, 3, \
	  N_("That is no signature of what sign --prepare printed ({1}). " \
	     "Nothing was recorded.")) \
	X(ERR_NOT_THEIRS, 3, \
	  N_("This was prepared for {1}, and you are {2}.")) \
	X(ERR_NOT_YOUR_KEY, 3, \
	  N_("The key {2} that signed is none of {1}'s in force. Nothing was " \
	     "recorded.")) \
	X(ERR_NO_REJECT, 3, \
	  N_("“{1}” may send a post back, but not reject it for good.")) \
	X(ERR_NOT_TURN, 3, N_("{1} waits for: {2}.")) \
	X(ERR_LAST_HANDS, 3, \
	  N_("You are the only one left for the later step “{2}” of {1}; let " \
	     "a " \
	     "colleague sign this one.")) \
	X(ERR_STATE, 3, N_("{1} is “{2}” now; this cannot be done then.")) \
	X(ERR_NO_HOLDER, 3, \
	  N_("Nobody can sign the step “{1}”. Appoint somebody: {2}")) \
	X(ERR_NO_ROUTE, 3, N_("The policy has no route for {1}.")) \
	X(ERR_OPEN_FINDING, 3, \
	  N_("Open finding {1}. Mend it, or give a reason: --waive {1}={2}")) \
	X(ERR_EDITOR_FINDING, 3, \
	  N_("“{2}” is a finding ({1}) for which no reason was given when " \
	     "the " \
	     "post was handed in. Mend it, or send the post back.")) \
	X(ERR_BLOCKED, 3, \
	  N_("{1} blocks ({2}) and cannot be waived. Mend it and save " \
	     "again.")) \
	X(ERR_NO_FINDING, 3, N_("There is no open finding {1} to waive.")) \
	X(ERR_NO_REASON, 2, N_("--waive {1} needs a reason: --waive {1}=…")) \
	X(ERR_TOO_EARLY, 3, N_("{1} is not to be published before {2}.")) \
	X(ERR_GRADE_DOWN, 3, \
	  N_("The grade of {1} is “{2}” and can only go up from here.")) \
	X(ERR_GRADE_UP, 3, \
	  N_("The grade of {1} is “{2}”; a lower one is needed here.")) \
	X(ERR_FIELD_MISSING, 3, \
	  N_("The form of {1} still needs: {2}. Fill it in and save.")) \
	X(ERR_FIELD_VALUE, 3, N_("The form says {1}; it must be one of: {2}")) \
	X(ERR_FORM_OLD, 3, \
	  N_("{1} was written under another policy. The one in force does " \
	     "not " \
	     "know: {2}. Save it with others.")) \
	X(ERR_POLICY_OVER, 3, \
	  N_("The policy “{1}” ended on {2}. Posts handed in before go on; a " \
	     "new one needs a policy in force.")) \
	X(ERR_POLICY_EARLY, 3, \
	  N_("The policy “{1}” is in force from {2} on, not before.")) \
	X(ERR_NO_JOINT, 3, N_("{1}: no joint review can be opened here{2}.")) \
	X(ERR_NO_SEATS, 3, N_("Say who is asked: --with {2}")) \
	X(ERR_BAD_SEAT, 3, \
	  N_("“{1}” has no seat in this joint review. Seats: {2}")) \
	X(ERR_NOT_ELIGIBLE, 3, \
	  N_("{1} cannot sign {2}: provider, author, signer of another step, " \
	     "without the office, or not here any more.")) \
	X(ERR_NOT_OUT, 3, \
	  N_("{1} is not published, so it cannot take the place of {2}.")) \
	X(ERR_WEAKER_POLICY, 3, \
	  N_("The policy {1} is weaker than the one above it; nothing was " \
	     "done.")) \
	X(ERR_WRONG_CHANNEL, 3, \
	  N_("{1} was not approved for the channel {2}.")) \
	X(ERR_NOTHING_HELD, 3, N_("{1} has no text that is held.")) \
	X(ERR_HELD_FIRST, 3, \
	  N_("The text of {1} is held and not in the archive. Save it again " \
	     "without what holds it, or have it released.")) \
	X(ERR_EXISTS, 3, N_("{1} exists already.")) \
	X(ERR_BAD_LINE, 128, \
	  N_("This line is refused: there is no shell here, no line break, " \
	     "and room for 16 KB. Put a text in quotes twice, as in ssh host " \
	     "'return POST --opinion \"…\"'; ssh host help lists the " \
	     "commands.")) \
	X(ERR_NOT_SERVED, 128, N_("{1} cannot be done over SSH.")) \
	X(ERR_ONLY_STDIN, 128, \
	  N_("Over SSH a file is called - and comes through the standard " \
	     "input, not: {1}")) \
	X(ERR_NOT_PREPARED, 2, \
	  N_("That is not what sign --prepare printed with a signature after " \
	     "it ({1}).")) \
	X(ERR_UNKNOWN_KEY, 128, \
	  N_("This key is not known here. Whoever was invited comes with the " \
	     "code, and without a command: ssh -t host")) \
	X(ERR_NO_CODE, 2, N_("No code was given. Nothing was done.")) \
	X(ERR_WRONG_CODE, 3, \
	  N_("No open invitation has this code. Nothing was done.")) \
	X(ERR_CROWD, 3, \
	  N_("Others are asked for their codes now, as many as can be. Come " \
	     "back in some minutes.")) \
	X(ERR_TOO_MANY, 3, \
	  N_("Too many wrong codes came within an hour. None is looked at " \
	     "now; come back in an hour.")) \
	X(ERR_NOT_ROOT, 3, \
	  N_("This changes the computer: run it as root. Without --apply it " \
	     "says what it would do; --root DIR does it in a folder.")) \
	X(ERR_UNSAFE, 3, \
	  N_("{1} can be changed by others than root, and sshd would run " \
	     "this program from there. Install it first: make install")) \
	X(ERR_NOT_OURS, 3, \
	  N_("{1} was not written by sanshen ssh-setup. Look what it is, and " \
	     "move it away.")) \
	X(ERR_FOREIGN, 3, \
	  N_("{1} is there and is no folder of the account {2}. Name the " \
	     "account it belongs to (--account), or another folder " \
	     "(--home).")) \
	X(ERR_SSHD, 5, \
	  N_("sshd refuses the configuration; all is as it was. It says: " \
	     "{2}")) \
	X(ERR_SSHD_DEAF, 5, \
	  N_("sshd does not do what {1} says; all is as it was. sshd_config " \
	     "needs this line before any other: Include {2}")) \
	X(ERR_RAN, 5, N_("{1} failed; all is as it was. It says: {2}")) \
	X(ERR_AGENT_REFUSED, 3, \
	  N_("Your ssh-agent did not sign: it is locked, has no such key, " \
	     "was told no, or keeps the key for certain hosts (ssh-add -h). " \
	     "See ssh-add -l, then sign again.")) \
	X(ERR_BAD_KEY, 2, \
	  N_("That is no public key that can sign. Give one line of a .pub " \
	     "file: ssh-ed25519 AAAA…")) \
	X(ERR_OPEN_LOCAL, 3, \
	  N_("{1} leaves values open (local). Fill them in first; sanshen " \
	     "policy todo lists them.")) \
	X(ERR_NOT_DEMO, 3, N_("{1} already holds a newsroom.")) \
	X(ERR_LAST_ADMIN, 3, N_("{1} is the last administrator left.")) \
	X(ERR_NO_END, 3, \
	  N_("The policy wants an end to every grant of {1}: --until DAY.")) \
	X(ERR_UNIT_ROOT, 3, \
	  N_("{1} is the root of all units: it cannot move or end.")) \
	X(ERR_UNIT_ENDED, 3, \
	  N_("The unit {1} has ended. What waits for it is with {2}.")) \
	X(ERR_UNIT_CIRCLE, 3, \
	  N_("{1} cannot follow {2}: one would come after the other in a " \
	     "circle.")) \
	X(ERR_PASSWORD_UNASKED, 3, \
	  N_("The policy in force asks for no passwords.")) \
	X(ERR_PASSWORD_NONE, 3, \
	  N_("A password is asked for here, and you have none. Set one: " \
	     "sanshen password set")) \
	X(ERR_PASSWORD_NEEDED, 3, \
	  N_("Your password is asked for here: --password-from -, and the " \
	     "password in the first line of the standard input.")) \
	X(ERR_PASSWORD_WRONG, 3, N_("That is not your password.")) \
	X(ERR_PASSWORD_LOCKED, 3, \
	  N_("There were too many wrong passwords. Wait {n} min, then try " \
	     "again.")) \
	X(ERR_PASSWORD_OLD, 3, \
	  N_("Your password is older than the policy allows. Set a new one " \
	     "first: sanshen password set")) \
	X(ERR_PASSWORD_ONCE, 3, \
	  N_("Your password was made for you and is good for one thing only: " \
	     "to set your own, with sanshen password set")) \
	X(ERR_PASSWORD_SHORT, 3, \
	  N_("A password has {n} characters at least.")) \
	X(ERR_PASSWORD_LETTER, 3, N_("The password lacks a letter, a to z.")) \
	X(ERR_PASSWORD_DIGIT, 3, N_("The password lacks a digit, 0 to 9.")) \
	X(ERR_PASSWORD_SPECIAL, 3, \
	  N_("The password lacks a sign that is neither letter nor digit.")) \
	X(ERR_PASSWORD_EASY, 3, \
	  N_("This password is among the first that are guessed. Take " \
	     "another " \
	     "one.")) \
	X(ERR_PASSWORD_OWN, 3, \
	  N_("The password holds your name or your id. Take another one.")) \
	X(ERR_PASSWORD_SAME, 3, \
	  N_("This is the password you have. Take another one.")) \
	X(ERR_PASSWORD_TWICE, 2, \
	  N_("The two are not the same. Nothing was changed.")) \
	/* 4: stale */ \
	X(ERR_STALE, 4, \
	  N_("{1} is now revision {2}, not what you read. Nothing was " \
	     "recorded: " \
	     "please read it again.")) \
	X(ERR_PREPARED, 4, \
	  N_("{1} would be signed in other words by now (“{2}”). Nothing was " \
	     "recorded: prepare it again.")) \
	X(ERR_FILE_MOVED, 4, \
	  N_("{1} was changed by another program meanwhile; nothing was " \
	     "written.")) \
	/* 5: the machine failed */ \
	X(ERR_SYSTEM, 5, N_("The computer could not read or write {1}: {2}")) \
	X(ERR_LOCK, 5, \
	  N_("Somebody else has been writing for 15 seconds. Nothing was " \
	     "recorded; try again.")) \
	X(ERR_MOVED, 5, \
	  N_("Something other than sanshen moved {1}. Nothing was recorded.")) \
	X(ERR_BROKEN, 5, N_("{1} does not match its own fingerprint: {2}")) \
	X(ERR_AGENT_SILENT, 5, \
	  N_("Your ssh-agent has not answered for {1} s. See whether it, or " \
	     "your security key, waits for you; then sign again.")) \
	X(ERR_AGENT_BROKEN, 5, \
	  N_("What your ssh-agent answered cannot be used: {1}. Start it " \
	     "anew and sign again.")) \
	X(ERR_NEWER, 5, N_("{1} was made by a newer sanshen.")) \
	/* 6: no such thing */ \
	X(ERR_NO_HOME, 6, \
	  N_("There is no newsroom in {1}. sanshen init makes one.")) \
	X(ERR_NO_POST, 6, N_("There is no post {1}.")) \
	X(ERR_NO_REVISION, 6, N_("{1} has no revision {2}.")) \
	X(ERR_NO_PERSON, 6, N_("There is no person {1}.")) \
	X(ERR_NO_UNIT, 6, N_("There is no unit {1}.")) \
	X(ERR_NO_ROLE, 6, N_("The policy has no role {1}.")) \
	X(ERR_NO_GRANT, 6, N_("{1} does not hold {2} now.")) \
	X(ERR_NO_KEY, 6, N_("{1} has no key {2} in force.")) \
	X(ERR_NO_INVITE, 6, N_("There is no open invitation for {1}.")) \
	X(ERR_NO_AGENT, 6, \
	  N_("No ssh-agent of yours can be reached from here. Connect with " \
	     "ssh -A, by a key for which key forward is on.")) \
	X(ERR_NO_COLUMN, 6, N_("The policy has no column {1}.")) \
	X(ERR_NO_CHANNEL, 6, N_("The policy has no channel {1}.")) \
	X(ERR_NO_GRADE, 6, N_("The policy has no grade {1}.")) \
	X(ERR_NO_CATEGORY, 6, N_("The policy has no category {1}.")) \
	X(ERR_NO_FLAG, 6, N_("The policy has no flag {1}.")) \
	X(ERR_NO_FIELD, 6, N_("The policy has no field {1}.")) \
	X(ERR_NO_POLICY, 6, N_("There is no policy {1}. Shipped: {2}")) \
	X(ERR_NO_AUTOSAVE, 6, \
	  N_("What was kept here as {1} is gone: it was saved or discarded.")) \
	X(ERR_NO_PROPOSAL, 6, N_("Nobody proposed another text for {1}.")) \
	X(ERR_NO_ATTACHMENT, 6, N_("{1} has no attachment {2}.")) \
	X(ERR_NO_FILE, 6, N_("There is no file {1}.")) \
	/* mistakes in a policy file: subject, what to write, and the line */ \
	X(ERR_POLICY_SYNTAX, 2, \
	  N_("“{1}” is neither [section] nor key = value. Write: {2}")) \
	X(ERR_POLICY_SECTION, 2, \
	  N_("There is no section [{1}]. Write one of: {2}")) \
	X(ERR_POLICY_KEY, 2, \
	  N_("There is no key “{1}” here. Write one of: {2}")) \
	X(ERR_POLICY_CONTROL, 2, \
	  N_("This line holds the control character {1}. Take it out.")) \
	X(ERR_POLICY_LARGE, 2, \
	  N_("The file is too large for a policy: {1} at most.")) \
	X(ERR_POLICY_ID, 2, \
	  N_("“{1}” cannot be an id: first a small letter a-z, then small " \
	     "letters, digits or -, 32 characters at most.")) \
	X(ERR_POLICY_RULE, 2, \
	  N_("There is no check “{1}”. Write one of: {2}")) \
	X(ERR_POLICY_QUESTION, 2, \
	  N_("A condition cannot ask for “{1}”. Write one of: {2}")) \
	X(ERR_POLICY_LAST, 2, \
	  N_("“{1}” publishes, so it must stand last in its route, after at " \
	     "least one other step.")) \
	X(ERR_POLICY_JOINT, 2, \
	  N_("The step “{1}” is not of kind = joint. Steps that are: {2}")) \
	X(ERR_POLICY_NO_JOINT, 2, \
	  N_("The step “{1}” is not of kind = joint, and no step of this " \
	     "policy is.")) \
	X(ERR_POLICY_SHADOW, 2, \
	  N_("{1} takes every post, so that none comes to what follows: {2}. " \
	     "Put it last, or give it a condition.")) \
	X(ERR_POLICY_REMIND, 2, \
	  N_("remind = {1} is longer than the deadline of the step, {2}. " \
	     "Write a shorter one.")) \
	X(ERR_POLICY_TWICE, 2, \
	  N_("{1} stands twice. Keep one; the first is on line {2}.")) \
	X(ERR_POLICY_MISSING, 2, N_("[{1}] needs a line: {2}")) \
	X(ERR_POLICY_VALUE, 2, N_("“{1}” cannot stand here. Write: {2}")) \
	X(ERR_POLICY_ROLE, 2, N_("There is no role “{1}”. Write one of: {2}")) \
	X(ERR_POLICY_STEP, 2, N_("There is no step “{1}”. Write one of: {2}")) \
	X(ERR_POLICY_GRADE, 2, \
	  N_("There is no grade “{1}”. Write one of: {2}")) \
	X(ERR_POLICY_UNREACHABLE, 2, \
	  N_("No post can ever reach {1}. Take it out, or write: {2}")) \
	X(ERR_POLICY_NO_ROUTE, 2, \
	  N_("A post of grade “{1}” has no route. Write: {2}")) \
	X(ERR_POLICY_CONDITION, 2, \
	  N_("“{1}” is not understood in a condition. Write: {2}")) \
	X(ERR_POLICY_UNKNOWN, 2, \
	  N_("The policy has no {1}. Write one of: {2}")) \
	X(ERR_POLICY_WEAKER, 2, \
	  N_("{1} is weaker than the policy above it, which says: {2}")) \
	X(ERR_POLICY_LATER, 3, \
	  N_("{1} is understood, but this version cannot record it yet. " \
	     "Write: {2}")) \
	X(ERR_POLICY_LOCAL, 3, \
	  N_("{1} is still open (local): the regulation gives no value. " \
	     "Write: " \
	     "{2}"))

#define ERR_ENUM(code, status, sentence) code,
enum err_code { ERR_LIST(ERR_ENUM) ERR_COUNT };
#undef ERR_ENUM

struct err {
	enum err_code code;
	int line;          /* of the file in question, first is 1; 0: none */
	char subject[256]; /* what it is about, as the reader names it */
	char object[512];  /* the second thing the sentence names */
	char detail[256];  /* for the log, in English; may be empty */
};

/*
 * Fills *err (NULL is allowed) and returns `code`, so a caller can write
 * `return err_set(err, ERR_NO_POST, id, NULL);`. Both strings are copied, cut
 * at a character boundary when too long; NULL is an empty string.
 */
enum err_code err_set(struct err *err, enum err_code code, const char *subject,
                      const char *object);

/* The same, with a line number. */
enum err_code err_set_line(struct err *err, enum err_code code, int line,
                           const char *subject, const char *object);

/* Adds words for the log to an error that is set. */
void err_detail(struct err *err, const char *detail);

/* The exit status of DESIGN section 8 for a code: 0..6, or 128. */
int err_status(enum err_code code);

/* The English sentence with its places, for tui/say.c to translate. */
const char *err_sentence(enum err_code code);

/* The code's name as written here ("ERR_STALE"): for tests and logs. */
const char *err_name(enum err_code code);

#endif
