/*
 * One body under two names: 网路信息中心 here, 网络信息中心 there.
 *
 * Without a word segmenter, every place where a body's name may end (…中心,
 * …部) is looked at backwards. For each character that people confuse with
 * another, a key is made of what stands around it: the character before, the
 * group of confusable ones, and the tail up to the end of the name. Two
 * different characters under one key are one body under two names. Names that
 * differ in characters nobody confuses are left to the reader: 学生处 and
 * 学工处 may both exist.
 */
#include "core/check-rules.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"

#define TAIL_POINTS 10
#define LEFT_POINTS 8
#define FORMS 4 /* characters a group may have */
#define KEY_POINTS (TAIL_POINTS + 2)
#define PLACES 100000 /* no honest text has more */
#define NAME_POINTS 4 /* shorter names are too easily alike */

static const char *const ends[] = {
    "中心",   "委员会", "办公室",   "编辑部", "工作室", "研究室", "研究院",
    "研究所", "事务所", "领导小组", "工作组", "学院",   "学校",   "大学",
    "学生会", "团委",   "党委",     "纪委",   "支部",   "总支",   "协会",
    "学会",   "工会",   "理事会",   "基金会", "联合会", "图书馆", "档案馆",
    "博物馆", "体育馆", "工作站",   "服务站", "电视台", "广播站", "服务队",
    "公司",   "集团",   "部",       "处",     "科",     "局",     "院",
    NULL};

/* Words in which an end above is no end: 部门, 处理. */
static const char *const inner[] = {
    "部门", "部分", "部署", "部长", "部级", "处理", "处置",
    "处罚", "处分", "处于", "处在", "科学", "科研", "科技",
    "科目", "局部", "局面", "局势", "院校", "院级", NULL};

/* What people and input methods take for one another. Left out on purpose are
 * pairs that make two real bodies: 监/检 (察委员会), 计/纪 (委). */
static const char *const groups[] = {
    "路络絡", "帐账", "像象",   "陆录", "宣宜", "己已巳", "未末", "士土",
    "侯候",   "治冶", "祥详",   "拨拔", "辨辩", "练炼",   "版板", "副付",
    "度渡",   "分份", "部陪",   "源原", "讯迅", "训驯",   "竞竟", "形型",
    "编偏",   "辑缉", "健建",   "阵陈", "院完", "室宝",   "处外", "团困",
    "科料",   "财材", "验险",   "导异", "指旨", "务物",   "业亚", "招召",
    "聘骋",   "学字", "职织识", "思恩", "究空", "维唯惟", "纪记", "检捡",
    "勤勘",   "基墓", "设没",   "档挡", "案按", "媒煤",   "体休", "信倍",
    "心必",   "办为", "员贝",   "就尤", "技枝", "育肓",   "新薪", "坛谈",
    "采彩",   "权仅", "备各",   "展层", "艺芝", "干千",   "人入", "日曰",
    "天夫",   "续绩", "籍藉",   "博搏", "暑署", "贸贺",   "质盾", "募幕慕",
    "优忧",   "厉历", "辅铺",   "申审", "培陪", "管菅",   "查察", "洲州",
    "圆园",   "磁瓷", NULL};

/* Known slips, with the right word behind them. */
static const char *const slips[] = {"网路", "宜传", "帐务",   "帐户", "帐号",
                                    "登陆", "服物", "事物处", "组职", NULL};

/* Characters that end the search for a name's beginning. */
static const char edges[] = "的了是在应由对向将把被为及和与或从给让请报经等按各"
                            "本该此并所使须要以于至可不";

struct point {
	uint32_t point;
	size_t at;
};

/* One confusable character in one possible name. */
struct place {
	uint32_t key[KEY_POINTS];
	uint32_t character;
	size_t run_start; /* bytes where its run of Chinese begins */
	size_t at, end;   /* the character; the end of the name */
};

struct member {
	uint32_t character, group;
};

struct search {
	struct span text;
	struct member *members; /* of groups, by character */
	size_t member_count, member_room;
	struct point *run;
	size_t count, room;
	struct place *places;
	size_t place_count, place_room;
	bool *reported; /* by byte of the text */
	struct findings *out;
};

