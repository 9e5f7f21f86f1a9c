/*
 * check - runs the checks over a text and gives findings in order.
 *
 * Pure: what only store/ can open (a speller, term lists) comes in as a
 * struct check_kit. Ranges are half-open byte offsets into the text as given
 * (a BOM and CRLF count), so that text[start..end) is exactly what was found.
 * Rule names are class/name, ASCII, stable. Nothing here says "no errors".
 */
#ifndef CORE_CHECK_H
#define CORE_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/str.h"

#define SEVERITY_LIST(X) \
	X(SEVERITY_INFO, "info") \
	X(SEVERITY_WARN, "warn") \
	X(SEVERITY_ACK, "ack") \
	X(SEVERITY_BLOCK, "block")
#define SEVERITY_ENUM(value, id) value,
enum severity { SEVERITY_LIST(SEVERITY_ENUM) SEVERITY_COUNT };
#undef SEVERITY_ENUM
const char *severity_id(enum severity severity);
bool severity_read(struct span id, enum severity *out);

/*
 * The sentences of the built-in rules, with places as in err.h: {1} is the
 * text found, {2} finding.object. A term's sentence is its own reason instead.
 * What form/ rules find has the policy for its source.
 */
#define RULE_LIST(X) \
	X("spelling/unknown", SEVERITY_WARN, "spelling", \
	  N_("“{1}” is not in the dictionary."), "Hunspell en_US") \
	X("privacy/id-number", SEVERITY_BLOCK, "privacy", \
	  N_("A resident identity number with a right check digit."), \
	  "GB 11643-1999；《中华人民共和国个人信息保护法》第二十五条") \
	X("privacy/mobile", SEVERITY_ACK, "privacy", \
	  N_("A mobile number: private numbers do not belong in a notice."), \
	  "《中华人民共和国个人信息保护法》第二十五条") \
	X("secrecy/marking", SEVERITY_BLOCK, "secrecy", \
	  N_("A secrecy marking."), "《中华人民共和国保守国家秘密法》") \
	X("secrecy/internal", SEVERITY_BLOCK, "secrecy", \
	  N_("A marking for internal use only."), \
	  "《中华人民共和国政府信息公开条例》第十六条") \
	X("typography/half-width", SEVERITY_WARN, "typography", \
	  N_("A half-width mark between Chinese characters."), \
	  "GB/T 15834-2011 5") \
	X("typography/two-names", SEVERITY_WARN, "typography", \
	  N_("One body under two names? “{1}” stands here, “{2}” elsewhere."), \
	  "《党政机关公文处理工作条例》") \
	X("typography/count", SEVERITY_WARN, "typography", \
	  N_("The stated count does not match the list after it ({2})."), \
	  "《党政机关公文处理工作条例》") \
	X("form/grade", SEVERITY_ACK, "form", \
	  N_("The grade is “{1}”; by the policy such a post is “{2}”."), "") \
	X("form/category", SEVERITY_ACK, "form", \
	  N_("The policy keeps the category “{1}” from {2}."), "") \
	X("form/channel", SEVERITY_ACK, "form", \
	  N_("The channel “{1}” does not take the category “{2}”."), "") \
	X("form/time", SEVERITY_WARN, "form", \
	  N_("The time to publish, {1}, is over already."), "")

struct finding {
	size_t start, end;   /* bytes, half-open */
	size_t line, column; /* from 1; columns in code points */
	enum severity severity;
	const char *check;    /* class: spelling, terms, … static */
	char *rule;           /* class/name */
	const char *sentence; /* from RULE_LIST, untranslated; NULL: reason */
	char *reason;         /* a term list's own words; NULL: sentence */
	char *object;         /* {2}; may be NULL */
	char *source;         /* law, standard or list */
	char *text;           /* the bytes found */
	char **suggestions;
	size_t suggestion_count, suggestion_room;
	const char *field; /* text, title, summary, audience, attachment; of
	                      form/ rules category, channels, grade, at */
};

struct findings {
	struct finding *at;
	size_t count, room;
};
void findings_clear(struct findings *findings);
/* Worst severity among them; SEVERITY_INFO when there is none. */
enum severity findings_worst(const struct findings *findings);

/* A speller as core sees it. Words are Latin letters with inner ' or -. */
struct speller {
	void *payload;
	bool (*is_word)(void *payload, const char *word);
	/* Appends suggestions to *finding. May be NULL. */
	void (*suggest)(void *payload, const char *word,
	                struct finding *finding);
};
void finding_suggest(struct finding *finding, const char *text);

/* A set of term lists; made once, used often. */
struct terms;
struct terms *terms_new(void);
void terms_free(struct terms *terms);
/*
 * Reads one list file (appended): lines of TSV
 *   term TAB severity TAB name TAB reason TAB source [TAB replacement]
 * where rule is terms/NAME and a replacement may hold several parted by |; a
 * line "allow TAB text" goes to the allow list; # starts a comment line. `name`
 * is the file's, for errors. Latin terms match whole words. Errors: ERR_LINE.
 */
enum err_code terms_read(struct terms *terms, struct span text,
                         const char *name, struct err *err) MUST_USE;

struct check_kit {
	const struct terms *terms;     /* NULL: terms are not checked */
	const struct speller *speller; /* NULL: spelling is not checked */
};

/* Appends the findings of every check over `text` (strict UTF-8), in order of
 * start; each carries `field` (borrowed, static). An "attachment" is a file's
 * name: typography and spelling leave it alone. */
void check_run(const struct check_kit *kit, struct span text, const char *field,
               struct findings *out);

/*
 * The gate (DESIGN, section 4): only what may not enter an archive commit:
 * resident identity numbers and secrecy markings. Appends findings of severity
 * block.
 */
void check_gate(struct span text, const char *field, struct findings *out);

/* A post as its policy sees it. Borrowed. */
struct form;
struct policy;
struct roster;
struct check_case {
	const struct policy *policy;
	const struct roster *roster;
	const struct form *form;
	const char *unit, *grade, *provider; /* NULL: not known */
	int64_t at_ms; /* of the check; 0: times are left alone */
};
/* After the other checks: appends what the policy finds in the form (fields
 * category, channels, grade, at), then gives every finding the severity that
 * [checks] says. */
void check_by_policy(const struct check_case *post, struct findings *out);

#endif
