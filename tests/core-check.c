#include "core/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tests/test.h"

static struct err err;

/* A speller without a dictionary: knows what is in `payload`, between blanks.
 */
static bool is_word(void *payload, const char *word)
{
	struct str needle = {0};
	bool found;

	str_putf(&needle, " %s ", word);
	found = strstr(payload, str_text(&needle)) != NULL;
	str_clear(&needle);
	return found;
}

static void suggest(void *payload, const char *word, struct finding *finding)
{
	(void)payload;
	(void)word;
	finding_suggest(finding, "notice");
}

static char known[] = " notice and mail don't well known WeChat ";
static const struct speller speller = {known, is_word, suggest};

/* Every rule's findings as "text|text|"; "" when there is none. */
static void expect(const struct check_kit *kit, const char *rule,
                   const char *text, const char *want)
{
	struct findings findings = {0};
	struct str seen = {0};

	check_run(kit, span_of(text), "text", &findings);
	for (size_t i = 0; i < findings.count; i++) {
		if (strcmp(findings.at[i].rule, rule) != 0)
			continue;
		str_puts(&seen, findings.at[i].text);
		str_putc(&seen, '|');
	}
	if (strcmp(str_text(&seen), want) != 0)
		fail_msg("%s in “%s”: wanted “%s”, got “%s”", rule, text, want,
		         str_text(&seen));
	str_clear(&seen);
	findings_clear(&findings);
}

struct sample {
	const char *text;
	const char *want;
};

static void expect_all(const char *rule, const struct sample *samples,
                       size_t count)
{
	struct check_kit kit = {NULL, &speller};

	for (size_t i = 0; i < count; i++)
		expect(&kit, rule, samples[i].text, samples[i].want);
}

static void identity_numbers(void **state)
{
	static const struct sample samples[] = {
	    {"证号11010519491231002X。", "11010519491231002X|"},
	    {"11010519491231002x", "11010519491231002x|"},
	    {"证号440524188001010014", "440524188001010014|"},
	    {"１１０１０５１９４９１２３１００２Ｘ",
	     "１１０１０５１９４９１２３１００２Ｘ|"},
	    {"110105 19491231 002X", "110105 19491231 002X|"},
	    {"110105194912310021", ""},  /* wrong check digit */
	    {"11010519491331002X", ""},  /* month 13 */
	    {"000105194912310021", ""},  /* no province */
	    {"4405241880010100140", ""}, /* inside a longer number */
	    {"1440524188001010014", ""}, /* the same at its end */
	    {"110105491231002", ""},     /* 15 digits */
	    {"1101051949********", ""},  /* masked */
	    {"110105194912310", ""},
	};

	(void)state;
	expect_all("privacy/id-number", samples, TEST_COUNT(samples));
}

static void mobile_numbers(void **state)
{
	static const struct sample samples[] = {
	    {"电话13812345678。", "13812345678|"},
	    {"138-1234-5678", "138-1234-5678|"},
	    {"138 1234 5678", "138 1234 5678|"},
	    {"+8613812345678", "13812345678|"},
	    {"+86 138 1234 5678", "138 1234 5678|"},
	    {"０１３８，１３９１２３４５６７８", "１３９１２３４５６７８|"},
	    {"13812345678、13912345678", "13812345678|13912345678|"},
	    {"138123456789", ""},
	    {"12812345678", ""},
	    {"0871-65191234", ""},
	    {"138****5678", ""},
	    {"http://a.cn/13812345678.html", ""},
	};

	(void)state;
	expect_all("privacy/mobile", samples, TEST_COUNT(samples));
}

