#include "core/form.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tests/test.h"

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ONE "[form]\ntitle = x\n[attachment 001]\n"

static void fill(struct form *form)
{
	memset(form, 0, sizeof(*form));
	form->title = mem_copy("[关于] 双选会 = 通知; # \"引\"");
	form->summary = mem_copy("; 摘要 [x]");
	form->column = mem_copy("notice");
	form_set_channels(form, span_of(" site ,wechat,, site"));
	form->audience = mem_copy("2027届毕业生");
	form->at = mem_copy("2026-11-23T10:05:03+08:00");
	form_attach(form, "报名表 (1).xlsx", SHA, 12345);
	form_attach(form, "= ; #", SHA, 0);
}

static void a_form_is_written_plainly(void **state)
{
	struct form form;
	struct str text = {0};

	(void)state;
	fill(&form);
	form_write(&text, &form);
	assert_string_equal(str_text(&text),
	                    "[form]\n"
	                    "title = [关于] 双选会 = 通知; # \"引\"\n"
	                    "summary = ; 摘要 [x]\n"
	                    "column = notice\n"
	                    "channels = site, wechat\n"
	                    "audience = 2027届毕业生\n"
	                    "at = 2026-11-23T10:05:03+08:00\n"
	                    "\n"
	                    "[attachment 001]\n"
	                    "name = 报名表 (1).xlsx\n"
	                    "sha256 = " SHA "\n"
	                    "bytes = 12345\n"
	                    "\n"
	                    "[attachment 002]\n"
	                    "name = = ; #\n"
	                    "sha256 = " SHA "\n"
	                    "bytes = 0\n");
	str_clear(&text);
	form_clear(&form);
}

static void written_is_read_back(void **state)
{
	struct form form, copy, again;
	struct str text = {0}, twice = {0};
	struct err err;

	(void)state;
	fill(&form);
	for (int i = 3; i <= FORM_ATTACHMENTS; i++) {
		char name[] = "000.pdf";

		name[0] = (char)('0' + i / 100);
		name[1] = (char)('0' + i / 10 % 10);
		name[2] = (char)('0' + i % 10);
		form_attach(&form, name, SHA, i);
	}
	form_write(&text, &form);
	form_copy(&copy, &form);
	form_clear(&form);
	ASSERT_OK(form_read(str_span(&text), &again, &err));
	assert_string_equal(again.title, copy.title);
	assert_string_equal(again.audience, copy.audience);
	assert_int_equal(again.channels.count, 2);
	assert_int_equal(again.attachment_count, FORM_ATTACHMENTS);
	assert_int_equal(form_attachment(&again, "999.pdf")->bytes, 999);
	assert_null(form_attachment(&again, "none"));
	form_write(&twice, &again);
	assert_string_equal(str_text(&text), str_text(&twice));
	form_clear(&again);
	form_clear(&copy);
	str_clear(&text);
	str_clear(&twice);
}

static void an_empty_form_has_an_empty_title(void **state)
{
	struct form form;
	struct err err;

	(void)state;
	ASSERT_OK(form_read(span_of("[form]\n"), &form, &err));
	assert_string_equal(form.title, "");
	assert_null(form.summary);
	assert_int_equal(form.channels.count, 0);
	form_clear(&form);
}

