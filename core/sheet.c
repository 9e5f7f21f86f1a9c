#include "core/sheet.h"

#include <string.h>

#include "core/calendar.h"

/* A value in Markdown that cannot leave its cell or line, nor become markup a
 * reader would take for the sheet's own. */
static void put_cell(struct str *out, const char *text)
{
	for (const char *at = text ? text : ""; *at; at++) {
		if (*at == '\r')
			continue;
		if (*at == '\n')
			str_puts(out, "<br>");
		else if (*at == '<')
			str_puts(out, "&lt;");
		else if (*at == '&')
			str_puts(out, "&amp;");
		else if ((unsigned char)*at < 0x20)
			str_putc(out, ' ');
		else if (strchr("\\|`*[]", *at))
			str_putf(out, "\\%c", *at);
		else
			str_putc(out, *at);
	}
}

/* One more cell of a row. */
static void add_cell(struct str *out, const char *text)
{
	str_putc(out, ' ');
	put_cell(out, text);
	str_puts(out, " |");
}

static void add_moment(struct str *out, int64_t at_ms, int offset_min)
{
	char text[CALENDAR_TEXT];

	calendar_write(at_ms, offset_min, text);
	add_cell(out, text);
}

static void add_revision(struct str *out, int revision)
{
	str_putf(out, " 第%d稿 |", revision);
}

/* 张华（head）: the name, and the id that is unique. */
static void put_person(struct str *out, const struct roster *roster,
                       const char *id)
{
	const struct person *person = id ? roster_person(roster, id) : NULL;

	if (!person || !person->name) {
		put_cell(out, id);
		return;
	}
	put_cell(out, person->name);
	str_puts(out, "（");
	put_cell(out, id);
	str_puts(out, "）");
}

static void add_person(struct str *out, const struct roster *roster,
                       const char *id)
{
	str_putc(out, ' ');
	put_person(out, roster, id);
	str_puts(out, " |");
}

/* unit-head@信息工程学院（unit1） */
static void add_role(struct str *out, const struct roster *roster,
                     const struct signoff *signoff)
{
	const struct unit *unit =
	    signoff->unit ? roster_unit(roster, signoff->unit) : NULL;

	str_putc(out, ' ');
	put_cell(out, signoff->role);
	str_putc(out, '@');
	put_cell(out, signoff->unit);
	if (unit && unit->name) {
		str_puts(out, "（");
		put_cell(out, unit->name);
		str_puts(out, "）");
	}
	str_puts(out, " |");
}

static const char *decision_word(const char *decision)
{
	static const char *const words[][2] = {
	    {"sign", "同意"},
	    {"return", "退回修改"},
	    {"reject", "不予发布"},
	    {"object", "会审不同意"},
	    {"propose", "退回并附修改建议"},
	    {"freeze", "先行下线（冻结）"},
	    {"unfreeze", "恢复发布"},
	    {"takedown", "撤稿"},
	    {"supersede", "以新稿替代"},
	};

	for (size_t i = 0; decision && i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(decision, words[i][0]) == 0)
			return words[i][1];
	return decision;
}

/* The policy's words for a step, from the route; else its id. */
static const char *step_word(const struct post *post, const char *step)
{
	for (size_t i = 0; step && i < post->step_count; i++)
		if (post->steps[i].step && post->steps[i].title &&
		    strcmp(post->steps[i].step, step) == 0)
			return post->steps[i].title;
	return step;
}

static void put_head(struct str *out, const struct post *post,
                     const struct policy *policy, const struct roster *roster,
                     const char *what)
{
	const struct unit *unit =
	    post->unit ? roster_unit(roster, post->unit) : NULL;

	str_putf(out, "# %s：", what);
	put_cell(out, post->form.title);
	str_puts(out, "\n\n- 稿件编号：");
	put_cell(out, post->id);
	str_puts(out, "\n- 供稿人：");
	put_person(out, roster, post->provider);
	if (post->unit) {
		str_puts(out, "\n- 供稿单位：");
		put_cell(out, unit && unit->name ? unit->name : post->unit);
	}
	str_puts(out, "\n- 级别：");
	put_cell(out, policy_grade_title(policy, post->grade));
	str_putc(out, '\n');
}