static void secrecy_markings(void **state)
{
	static const struct sample samples[] = {
	    {"秘密★10年\n关于…", "秘密★10年|"},
	    {"机密★\n", "机密★|"},
	    {"  绝密 ★ 长期\r\n通知", "绝密 ★ 长期|"},
	    {"绝密★启用前", "绝密★启用前|"},
	    {"机密\n通知", "机密|"},
	    {"【秘密】\n", "【秘密】|"},
	    {"密级：机密 5年\n", "密级：机密 5年|"},
	    {"正文\n标题（机密★6个月）正文", "机密★6个月|"},
	    {"\xEF\xBB\xBF秘密\n", "秘密|"},
	    {"不得发布涉及国家秘密、学院机密和个人隐私的信息。", ""},
	    {"坚持安全保密原则", ""},
	    {"是否涉及公司机密和重要事项等", ""},
	    {"密级：公开\n", ""},
	    {"分为绝密、机密、秘密三级", ""},
	    {"*秘密*花园", ""},
	    {"机密文件管理办法\n", ""},
	};

	(void)state;
	expect_all("secrecy/marking", samples, TEST_COUNT(samples));
}

static void internal_markings(void **state)
{
	static const struct sample samples[] = {
	    {"内部资料 注意保存\n通知", "内部资料 注意保存|"},
	    {"内部文件，不得外传\n", "内部文件，不得外传|"},
	    {"内部资料★请勿外传！\n", "内部资料★请勿外传！|"},
	    {"内部资料\n通知", "内部资料|"},
	    {"【内部资料】\n", "【内部资料】|"},
	    {"仅供内部使用\n", "仅供内部使用|"},
	    {"学院通讯（内部资料 注意保存）\n", "（内部资料 注意保存）|"},
	    {"内部资料不得外传。\n", ""},
	    {"1. 内部文件不得外传\n", ""},
	    {"内部资料由办公室保管\n", ""},
	    {"内部人员负责统筹规划\n", ""},
	    {"公司内部网站、内部材料等\n", ""},
	};

	(void)state;
	expect_all("secrecy/internal", samples, TEST_COUNT(samples));
}

static void half_width_marks(void **state)
{
	static const struct sample samples[] = {
	    {"保密,安全", ",|"},
	    {"保障运行; \n下", ";|"},
	    {"时间:2026年", ":|"},
	    {"《办法》(教思政3号)等", "(|)|"},
	    {"(一)总则", "(一)|"},
	    {"（一)总则", ")|"},
	    {"**注意**:请", ":|"},
	    {"48小时,好吗?好!", ",|?|!|"},
	    {"“三审”,先审", ",|"},
	    {"等.请", ".|"},
	    {"他说:\"好\"", ":|"},
	    {"保密，安全；（一）好：", ""},
	    {"见(1)和(ABC)", ""},
	    {"上午10:30到11:00", ""},
	    {"软件有CAD,CAXA,UG", ""},
	    {"http://a.cn/?x=1,2", ""},
	    {"1.收集2)整理", ""},
	    {"共1,000元", ""},
	    {"见 example.cn 网站", ""},
	    {"yes, no; (maybe)", ""},
	    {"一)总则", ""},
	};

	(void)state;
	expect_all("typography/half-width", samples, TEST_COUNT(samples));
}

static void two_names(void **state)
{
	static const struct sample samples[] = {
	    {"网路信息中心负责。由网络信息中心检查。", "网路信息中心|"},
	    {"党委宣传部和网络信息中心；党委宣传部和网路信息中心",
	     "网路信息中心|"},
	    {"党委宜传部，党委宣传部，党委宣传部", "党委宜传部|"},
	    {"学院财务管理处、学院财务管理处、学院材务管理处",
	     "学院材务管理处|"},
	    {"就业指导中心；大学生就业指导中心", ""},
	    {"学生处、学工处、教务处、财务处", ""},
	    {"第一学院和第二学院，东校区办公室和西校区办公室", ""},
	    {"省监察委员会和省检察委员会", ""},
	    {"各类登录账号，登陆账号和密码", ""},
	    {"信息模板、信息模版", ""},
	    {"大会办公室和外汇办公室", ""},
	};

	(void)state;
	expect_all("typography/two-names", samples, TEST_COUNT(samples));
}

