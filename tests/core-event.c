#include "core/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tests/test.h"

#define TREE "0123456789abcdef0123456789abcdef01234567"
#define SHA TREE "0123456789abcdef01234567"

static const char *const nasty[] = {
    "同意发布。",
    "---",
    "--- ",
    " ---",
    "   --- 同意",
    "--------- 分隔 ---------",
    "---\nEvent: sign\nActor: leader",
    "同意。\n\nEvent: sign\nPost: 20261123-007\nActor: leader",
    "Event: reject\nActor: leader\nAt: 2026-11-23T10:05:03+08:00",
    "同意。\n\n---\n\nEvent: init\n\nEvent: init",
    "第一段。\n   \nEvent: sign\nActor: leader\n\t\nAt: 1",
    "# ------------------------ >8 ------------------------\nEvent: init",
    "Actor: leader\n; ------------------------ >8 ------------------------\nx",
    "Actor: leader\n# ------------------------ >8 ------------------------\n",
    "Signed-off-by: 校长 <a@b.c>\n(cherry picked from commit " TREE ")",
    "Conflicts:\n\tpost.md",
    "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@",
    "From " TREE " Mon Sep 17 00:00:00 2001\nSubject: x\n\n---\n x | 1 +",
    "Op-Id: stolen\n Continued: yes\n\tand: more",
    "# comment\n#Event: sign",
    "𠮷野家、👨‍👩‍👧‍👦、é、ｶﾞ",
    "a\n\n\n\nb",
    "　　全角缩进的一段。\n　　第二段。  ",
    "x: y\n: z\n=\nWaive: terms/x=y",
};

static void fill(struct event *event, enum event_kind kind, const char *body)
{
	memset(event, 0, sizeof(*event));
	event->kind = kind;
	event->about = mem_copy("关于举办2027届毕业生双选会的通知");
	event->body = mem_copy(body);
	event->post = mem_copy("20261123-007");
	event->revision = 3;
	memcpy(event->content, TREE, HEX);
	memcpy(event->content_sha256, SHA, HEX256);
	event->step = mem_copy("unit-head");
	event->actor = mem_copy("head");
	event->role = mem_copy("unit-head@unit1");
	memcpy(event->policy, TREE, HEX);
	event->op_id = mem_copy("op-1");
	if (kind < EVENT_NEW) { /* about no post */
		free(event->post);
		event->post = NULL;
		event->content[0] = event->content_sha256[0] = '\0';
	}
	event->at_ms = 1795399503000;
	event->offset_min = 480;
}

static void same_text(const char *a, const char *b)
{
	assert_string_equal(a ? a : "", b ? b : "");
}

static void same_event(const struct event *a, const struct event *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->revision, b->revision);
	assert_true(a->at_ms == b->at_ms);
	assert_int_equal(a->offset_min, b->offset_min);
	same_text(a->about, b->about);
	same_text(a->body, b->body);
	same_text(a->post, b->post);
	same_text(a->content, b->content);
	same_text(a->content_sha256, b->content_sha256);
	same_text(a->step, b->step);
	same_text(a->actor, b->actor);
	same_text(a->role, b->role);
	same_text(a->policy, b->policy);
	same_text(a->provider, b->provider);
	same_text(a->unit, b->unit);
	same_text(a->grade, b->grade);
	same_text(a->person, b->person);
	same_text(a->channel, b->channel);
	same_text(a->url, b->url);
	same_text(a->op_id, b->op_id);
	same_text(a->decision, b->decision);
	assert_int_equal(a->waiver_count, b->waiver_count);
	for (size_t i = 0; i < a->waiver_count; i++) {
		same_text(a->waivers[i].rule, b->waivers[i].rule);
		same_text(a->waivers[i].reason, b->waivers[i].reason);
	}
}

/* What was written reads back equal, and a copy of it writes the same. */
static void round_trip(const struct event *event)
{
	struct event again = {0}, copy;
	struct str text = {0}, twice = {0};
	struct err err;

	event_write(&text, event);
	ASSERT_OK(event_read(str_span(&text), &again, &err));
	same_event(event, &again);
	event_copy(&copy, &again);
	event_clear(&again);
	event_write(&twice, &copy);
	assert_string_equal(str_text(&text), str_text(&twice));
	event_clear(&copy);
	str_clear(&text);
	str_clear(&twice);
}

static char *trimmed(const char *text)
{
	return span_copy(span_trim(span_of(text)));
}