static void hostile_forms_are_refused(void **state)
{
	static const char *const bad[] = {
	    "",
	    "title = x\n",
	    "[other]\n",
	    "[form]\nhidden = x\n",
	    "[form]\ntitle = a\ntitle = b\n",
	    "[form]\ntitle =\n",
	    "[form]\ntitle = a\x1b[31m\n",
	    "[form]\ntitle = \xff\n",
	    "[form]\ntitle = \xc2\x9b\n",
	    "[form]\ncolumn = a b\n",
	    "[form]\nchannels = site,\n",
	    "[form]\nchannels = a b\n",
	    "[form]\nchannels = a\nchannels = b\n",
	    "[form]\nat = tomorrow\n",
	    "[form]\n[form]\n",
	    ONE,
	    ONE "name = a\nsha256 = " SHA "\n",
	    ONE "name = a\nbytes = 1\n",
	    ONE "sha256 = " SHA "\nbytes = 1\n",
	    ONE "name = a\nsha256 = " SHA "0\nbytes = 1\n",
	    ONE "name = a\nsha256 = " SHA "\nbytes = -1\n",
	    ONE "name = a\nsha256 = " SHA "\nbytes = 01\n",
	    ONE "name = a\nsha256 = " SHA "\nbytes = 99999999999999999\n",
	    ONE "name = a\nsha256 = " SHA "\nbytes = 1\nbytes = 1\n",
	    ONE "name = a\nsha256 = " SHA "\nbytes = 1\nmode = 755\n",
	    ONE "name = a/b\nsha256 = " SHA "\nbytes = 1\n",
	    ONE "name = a\\b\nsha256 = " SHA "\nbytes = 1\n",
	    ONE "name = ..\nsha256 = " SHA "\nbytes = 1\n",
	    ONE "name = a\tb\nsha256 = " SHA "\nbytes = 1\n",
	    ONE "name = a\x7f\nsha256 = " SHA "\nbytes = 1\n",
	    ONE "name = a\nsha256 = " SHA "\nbytes = 1\n[attachment 003]\n"
	        "name = b\nsha256 = " SHA "\nbytes = 1\n",
	    ONE "name = a\nsha256 = " SHA "\nbytes = 1\n[attachment 002]\n"
	        "name = a\nsha256 = " SHA "\nbytes = 1\n",
	    "[form]\n[attachment 1]\nname = a\nsha256 = " SHA "\nbytes = 1\n",
	};
	struct form form;
	struct err err;

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(bad); i++)
		ASSERT_CODE(ERR_LINE, form_read(span_of(bad[i]), &form, &err));
	ASSERT_CODE(ERR_LINE, form_read(span_of("[form]\ntitle = a\nx = y\n"),
	                                &form, &err));
	assert_int_equal(err.line, 3);
	assert_string_equal(err.subject, "form.ini");
	assert_string_equal(err.object, "x");
}

static void names_are_checked(void **state)
{
	struct str name = {0};

	(void)state;
	assert_true(form_name_is_good(span_of("附件 1：报名表.xlsx")));
	assert_true(form_name_is_good(span_of("..a")));
	assert_false(form_name_is_good(span_of("")));
	assert_false(form_name_is_good(span_of(" a")));
	assert_false(form_name_is_good(span_of("a\n")));
	for (int i = 0; i < FORM_NAME_BYTES; i++)
		str_putc(&name, 'x');
	assert_true(form_name_is_good(str_span(&name)));
	str_putc(&name, 'x');
	assert_false(form_name_is_good(str_span(&name)));
	str_clear(&name);
}

static void the_same_name_is_replaced(void **state)
{
	struct form form = {0};
	struct str text = {0};

	(void)state;
	form_attach(&form, "a.pdf", SHA, 1);
	form_attach(&form, "a.pdf", SHA, 2);
	assert_int_equal(form.attachment_count, 1);
	form_pointer(&text, form_attachment(&form, "a.pdf"));
	assert_string_equal(str_text(&text),
	                    "version https://git-lfs.github.com/spec/v1\n"
	                    "oid sha256:" SHA "\n"
	                    "size 2\n");
	form_clear(&form);
	str_clear(&text);
}

int group_form(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_form_is_written_plainly),
	    cmocka_unit_test(written_is_read_back),
	    cmocka_unit_test(an_empty_form_has_an_empty_title),
	    cmocka_unit_test(hostile_forms_are_refused),
	    cmocka_unit_test(names_are_checked),
	    cmocka_unit_test(the_same_name_is_replaced),
	};

	return TEST_GROUP("form", tests);
}