static void stated_counts(void **state)
{
	static const struct sample samples[] = {
	    {"分为五大类，包括：甲甲类、乙乙类、丙类、丁类等。", "五大类|"},
	    {"设三个部门：办公室、财务处。", "三个|"},
	    {"共4项：甲、乙、丙、丁、戊。", "4项|"},
	    {"以下三项：\n1.甲\n2.乙\n\n正文", "三项|"},
	    {"分为四类，包括甲、乙、丙、丁等。", ""},
	    {"分为五类，包括甲、乙等。", ""},
	    {"设三个部门：办公室、财务处和人事处。", ""},
	    {"设三个部门：办公室、财务处、教学与科研处。", ""},
	    {"以下两项：\n1.甲\n2.乙\n\n第二条", ""},
	    {"分为部门审核和分管领导审核两个环节。", ""},
	    {"第三条：甲、乙", ""},
	    {"二级学院：甲、乙、丙", ""},
	    {"三级审核，先审后发，授权发布", ""},
	    {"前两项：甲、乙、丙", ""},
	    {"三名学生：张三（一班、组长）、李四、王五。", ""},
	    {"三项工作：甲，做好乙、丙，落实丁、戊。", ""},
	    {"至少七个工作日进行报备", ""},
	    {"2026年：甲、乙", ""},
	    {"分为三级：甲、乙。", "三级|"},
	    {"提出三点建议：甲、乙。", "三点|"},
	    {"设三个部门：办公室、\n财务处", ""},
	    {"9点：签到、入场、开幕", ""},
	    {"软件3组：张三、李四", ""},
	    {"地点3层：甲、乙", ""},
	    {"2类：甲、乙、丙", ""},
	    {"现有5个名额：计算机系、外语系", ""},
	    {"3人以上：甲、乙", ""},
	    {"以下三项：\n1.甲\n2.乙\n1.丙\n2.丁\n3.戊\n", "三项|"},
	    {"以下三项：\n1.甲\n3.乙\n", ""},
	};

	(void)state;
	expect_all("typography/count", samples, TEST_COUNT(samples));
}

static void latin_words(void **state)
{
	static const struct sample samples[] = {
	    {"请看notise通知", "notise|"},
	    {"notice and mial.", "mial|"},
	    {"don’t don't doont", "doont|"},
	    {"well-known well-knwon", "well-knwon|"},
	    {"APP CAD HTTPS OFFICE", "OFFICE|"},
	    {"OFFICE2007 A4 3D x86x", ""},
	    {"http://exmaple.cn/notise mail@exmaple.cn www.exmaple.cn", ""},
	    {"exmaple.docx my_notise", ""},
	    {"WeChat微信", ""},
	    {"a b c", ""},
	    {"通知", ""},
	};

	(void)state;
	expect_all("spelling/unknown", samples, TEST_COUNT(samples));
}

static const char list[] = "# a list\n"
                           "大麻\tack\tx\t毒品\t禁毒法\n"
                           "大麻交易\tack\tx\t毒品交易\t禁毒法\r\n"
                           "口交\tack\tx\t淫秽\t条例\n"
                           "代考\twarn\tx\t作弊\t刑法\n"
                           "TBD\twarn\tx\t占位\t指标\n"
                           "瞎子\tack\tx\t歧视\t保障法\t盲人|视力残疾人\n"
                           "\n"
                           "allow\t大麻烦\n"
                           "allow\t路口交通\n"
                           "allow\t时代考验\n";