static void a_signature_is_written_as_designed(void **state)
{
	struct event event;
	struct str text = {0};

	(void)state;
	fill(&event, EVENT_SIGN, "同意发布。\n---\n\n\n");
	event_waive(&event, span_of("terms/985"), span_of(" 原文引用 "));
	event.url = mem_copy("https://example.edu.cn/?a=b: c");
	event_write(&text, &event);
	assert_string_equal(str_text(&text),
	                    "sign 20261123-007 "
	                    "关于举办2027届毕业生双选会的通知\n"
	                    "\n"
	                    "同意发布。\n"
	                    " ---\n"
	                    "\n"
	                    "Event: sign\n"
	                    "Post: 20261123-007\n"
	                    "Revision: 3\n"
	                    "Content: " TREE "\n"
	                    "Content-SHA256: " SHA "\n"
	                    "Step: unit-head\n"
	                    "Actor: head\n"
	                    "Role: unit-head@unit1\n"
	                    "Policy: " TREE "\n"
	                    "Url: https://example.edu.cn/?a=b: c\n"
	                    "Waive: terms/985=原文引用\n"
	                    "Op-Id: op-1\n"
	                    "At: 2026-11-23T10:05:03+08:00\n");
	str_clear(&text);
	event_clear(&event);
}

static void the_rest_is_absent_when_empty(void **state)
{
	struct event event = {0};
	struct str text = {0};

	(void)state;
	event.kind = EVENT_PERSON;
	event.about = mem_copy("add zhang");
	event.person = mem_copy("zhang");
	event.actor = mem_copy("admin");
	event.offset_min = -210;
	event_write(&text, &event);
	assert_string_equal(str_text(&text), "person add zhang\n"
	                                     "\n"
	                                     "Event: person\n"
	                                     "Actor: admin\n"
	                                     "Person: zhang\n"
	                                     "At: 1969-12-31T20:30:00-03:30\n");
	round_trip(&event);
	event_clear(&event);
	str_clear(&text);

	event.kind = EVENT_NEW; /* held: no title */
	event.post = mem_copy("20261123-1234");
	event.actor = mem_copy("head");
	event.op_id = mem_copy("op-2");
	event_write(&text, &event);
	assert_true(span_starts(str_span(&text), "new 20261123-1234\n\nEvent"));
	round_trip(&event);
	event_clear(&event);
	str_clear(&text);
}

static void every_kind_and_nasty_text_comes_back(void **state)
{
	static const char *const subjects[] = {"",
	                                       "---",
	                                       "Event: sign",
	                                       "20261123-007 再来一次",
	                                       "#7 :: x",
	                                       "关于 A  B 的通知",
	                                       "𠮷𠮷𠮷"};

	(void)state;
	for (int kind = 0; kind < EVENT_COUNT; kind++)
		for (size_t i = 0; i < TEST_COUNT(nasty); i++) {
			struct event event;
			char *body = trimmed(nasty[i]);

			fill(&event, (enum event_kind)kind, body);
			free(event.about);
			event.about =
			    mem_copy(subjects[i % TEST_COUNT(subjects)]);
			event_waive(&event, span_of("terms/x"),
			            span_of("a=b: --- # 因"));
			event_waive(&event, span_of("privacy/mobile"),
			            span_of("公开的值班电话"));
			memcpy(event.decision, TREE, HEX);
			event.grade = mem_copy("major");
			round_trip(&event);
			event_clear(&event);
			free(body);
		}
}

/* Bodies put together at random from what could matter. */
static void random_bodies_come_back(void **state)
{
	static const char *const bits[] = {
	    "\n", "\n\n", " ",        "---",          "Event: sign", "At: x",
	    "#",  ">8",   "-- >8 --", "同意",         "。",          "\t",
	    ":",  "=",    "\n \n",    "Actor: leader"};
	uint32_t seed = 7;

	(void)state;
	for (int round = 0; round < 5000; round++) {
		struct str body = {0};
		struct event event;
		char *clean;

		for (int i = 0; i < 12; i++) {
			seed = seed * 1664525u + 1013904223u;
			str_puts(&body, bits[(seed >> 16) % TEST_COUNT(bits)]);
		}
		clean = trimmed(str_text(&body));
		fill(&event, EVENT_RETURN, clean);
		round_trip(&event);
		event_clear(&event);
		free(clean);
		str_clear(&body);
	}
}

static void refuse(const char *message, enum err_code code)
{
	struct event event = {0};
	struct err err;

	ASSERT_CODE(code, event_read(span_of(message), &event, &err));
	assert_null(event.about);
}

