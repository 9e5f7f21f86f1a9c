#!/bin/sh
# policy-words - policies said in words, tried and compared, in both languages.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2317
. "$(dirname "$0")/lib.sh"

policies=$TMPDIR/policies
mkdir "$policies"
shipped='three-level employment-site employment-messages student-union info-centre san-shen-san-jiao'

# No line is wider than a terminal of 80 columns; Han takes two.
fits() { # FILE WHAT
	wide=$(wc -L <"$1")
	[ "$wide" -le 80 ] || wrong "$2: a line of $wide columns"
}

in_words() { # LANGUAGE command…
	in_words_language=$1
	shift
	LANGUAGE=$in_words_language "$@"
}

for policy in $shipped; do
	begin "$policy: shown, tried, compared"
	home=$policies/$policy
	expect 0 sanshen --home "$home" init --demo --policy "$policy"
	for language in en zh_CN; do
		expect 0 in_words "$language" anybody policy show
		fits "$out" "show in $language"
		expect 0 in_words "$language" sanshen policy show "$policy"
		fits "$out" "show $policy in $language"
		expect 0 in_words "$language" sanshen policy todo \
			"$BUILD/share/sanshen/policies/$policy.ini"
		fits "$out" "todo in $language"
		run in_words "$language" anybody policy try
		fits "$out" "try in $language"
		[ "$status" = 0 ] || [ "$status" = 1 ] || wrong "try gave $status"
	done
	expect 0 anybody policy show --text
	cp "$out" "$policies/$policy.ini"
	same "$(archive show main:policy/policy.ini)" "$(cat "$out")" "the text"
	expect 0 anybody policy diff "$policies/$policy.ini"
	printed 'Nothing changes'
	remember
	expect 0 anybody policy diff three-level
	fits "$out" "diff"
	unmoved
	expect 0 anybody verify
done

begin "show three-level says who signs, in Chinese"
expect 0 in_words zh_CN sanshen policy show three-level
for word in 网络阵地管理办法 '一审（网络阵地管理员） → 二审（单位负责人）' \
	'级别为重大' '无人可签时：' '第六条' 供稿人声明; do
	printed "$word"
done

begin "show three-level, line by line"
for language in en zh_CN; do
	expect 0 in_words "$language" sanshen policy show three-level
	golden=$(dirname "$0")/policy-words.$language.txt
	cmp -s "$golden" "$out" ||
		wrong "$language: $(diff "$golden" "$out" | sed -n 2p)"
done

begin "try: the route, its hands, one way to the end"
newsroom "$TMPDIR/try"
remember
expect 0 anybody policy try
printed 'could be walked'
expect 0 anybody policy try --unit unit1 --provider collector --grade major
for word in 'Route “major”' 'the grade is 重大' '周文博 (manager)' '沈志坚 (leader)' \
	'One way to the end' 'Could publish it'; do
	printed "$word"
done
expect 0 anybody policy try --unit unit1 --provider manager
printed 'Nobody is left there; instead'
expect 2 anybody policy try --unit unit2 --provider collector
said "belongs to the unit unit1"
expect 0 anybody policy try --unit unit1
expect 0 anybody policy try --provider collector
expect 0 in_words zh_CN anybody policy try --unit unit1 --provider collector
printed '现在可签：周文博'
unmoved

begin "try: what is not there"
expect 6 anybody policy try --unit nowhere
expect 6 anybody policy try --provider nobody
expect 6 anybody policy try --provider collector --grade gigantic
expect 6 anybody policy try --provider collector --category none
expect 6 anybody policy try --provider collector --flag none
expect 6 anybody policy try --provider collector --channel none
expect 2 anybody policy try --unit unit1 --provider leader
expect 3 anybody policy try --provider leader
expect 2 anybody policy try --grade major
expect 6 anybody policy try 20261123-999
expect 6 anybody policy try unheard-of
expect 2 anybody policy try "$text"

begin "try: a post, from the draft to the end"
draft collector
expect 0 as manager policy try "$post"
printed 'Route “standard”'
remember
expect 0 anybody policy try "$post"
unmoved
expect 0 as collector submit "$post"
signs manager "$post"
expect 0 anybody policy try "$post"
printed 'signed: 周文博'
printed 'One way to the end: 陈建华'
signs head "$post"
signs propaganda "$post"
expect 0 anybody policy try "$post"
printed 'Could publish it'
expect 2 anybody policy try "$post" --grade major

begin "try: nobody is left"
for person in propaganda propaganda2 leader; do
	expect 0 as admin person disable "$person"
done
expect 1 anybody policy try
printed 'Nobody can sign the step'
expect 1 anybody policy try --provider collector
printed 'Appoint somebody'
draft collector
expect 1 anybody policy try "$post"

begin "try: a policy that is not in force"
newsroom "$TMPDIR/try-file"
expect 1 anybody policy try student-union --unit unit1
printed 'no route'
expect 0 anybody policy try three-level --provider collector --grade major
run anybody policy try employment-site
[ "$status" = 0 ] || [ "$status" = 1 ] || wrong "it gave $status"

begin "diff: who, when, in which order"
anybody policy show --text >"$TMPDIR/now.ini" 2>/dev/null
sed -e 's/^deadline = 8h$/deadline = 3wd/' -e 's/^title = 一般$/title = 普通/' \
	-e 's/^steps = manager, unit-head, propaganda$/steps = unit-head, manager/' \
	-e 's/^fallback = manager@institution, propaganda@institution$/fallback = manager@institution/' \
	"$TMPDIR/now.ini" >"$TMPDIR/next.ini"
printf '\n[field why]\ntitle = 理由\nrequired = yes\n[checks]\ntypography = ack\n' >>"$TMPDIR/next.ini"
submitted collector
expect 0 anybody policy diff "$TMPDIR/next.ini"
for word in 'Grade “普通” [routine], title' 'was: 8 hours' 'now: 3 working days' \
	'Route “standard” loses a step: 三审' 'Route “standard”, another order: 二审' \
	'who takes over' 'Line of the form “理由” [why]: new' 'typography' \
	'posts in review keep their policy: 1'; do
	printed "$word"
done
expect 0 sanshen policy diff "$TMPDIR/now.ini" "$TMPDIR/next.ini"
expect 0 sanshen policy diff "$TMPDIR/next.ini" "$TMPDIR/now.ini"
printed 'Route “standard” has another step: 三审'
printed 'Line of the form “理由” [why]: gone'
sed 's/^; .*/; 另一条注释/' "$TMPDIR/now.ini" >"$TMPDIR/comments.ini"
expect 0 anybody policy diff "$TMPDIR/comments.ini"
printed 'Nothing changes'
expect 0 in_words zh_CN anybody policy diff "$TMPDIR/next.ini"
printed '现为：3个工作日'
fits "$out" "diff in zh_CN"
expect 2 anybody policy diff "$text"
expect 6 anybody policy diff "$TMPDIR/nowhere.ini"

finish