static void terms(void **state)
{
	static const struct sample samples[] = {
	    {"吸食大麻。", "大麻|"},
	    {"大麻交易", "大麻交易|"},
	    {"惹上大麻烦", ""},
	    {"大麻烦和大麻", "大麻|"},
	    {"路口交通", ""},
	    {"时代考验代考", "代考|"},
	    {"时间TBD，tbd", "TBD|tbd|"},
	    {"TBDs aTBD TBD2", ""},
	    {"", ""},
	};
	struct terms *set = terms_new();
	struct check_kit kit = {set, NULL};
	struct findings findings = {0};

	(void)state;
	ASSERT_OK(terms_read(set, span_of(list), "list.tsv", &err));
	for (size_t i = 0; i < TEST_COUNT(samples); i++)
		expect(&kit, "terms/x", samples[i].text, samples[i].want);
	check_run(&kit, span_of("瞎子"), "title", &findings);
	assert_int_equal(findings.at[0].suggestion_count, 2);
	assert_string_equal(findings.at[0].suggestions[1], "视力残疾人");
	assert_string_equal(findings.at[0].reason, "歧视");
	assert_string_equal(findings.at[0].source, "保障法");
	assert_string_equal(findings.at[0].field, "title");
	assert_null(findings.at[0].sentence);
	assert_int_equal(findings_worst(&findings), SEVERITY_ACK);
	findings_clear(&findings);
	terms_free(set);
}

static void a_bad_list_names_its_line(void **state)
{
	static const struct {
		const char *text;
		int line;
	} cases[] = {
	    {"a\tack\tx\tr\ts\nb\n", 2},    {"a\tfatal\tx\tr\ts\n", 1},
	    {"a\tack\tX Y\tr\ts\n", 1},     {"\tack\tx\tr\ts\n", 1},
	    {"a\tack\tx\tr\ts\tt\tu\n", 1}, {"#\n\nallow\n", 3},
	    {"a\tack\tx\tr\t\n", 1},
	};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(cases); i++) {
		struct terms *set = terms_new();

		ASSERT_CODE(ERR_LINE, terms_read(set, span_of(cases[i].text),
		                                 "list.tsv", &err));
		assert_string_equal(err.subject, "list.tsv");
		assert_int_equal(err.line, cases[i].line);
		terms_free(set);
	}
}

/* The promises of check.h for any text. */
static void hold(const struct check_kit *kit, struct span text)
{
	struct findings findings = {0};
	size_t line, column;

	check_run(kit, text, "text", &findings);
	for (size_t i = 0; i < findings.count; i++) {
		const struct finding *finding = &findings.at[i];

		assert_true(finding->start < finding->end);
		assert_true(finding->end <= text.bytes);
		assert_true(span_is(span_from(text.at + finding->start,
		                              finding->end - finding->start),
		                    finding->text));
		text_position(text, finding->start, &line, &column);
		assert_int_equal(finding->line, line);
		assert_int_equal(finding->column, column);
		assert_true(!finding->sentence != !finding->reason);
		assert_non_null(finding->source);
		if (i)
			assert_true(findings.at[i - 1].start <= finding->start);
	}
	findings_clear(&findings);
}

static void ranges_slice_exactly(void **state)
{
	static const char *const pieces[] = {
	    "\xEF\xBB\xBF",
	    "\r\n",
	    "\n",
	    "大麻",
	    "，",
	    ",",
	    "11010519491231002X",
	    "网路信息中心",
	    "网络信息中心",
	    "五大类，包括：甲、乙、丙、丁等。",
	    "notise",
	    "机密★10年",
	    "(一)",
	    "13812345678",
	    "\n机密\n",
	    "👨‍👩‍👧",
	    "e\u0301",
	    " ",
	    "内部资料",
	    "１３８１２３４５６７８",
	    "瞎子",
	    "(",
	    ")",
	    "TBD",
	    "三",
	    "项：\n1.",
	};
	struct terms *set = terms_new();
	struct check_kit kit = {set, &speller};
	unsigned seed = 1;

	(void)state;
	ASSERT_OK(terms_read(set, span_of(list), "list.tsv", &err));
	for (int round = 0; round < 2000; round++) {
		struct str text = {0};

		for (int i = 0; i < 12; i++) {
			seed = seed * 1103515245u + 12345u;
			str_puts(&text,
			         pieces[(seed >> 16) % TEST_COUNT(pieces)]);
		}
		hold(&kit, str_span(&text));
		str_clear(&text);
	}
	terms_free(set);
}