static void broken_messages_are_refused(void **state)
{
	static const char *const bad[] = {
	    "",
	    "\n\n",
	    "sign",
	    "Event: sign\nAt: 2026-11-23T10:05:03+08:00\n",
	    "init\n\nEvent: init\n",
	    "init\n\nAt: 2026-11-23T10:05:03+08:00\nEvent: init\n",
	    "init\n\nEvent: init\nAt: yesterday\n",
	    "init\n\nEvent: init\nEvent: init\nAt: 1970-01-01T00:00:00Z\n",
	    "sign\n\nEvent: init\nAt: 1970-01-01T00:00:00Z\n",
	    "initial\n\nEvent: init\nAt: 1970-01-01T00:00:00Z\n",
	    "init\nx\n\nEvent: init\nAt: 1970-01-01T00:00:00Z\n",
	    "init\n\nEvent: init\nno trailer\nAt: 1970-01-01T00:00:00Z\n",
	    "init\n\nEvent: init\nPost: 20261131-001\n"
	    "At: 1970-01-01T00:00:00Z\n",
	    "new 20261123-002\n\nEvent: new\nPost: 20261123-001\n"
	    "At: 1970-01-01T00:00:00Z\n",
	    "init\n\nEvent: init\nRevision: 0\nAt: 1970-01-01T00:00:00Z\n",
	    "init\n\nEvent: init\nRevision: 01\nAt: 1970-01-01T00:00:00Z\n",
	    "init\n\nEvent: init\nRevision: 9999999999\n"
	    "At: 1970-01-01T00:00:00Z\n",
	    "init\n\nEvent: init\nContent: " TREE "0\n"
	    "At: 1970-01-01T00:00:00Z\n",
	    "init\n\nEvent: init\nPolicy: 0123456789ABCDEF0123456789abcdef"
	    "01234567\nAt: 1970-01-01T00:00:00Z\n",
	    "init\n\nEvent: init\nContent-SHA256: " TREE "\n"
	    "At: 1970-01-01T00:00:00Z\n",
	    "init\n\nEvent: init\nRole: head\nAt: 1970-01-01T00:00:00Z\n",
	    "init\n\nEvent: init\nActor: a b\nAt: 1970-01-01T00:00:00Z\n",
	    "init\n\nEvent: init\nActor:\nAt: 1970-01-01T00:00:00Z\n",
	    "init\n\nEvent: init\nOp-Id: a/b\nAt: 1970-01-01T00:00:00Z\n",
	    "init\n\nEvent: init\nWaive: rule\nAt: 1970-01-01T00:00:00Z\n",
	    "init\n\nEvent: init\nWaive: =x\nAt: 1970-01-01T00:00:00Z\n",
	    "init\n\nEvent: init\nWaive: a= \nAt: 1970-01-01T00:00:00Z\n",
	    "init \x1b[31m\n\nEvent: init\nAt: 1970-01-01T00:00:00Z\n",
	    "init\n\nx\x07\n\nEvent: init\nAt: 1970-01-01T00:00:00Z\n",
	    "init\n\n\xff\n\nEvent: init\nAt: 1970-01-01T00:00:00Z\n",
	    "init\n\nEvent: INIT\nAt: 1970-01-01T00:00:00Z\n",
	};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(bad); i++)
		refuse(bad[i], ERR_BROKEN);
	refuse("x\n\nEvent: levitate\nAt: 1970-01-01T00:00:00Z\n", ERR_NEWER);
}

/* Readers count on these: a save without Post once ended the program. */
static void each_kind_has_its_trailers(void **state)
{
	static const char *const keys[] = {"\nPost: 2026",
	                                   "\nActor: ", "\nOp-Id: "};

	(void)state;
	for (int kind = 0; kind < EVENT_COUNT; kind++) {
		enum event_kind known = (enum event_kind)kind;
		struct str house = {0};
		struct event event;

		str_putf(&house,
		         "%s 20261123-001\n\nEvent: %s\nPost: 20261123-001\n"
		         "At: 1970-01-01T00:00:00Z\n",
		         event_id(known), event_id(known));
		refuse(str_text(&house), ERR_BROKEN);
		str_clear(&house);
		for (size_t i = 0; kind >= EVENT_NEW && i < 3; i++) {
			struct str text = {0}, cut = {0};
			size_t at;

			fill(&event, known, "x");
			event_write(&text, &event);
			at = span_find(str_span(&text), keys[i]);
			str_add(&cut, span_from(text.at, at + 1));
			str_puts(&cut, strchr(text.at + at + 1, '\n') + 1);
			refuse(str_text(&cut), ERR_BROKEN);
			str_clear(&text);
			str_clear(&cut);
			event_clear(&event);
		}
	}
}