static bool is_edge(struct span text, size_t at, size_t bytes)
{
	char character[5] = {0};

	if (bytes != 3)
		return false;
	memcpy(character, text.at + at, bytes);
	return strstr(edges, character) != NULL;
}

static bool run_edge(const struct search *search, size_t i)
{
	size_t bytes;

	check_point(search->text, search->run[i].at, &bytes);
	return is_edge(search->text, search->run[i].at, bytes);
}

static int by_character(const void *a, const void *b)
{
	const struct member *one = a, *other = b;

	if (one->character != other->character)
		return one->character < other->character ? -1 : 1;
	return one->group < other->group ? -1 : one->group > other->group;
}

static void sort_groups(struct search *search)
{
	for (uint32_t g = 0; groups[g]; g++) {
		struct span span = span_of(groups[g]);

		for (size_t at = 0; at < span.bytes;) {
			struct member *member;

			search->members = mem_room(
			    search->members, search->member_count,
			    &search->member_room, sizeof(*search->members));
			member = &search->members[search->member_count++];
			member->group = g + 1;
			at += text_step(span, at, &member->character);
		}
	}
	qsort(search->members, search->member_count, sizeof(*search->members),
	      by_character);
}

/* The first member of any group that is this character, or the end. */
static size_t first_member(const struct search *search, uint32_t character)
{
	size_t low = 0, high = search->member_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (search->members[middle].character < character)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void add_place(struct search *search, size_t i, uint32_t left,
                      size_t tail, size_t end)
{
	uint32_t character = search->run[i].point;

	for (size_t m = first_member(search, character);
	     m < search->member_count &&
	     search->members[m].character == character &&
	     search->place_count < PLACES;
	     m++) {
		struct place *place;

		search->places =
		    mem_room(search->places, search->place_count,
		             &search->place_room, sizeof(*search->places));
		place = &search->places[search->place_count++];
		memset(place, 0, sizeof(*place));
		place->key[0] = left;
		place->key[1] = search->members[m].group;
		for (size_t k = 0; k < tail; k++)
			place->key[2 + k] = search->run[i + 1 + k].point;
		place->character = character;
		place->run_start = search->run[0].at;
		place->at = search->run[i].at;
		place->end = end;
	}
}

/* The names that end behind the run's point `last`. */
static void add_places(struct search *search, size_t last, size_t end_points,
                       size_t end)
{
	for (size_t tail = 1; tail <= TAIL_POINTS && tail <= last; tail++) {
		size_t i = last - tail;
		uint32_t left = i ? search->run[i - 1].point : 0;

		if (run_edge(search, i))
			break;
		if (left && run_edge(search, i - 1))
			left = 0;
		if (tail < end_points || tail + 1 + (left != 0) < NAME_POINTS)
			continue;
		add_place(search, i, left, tail, end);
	}
}

static size_t count_points(const char *text)
{
	size_t points = 0;

	for (; *text; text++)
		points += ((unsigned char)*text & 0xC0) != 0x80;
	return points;
}

static void look_at_run(struct search *search)
{
	for (size_t i = 0; i < search->count; i++) {
		size_t at = search->run[i].at;

		if (check_any(search->text, at, inner))
			continue;
		for (size_t e = 0; ends[e]; e++) {
			size_t points;

			if (!check_at(search->text, at, ends[e]))
				continue;
			points = count_points(ends[e]);
			add_places(search, i + points - 1, points,
			           at + strlen(ends[e]));
			break;
		}
	}
	search->count = 0;
}

static int by_key(const void *a, const void *b)
{
	const struct place *one = a, *other = b;
	int order = memcmp(one->key, other->key, sizeof(one->key));

	if (order)
		return order;
	return one->at < other->at ? -1 : one->at > other->at;
}

/* The character before `at` if it may belong to the place's name, else 0. */
static uint32_t left_of(struct span text, const struct place *place, size_t at,
                        size_t *bytes)
{
	uint32_t point;

	if (at <= place->run_start)
		return 0;
	point = check_before(text, at, bytes);
	return is_edge(text, at - *bytes, *bytes) ? 0 : point;
}

/* How many bytes before the character all places of a key share. */
static size_t shared_left(struct span text, const struct place *places,
                          size_t count)
{
	size_t shared = 0, bytes, others;

	for (int i = 0; i < LEFT_POINTS; i++) {
		uint32_t left =
		    left_of(text, &places[0], places[0].at - shared, &bytes);

		for (size_t k = 1; left && k < count; k++) {
			if (left_of(text, &places[k], places[k].at - shared,
			            &others) != left)
				left = 0;
		}
		if (!left)
			break;
		shared += bytes;
	}
	return shared;
}

/* One way of writing a name. */
struct form {
	const struct place *first;
	size_t count;
	bool slip;
};

static bool is_slip(struct span text, const struct place *place)
{
	size_t bytes;

	check_before(text, place->at, &bytes);
	return check_any(text, place->at, slips) ||
	       check_any(text, place->at - bytes, slips);
}

/* The forms among places of one key; a group has at most FORMS. */
static size_t find_forms(struct span text, const struct place *places,
                         size_t count, struct form *forms)
{
	size_t found = 0, f;

	for (size_t i = 0; i < count; i++) {
		for (f = 0; f < found; f++) {
			if (forms[f].first->character == places[i].character)
				break;
		}
		if (f == FORMS)
			continue;
		if (f == found) {
			forms[found].first = &places[i];
			forms[found].count = 0;
			forms[found++].slip = is_slip(text, &places[i]);
		}
		forms[f].count++;
	}
	return found;
}

static void add_name(struct search *search, const struct place *place,
                     const struct place *other, size_t left)
{
	size_t start = other->at - left;
	struct finding *finding;

	if (search->reported[place->at])
		return;
	memset(search->reported + place->at - left, true,
	       place->end - place->at + left);
	finding = finding_add(search->out, "typography/two-names", search->text,
	                      place->at - left, place->end);
	finding->object =
	    mem_copy_n(search->text.at + start, other->end - start);
	finding_suggest(finding, finding->object);
}

/*
 * The places of one key. With at least two forms, all that are not the form to
 * keep (no known slip, then the more frequent) are reported.
 */
static void report(struct search *search, const struct place *places,
                   size_t count)
{
	struct form forms[FORMS] = {{0}};
	size_t found = find_forms(search->text, places, count, forms);
	const struct form *keep = &forms[0];
	size_t left;

	if (found < 2)
		return;
	for (size_t f = 1; f < found; f++) {
		if (forms[f].slip != keep->slip ? keep->slip
		                                : forms[f].count > keep->count)
			keep = &forms[f];
	}
	left = shared_left(search->text, places, count);
	for (size_t i = 0; i < count; i++) {
		if (places[i].character != keep->first->character)
			add_name(search, &places[i], keep->first, left);
	}
}

static void compare(struct search *search)
{
	size_t first = 0;

	if (!search->place_count)
		return;
	search->reported = mem_new_array(search->text.bytes, sizeof(bool));
	qsort(search->places, search->place_count, sizeof(*search->places),
	      by_key);
	for (size_t i = 1; i <= search->place_count; i++) {
		const struct place *place = &search->places[first];

		if (i < search->place_count &&
		    !memcmp(place->key, search->places[i].key,
		            sizeof(place->key)))
			continue;
		report(search, place, i - first);
		first = i;
	}
}

void check_two_names(struct span text, struct findings *out)
{
	struct search search = {.text = text, .out = out};
	size_t bytes;

	sort_groups(&search);
	for (size_t at = 0; at < text.bytes; at += bytes) {
		uint32_t point = check_point(text, at, &bytes);

		if (!text_is_han(point)) {
			look_at_run(&search);
			continue;
		}
		search.run = mem_room(search.run, search.count, &search.room,
		                      sizeof(*search.run));
		search.run[search.count].point = point;
		search.run[search.count++].at = at;
	}
	look_at_run(&search);
	compare(&search);
	free(search.reported);
	free(search.places);
	free(search.run);
	free(search.members);
}