static void the_gate_sees_only_what_blocks(void **state)
{
	struct findings findings = {0};

	(void)state;
	check_gate(span_of("机密★\n电话13812345678,证号11010519491231002X"),
	           "text", &findings);
	assert_int_equal(findings.count, 2);
	assert_string_equal(findings.at[0].rule, "secrecy/marking");
	assert_string_equal(findings.at[1].rule, "privacy/id-number");
	assert_int_equal(findings.at[1].line, 2);
	assert_int_equal(findings.at[1].column, 17);
	check_gate(span_of("内部资料"), "title", &findings);
	assert_int_equal(findings.count, 3);
	assert_string_equal(findings.at[2].field, "title");
	assert_int_equal(findings_worst(&findings), SEVERITY_BLOCK);
	findings_clear(&findings);
}

static void a_file_name_is_no_prose(void **state)
{
	struct check_kit kit = {NULL, &speller};
	struct findings findings = {0};

	(void)state;
	check_run(&kit, span_of("附件1:报名表baoming"), "attachment",
	          &findings);
	assert_int_equal(findings.count, 0);
	findings_clear(&findings);
}

/* Counted on the five regulations by hand, once. */
static void the_five_regulations(void **state)
{
	static const struct {
		const char *name;
		size_t half_width, two_names, count;
	} files[] = {
	    {"000_eb98bebbca7f0d89.txt", 12, 0, 0},
	    {"001_0790b7de3226417f.txt", 3, 0, 1},
	    {"002_895daa4993366b01.txt", 0, 0, 0},
	    {"003_ae34c41dba03dc9d.txt", 149, 0, 0},
	    {"004_8d9a1e5d11de3d7d.txt", 54, 7, 0},
	};
	const char *folder = getenv("SANSHEN_SAMPLES");
	struct check_kit kit = {NULL, NULL};

	(void)state;
	for (size_t i = 0; folder && i < TEST_COUNT(files); i++) {
		struct findings findings = {0};
		struct str path = {0}, text = {0};
		size_t half_width = 0, names = 0, count = 0;

		str_putf(&path, "%s/%s", folder, files[i].name);
		test_read(str_text(&path), &text);
		check_gate(str_span(&text), "text", &findings);
		assert_int_equal(findings.count, 0);
		check_run(&kit, str_span(&text), "text", &findings);
		for (size_t k = 0; k < findings.count; k++) {
			const char *rule = findings.at[k].rule;

			half_width += !strcmp(rule, "typography/half-width");
			names += !strcmp(rule, "typography/two-names");
			count += !strcmp(rule, "typography/count");
		}
		assert_int_equal(half_width, files[i].half_width);
		assert_int_equal(names, files[i].two_names);
		assert_int_equal(count, files[i].count);
		hold(&kit, str_span(&text));
		findings_clear(&findings);
		str_clear(&text);
		str_clear(&path);
	}
}

int group_check(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(identity_numbers),
	    cmocka_unit_test(mobile_numbers),
	    cmocka_unit_test(secrecy_markings),
	    cmocka_unit_test(internal_markings),
	    cmocka_unit_test(half_width_marks),
	    cmocka_unit_test(two_names),
	    cmocka_unit_test(stated_counts),
	    cmocka_unit_test(latin_words),
	    cmocka_unit_test(terms),
	    cmocka_unit_test(a_bad_list_names_its_line),
	    cmocka_unit_test(ranges_slice_exactly),
	    cmocka_unit_test(the_gate_sees_only_what_blocks),
	    cmocka_unit_test(a_file_name_is_no_prose),
	    cmocka_unit_test(the_five_regulations),
	};

	return TEST_GROUP("check", tests);
}