static void put_signoff(struct str *out, const struct post *post,
                        const struct roster *roster,
                        const struct signoff *signoff, int offset_min)
{
	str_putc(out, '|');
	add_cell(out, step_word(post, signoff->step));
	add_person(out, roster, signoff->person);
	add_role(out, roster, signoff);
	str_putc(out, ' ');
	put_cell(out, decision_word(signoff->decision));
	/* A return or a rejection never counted as a signature. */
	str_puts(out, !signoff->valid && strcmp(signoff->decision, "sign") == 0
	                  ? "（已作废） |"
	                  : " |");
	add_cell(out, signoff->opinion);
	add_revision(out, signoff->revision);
	add_cell(out, signoff->content);
	add_moment(out, signoff->at_ms, offset_min);
	add_cell(out,
	         signoff->personal ? "本人数字签名" : "系统代记（无本人签名）");
	str_putc(out, '\n');
}

void sheet_signoffs(struct str *out, const struct post *post,
                    const struct policy *policy, const struct roster *roster,
                    int offset_min)
{
	put_head(out, post, policy, roster, "审签单");
	str_putc(out, '\n');
	str_puts(out, "| 环节 | 审核人 | 岗位 | 决定 | 意见 | 稿次 | 稿件指纹 "
	              "| 时间 | 签名 |\n"
	              "| --- | --- | --- | --- | --- | --- | --- | --- | --- "
	              "|\n");
	for (size_t i = 0; i < post->signoff_count; i++)
		put_signoff(out, post, roster, &post->signoffs[i], offset_min);
	if (!post->waiver_count)
		return;
	str_puts(out, "\n| 疑点 | 保留理由 |\n| --- | --- |\n");
	for (size_t i = 0; i < post->waiver_count; i++) {
		str_putc(out, '|');
		add_cell(out, post->waivers[i].rule);
		add_cell(out, post->waivers[i].reason);
		str_putc(out, '\n');
	}
}

/* The content id of a revision; "" when there is none of that number. */
static const char *content_of(const struct post *post, int revision)
{
	for (size_t i = 0; i < post->revision_count; i++)
		if (post->revisions[i].number == revision)
			return post->revisions[i].content;
	return "";
}

/* Whose name stands below the published text, as the column has it. */
static void put_byline(struct str *out, const struct post *post,
                       const struct policy *policy, const struct roster *roster)
{
	const struct policy_column *column =
	    post->form.column ? policy_column(policy, post->form.column) : NULL;
	const struct unit *unit = roster_unit(roster, post->unit);
	bool first = true;

	if (!column || column->byline == BYLINE_NONE)
		return;
	str_puts(out, "- 署名：");
	if (column->byline == BYLINE_UNIT)
		put_cell(out, unit && unit->name ? unit->name : post->unit);
	for (size_t i = 0;
	     column->byline == BYLINE_REVIEWERS && i < post->signoff_count;
	     i++) {
		if (!post->signoffs[i].valid)
			continue;
		str_puts(out, first ? "" : "、");
		put_person(out, roster, post->signoffs[i].person);
		first = false;
	}
	str_putc(out, '\n');
}

static void put_public_state(struct str *out, const struct post *post)
{
	static const char *const words[PUBLIC_COUNT] = {
	    [PUBLIC_CORRECTED] = "已更正",
	    [PUBLIC_FROZEN] = "已下线（待处理）",
	    [PUBLIC_TAKEN_DOWN] = "已撤稿",
	    [PUBLIC_SUPERSEDED] = "已由新稿替代：",
	};

	if (!words[post->public_state])
		return;
	str_putf(out, "- 状态：%s", words[post->public_state]);
	put_cell(out, post->successor);
	str_putc(out, '\n');
}

void sheet_publication(struct str *out, const struct post *post,
                       const struct policy *policy, const struct roster *roster,
                       int offset_min)
{
	put_head(out, post, policy, roster, "发布记录");
	put_byline(out, post, policy, roster);
	put_public_state(out, post);
	str_putc(out, '\n');
	str_puts(out, "| 渠道 | 网址 | 发布人 | 时间 | 稿次 | 稿件指纹 |\n"
	              "| --- | --- | --- | --- | --- | --- |\n");
	for (size_t i = 0; i < post->published_count; i++) {
		const struct published *row = &post->published[i];

		str_putc(out, '|');
		add_cell(out, row->channel);
		add_cell(out, row->url);
		add_person(out, roster, row->person);
		add_moment(out, row->at_ms, offset_min);
		add_revision(out, row->revision);
		add_cell(out, content_of(post, row->revision));
		str_putc(out, '\n');
	}
}
