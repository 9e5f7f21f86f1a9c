#include "core/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tests/cast.h"
#include "tests/test.h"

#define TREE "0123456789abcdef0123456789abcdef01234567"

static struct roster *some_roster(void)
{
	struct roster *roster = roster_new();
	struct err err;

	ASSERT_OK(roster_read_unit(
	    roster, "unit1", span_of("[unit]\nname = 信息工程学院\n"), &err));
	ASSERT_OK(roster_read_person(
	    roster, "head", span_of("[person]\nname = 张华\nunit = unit1\n"),
	    &err));
	return roster;
}

static struct post *some_post(void)
{
	struct post *post = post_new("20261123-007");
	struct signoff *signoff;

	free(post->form.title);
	free(post->unit);
	free(post->provider);
	free(post->grade);
	post->form.title = mem_copy("双选会 | *通知*");
	post->unit = mem_copy("unit1");
	post->provider = mem_copy("collector");
	post->grade = mem_copy("routine");
	post->signoffs =
	    mem_room(NULL, 0, &post->signoff_room, sizeof(*post->signoffs));
	signoff = &post->signoffs[post->signoff_count++];
	memset(signoff, 0, sizeof(*signoff));
	signoff->step = mem_copy("unit-head");
	signoff->role = mem_copy("unit-head");
	signoff->unit = mem_copy("unit1");
	signoff->person = mem_copy("head");
	signoff->decision = mem_copy("sign");
	signoff->opinion = mem_copy("改 a|b\n| 伪造 | <b>行</b>");
	signoff->revision = 3;
	memcpy(signoff->content, TREE, HEX);
	signoff->at_ms = 1795399503000;
	return post;
}

static void an_opinion_stays_in_its_cell(void **state)
{
	struct roster *roster = some_roster();
	struct post *post = some_post();
	struct policy *policy = cast_policy();
	struct str text = {0};

	(void)state;
	sheet_signoffs(&text, post, policy, roster, 480);
	assert_string_equal(
	    str_text(&text),
	    "# 审签单：双选会 \\| \\*通知\\*\n"
	    "\n"
	    "- 稿件编号：20261123-007\n"
	    "- 供稿人：collector\n"
	    "- 供稿单位：信息工程学院\n"
	    "- 级别：一般\n"
	    "\n"
	    "| 环节 | 审核人 | 岗位 | 决定 | 意见 | 稿次 | 稿件指纹 | 时间 "
	    "| 签名 |\n"
	    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
	    "| unit-head | 张华（head） | unit-head@unit1（信息工程学院） "
	    "| 同意（已作废） "
	    "| 改 a\\|b<br>\\| 伪造 \\| &lt;b>行&lt;/b> | 第3稿 | " TREE
	    " | 2026-11-23T10:05:03+08:00 | 系统代记（无本人签名） |\n");
	str_clear(&text);
	sheet_publication(&text, post, policy, roster, 480);
	assert_true(span_starts(str_span(&text), "# 发布记录：双选会"));
	assert_true(span_ends(str_span(&text),
	                      "| --- | --- | --- | --- | --- | --- |\n"));
	str_clear(&text);
	/* The owner's name stands below the text. */
	post->form.column = mem_copy("notice");
	post->public_state = PUBLIC_FROZEN;
	sheet_publication(&text, post, policy, roster, 480);
	assert_true(span_find(str_span(&text), "- 署名：信息工程学院\n") !=
	            (size_t)-1);
	assert_true(span_find(str_span(&text), "- 状态：已下线（待处理）\n") !=
	            (size_t)-1);
	str_clear(&text);
	policy_free(policy);
	post_free(post);
	roster_free(roster);
}

int group_sheet(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_opinion_stays_in_its_cell),
	};

	return TEST_GROUP("sheet", tests);
}