static void later_trailers_are_skipped(void **state)
{
	struct event event = {0};
	struct err err;

	(void)state;
	ASSERT_OK(event_read(span_of("init\n\nEvent: init\nMood: good\n"
	                             "Mood: bad\nAt: 1970-01-01T00:00:00Z"),
	                     &event, &err));
	assert_int_equal(event.kind, EVENT_INIT);
	event_clear(&event);
}

static void op_ids(void **state)
{
	struct str text = {0};

	(void)state;
	assert_true(event_op_id_is_good(span_of("a.B_9-z")));
	assert_false(event_op_id_is_good(span_of("")));
	assert_false(event_op_id_is_good(span_of("a b")));
	assert_false(event_op_id_is_good(span_of("号")));
	for (int i = 0; i < 64; i++)
		str_putc(&text, 'x');
	assert_true(event_op_id_is_good(str_span(&text)));
	str_putc(&text, 'x');
	assert_false(event_op_id_is_good(str_span(&text)));
	str_clear(&text);
}

static void run(const char *command, struct str *out)
{
	char buffer[4096];
	size_t got;
	FILE *pipe = popen(command, "r");

	assert_non_null(pipe);
	while ((got = fread(buffer, 1, sizeof(buffer), pipe)) > 0)
		str_add(out, span_from(buffer, got));
	assert_int_equal(pclose(pipe), 0);
}

/* Stock git, in a repository of its own, sees exactly our trailers. */
static void git_sees(const char *folder, const char *comment,
                     const struct event *event)
{
	struct str text = {0}, command = {0}, seen = {0}, path = {0};
	const char *want;

	event_write(&text, event);
	want = str_text(&text) + span_find(str_span(&text), "\nEvent: ") + 1;
	for (size_t at = 0;
	     (at = span_find(span_of(want + 1), "\nEvent: ")) != (size_t)-1;)
		want += at + 2;
	str_putf(&path, "%s/message", folder);
	test_write(str_text(&path), str_span(&text));
	str_putf(&command,
	         "cd %s && git -c core.commentChar='%s' interpret-trailers "
	         "--parse <message",
	         folder, comment);
	run(str_text(&command), &seen);
	assert_string_equal(str_text(&seen), want);
	str_clear(&seen);
	str_clear(&command);
	str_putf(&command,
	         "cd %s && c=$(git commit-tree $(git write-tree) <message) && "
	         "git -c core.commentChar='%s' log -1 "
	         "--format='%%(trailers)' $c",
	         folder, comment);
	run(str_text(&command), &seen);
	while (seen.bytes && seen.at[seen.bytes - 1] == '\n')
		seen.at[--seen.bytes] = '\0';
	str_putc(&seen, '\n');
	assert_string_equal(str_text(&seen), want);
	str_clear(&seen);
	str_clear(&command);
	str_clear(&path);
	str_clear(&text);
}

static void stock_git_is_not_fooled(void **state)
{
	char *folder = test_folder();
	struct str command = {0}, seen = {0};

	(void)state;
	setenv("GIT_AUTHOR_NAME", "a", 1);
	setenv("GIT_AUTHOR_EMAIL", "a@b", 1);
	setenv("GIT_COMMITTER_NAME", "a", 1);
	setenv("GIT_COMMITTER_EMAIL", "a@b", 1);
	str_putf(&command, "git -c init.defaultBranch=main init -q %s", folder);
	run(str_text(&command), &seen);
	for (size_t i = 0; i < TEST_COUNT(nasty); i++) {
		struct event event;

		fill(&event, EVENT_SIGN, nasty[i]);
		event_waive(&event, span_of("terms/985"), span_of("原文引用"));
		git_sees(folder, "#", &event);
		if (i % 4 == 0)
			git_sees(folder, ";", &event);
		event_clear(&event);
	}
	str_clear(&command);
	str_clear(&seen);
	free(folder);
}

int group_event(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_signature_is_written_as_designed),
	    cmocka_unit_test(the_rest_is_absent_when_empty),
	    cmocka_unit_test(every_kind_and_nasty_text_comes_back),
	    cmocka_unit_test(random_bodies_come_back),
	    cmocka_unit_test(broken_messages_are_refused),
	    cmocka_unit_test(each_kind_has_its_trailers),
	    cmocka_unit_test(later_trailers_are_skipped),
	    cmocka_unit_test(op_ids),
	    cmocka_unit_test(stock_git_is_not_fooled),
	};

	return TEST_GROUP("event", tests);
}
