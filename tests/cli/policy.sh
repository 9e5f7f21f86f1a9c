#!/bin/sh
# policy - copied, checked with line numbers, filled in, applied, kept by posts.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

newsroom "$TMPDIR/policy"
plain=$home
shipped=$TMPDIR/three-level.ini
filled=$TMPDIR/filled.ini
wrong_policy=$TMPDIR/wrong.ini

begin "copy and todo need no newsroom"
expect 0 bare HOME="$TMPDIR/none" "$SANSHEN" policy copy three-level
cp "$out" "$shipped"
grep -q '^id = three-level$' "$shipped" || wrong "no id = three-level"
grep -q '^source = ' "$shipped" || wrong "no source"
expect 0 bare HOME="$TMPDIR/none" "$SANSHEN" policy todo "$shipped"

begin "todo lists every open value with its line"
grep -n '= *local$' "$shipped" | cut -d: -f1 >"$TMPDIR/open"
[ -s "$TMPDIR/open" ] || wrong "the shipped policy leaves nothing open"
while read -r line; do
	grep -q -w -e "$line" "$out" || wrong "line $line is not in the list"
done <"$TMPDIR/open"

begin "check of an open policy names the lines"
run bare HOME="$TMPDIR/none" "$SANSHEN" policy check "$shipped"
[ "$status" != 0 ] || wrong "it answered 0"
while read -r line; do
	cat "$out" "$err" | grep -q -w -e "$line" || wrong "line $line is not named"
done <"$TMPDIR/open"

begin "the demo newsroom's policy is filled in"
expect 0 as auditor policy show --text
cp "$out" "$filled"
grep -q '= *local$' "$filled" && wrong "a value is open"
expect 0 anybody policy check "$filled"
expect 0 sanshen policy todo "$filled"
same "$(archive show main:policy/policy.ini)" "$(cat "$filled")" "the policy shown"

begin "init with an open value"
expect 3 sanshen --home "$TMPDIR/open-home" init --institution example.edu.cn \
	--admin chief --name 陈主任 --policy "$shipped"
while read -r line; do
	cat "$out" "$err" | grep -q -w -e "$line" || wrong "line $line is not named"
done <"$TMPDIR/open"
[ ! -e "$TMPDIR/open-home/archive.git" ] || wrong "an archive was made"
expect 0 sanshen --home "$TMPDIR/open-home" init --institution example.edu.cn \
	--admin chief --name 陈主任 --policy "$filled"
expect 0 sanshen --home "$TMPDIR/demo-open" init --demo --policy "$shipped"

# mistake NAME FILE LINE WORD…: check names that line and these words, and the
# newsroom does not take the policy.
mistake() {
	mistake_line=$3
	begin "a mistake: $1"
	run sanshen policy check "$2"
	[ "$status" = 1 ] || [ "$status" = 2 ] || wrong "check gave $status"
	cat "$out" "$err" >"$TMPDIR/words"
	grep -q -w -e "$mistake_line" "$TMPDIR/words" ||
		wrong "line $mistake_line is not named: $(head -n 3 "$TMPDIR/words")"
	grep -q -F -e "$(basename "$2")" "$TMPDIR/words" || wrong "the file is not named"
	shift 3
	for mistake_word in "$@"; do
		grep -q -F -e "$mistake_word" "$TMPDIR/words" ||
			wrong "'$mistake_word' is not named: $(head -n 3 "$TMPDIR/words")"
	done
	refuse 2 as admin policy apply "$wrong_policy"
}

line_of() { # PATTERN: the first line of the filled policy that matches
	grep -n -e "$1" "$filled" | head -n 1 | cut -d: -f1
}

change() { # LINE NEW-TEXT
	sed "$1c\\
$2" "$filled" >"$wrong_policy"
}

at=$(line_of '^role = manager@owner')
change "$at" 'role = emperor@owner'
mistake "an unknown role" "$wrong_policy" "$at" emperor manager

at=$(line_of '^steps = ')
change "$at" 'steps = manager, unicorn'
mistake "an unknown step" "$wrong_policy" "$at" unicorn unit-head

at=$(line_of '^when = grade is')
change "$at" 'when = grade is gigantic'
mistake "an unknown grade" "$wrong_policy" "$at" gigantic routine

at=$(line_of '^title = ')
change "$at" 'title'
mistake "a line that is neither" "$wrong_policy" "$at" title

change "$at" 'titel = 办法'
mistake "an unknown key" "$wrong_policy" "$at" titel title

at=$(line_of '^utc_offset')
change "$at" 'utc_offset = Beijing'
mistake "an offset that is none" "$wrong_policy" "$at" Beijing

at=$(line_of '^deadline = ')
change "$at" 'deadline = soon'
mistake "a deadline that is none" "$wrong_policy" "$at" soon

at=$(line_of '^third_level')
change "$at" 'third_level = sometimes'
mistake "a third level that is none" "$wrong_policy" "$at" sometimes all

{
	cat "$filled"
	printf '\n[step orphan]\ntitle = 无人问津\nrole = manager@owner\n'
} >"$wrong_policy"
mistake "a step no route reaches" "$wrong_policy" \
	"$(grep -n '^\[step orphan\]' "$wrong_policy" | cut -d: -f1)" orphan

{
	cat "$filled"
	printf '\n[route later]\nwhen = any\nsteps = manager\n'
} >"$wrong_policy"
mistake "a route behind one that takes all" "$wrong_policy" \
	"$(grep -n '^\[route later\]' "$wrong_policy" | cut -d: -f1)" later

{
	cat "$filled"
	printf '\n[stpe extra]\ntitle = 多余\n'
} >"$wrong_policy"
mistake "an unknown section" "$wrong_policy" \
	"$(grep -n '^\[stpe extra\]' "$wrong_policy" | cut -d: -f1)" stpe

begin "several mistakes, each with its line"
at=$(line_of '^role = manager@owner')
too=$(line_of '^third_level')
sed "$at"'s/manager/emperor/;'"$too"'s/=.*/= sometimes/' "$filled" >"$wrong_policy"
run sanshen policy check "$wrong_policy"
cat "$out" "$err" >"$TMPDIR/words"
for line in "$at" "$too"; do
	grep -q -w -e "$line" "$TMPDIR/words" || wrong "line $line is not named"
done

begin "apply with an open value"
refuse 3 as admin policy apply "$shipped"

begin "a post keeps the policy it was submitted under"
submitted collector
old=$post
old_policy=$(archive rev-parse main:policy)
signs manager "$old"
draft collector
new=$post
at=$(grep -n '^\[route standard\]' "$filled" | cut -d: -f1)
sed "$at,\$s/^steps = .*/steps = manager, unit-head/" "$filled" >"$TMPDIR/two-level.ini"
expect 0 as admin policy apply "$TMPDIR/two-level.ini" --json
holds '.event == "policy"'
[ "$old_policy" != "$(archive rev-parse main:policy)" ] || wrong "the policy did not change"
expect 0 as auditor policy show --text
same "$(cat "$TMPDIR/two-level.ini")" "$(cat "$out")" "the policy in force"
same "manager unit-head propaganda" "$(shown "$old" '[.route[].step] | join(" ")')" \
	"the old post's route"
signs head "$old"
same "$old_policy" "$(trailer main Policy)" "the policy of the old post's signature"
same in_review "$(shown "$old" .work)" "the old post's state"
expect 0 as collector submit "$new"
same "manager unit-head" "$(shown "$new" '[.route[].step] | join(" ")')" \
	"the new post's route"
signs manager "$new"
same "$(archive rev-parse main:policy)" "$(trailer main Policy)" \
	"the policy of the new post's signature"
signs head "$new"
same approved "$(shown "$new" .work)" "the new post's state"
signs propaganda "$old"
same approved "$(shown "$old" .work)" "the old post's state"
expect 0 anybody verify

begin "handed in again, a post takes the policy in force"
see "$old"
expect 0 as propaganda return "$old" --content "$content" --opinion 请按新办法办理
expect 0 as collector submit "$old"
same "manager unit-head" "$(shown "$old" '[.route[].step] | join(" ")')" "its route"
expect 0 anybody verify

begin "an office in a unit that is not there, wherever it stands"
home=$plain
for line in 'takedown' 'freeze' 'correct'; do
	{
		cat "$filled"
		printf '\n[after]\n%s = propaganda@nowhere\n' "$line"
	} >"$TMPDIR/unplaced.ini"
	grep -q '^\[after\]' "$filled" &&
		sed "/^\[after\]/a $line = propaganda@nowhere" "$filled" >"$TMPDIR/unplaced.ini"
	refuse 6 as admin policy apply "$TMPDIR/unplaced.ini"
	said nowhere
done

begin "a policy nobody can walk: the appointment is named, nothing is handed in"
home=$plain
twin "$TMPDIR/nobody"
at=$(grep -n '^\[step propaganda\]' "$filled" | cut -d: -f1)
sed -e "$at,/^fallback/s/^role = .*/role = publisher@institution/" \
	-e "$at,/^fallback/{/^fallback/d;}" "$filled" >"$TMPDIR/nobody.ini"
run as admin policy apply "$TMPDIR/nobody.ini"
case $status in
0 | 3) said publisher ;;
*) wrong "apply gave $status" ;;
esac
same '' "$(sort "$err" | uniq -d)" "what is said twice"
if [ "$status" = 0 ]; then
	expect 1 as admin doctor
	printed 发布员
	draft collector
	refuse 3 as collector submit "$post"
	said 发布员
fi

begin "check quotes the article above a mistake"
at=$(line_of '^role = manager@owner')
change "$at" 'role = emperor@owner'
expect 1 sanshen policy check "$wrong_policy"
printed "$(sed -n "$((at - 1))s/^; //p" "$wrong_policy" | cut -c1-24)"

begin "what this version cannot record is a note, not a mistake"
{
	cat "$filled"
	printf '\n[step aside]\ntitle = 旁批\nrole = leader@institution\npaper = yes\noral = 24h\n'
} | sed 's/^steps = manager, unit-head$/steps = manager, unit-head, aside/' >"$wrong_policy"
expect 0 sanshen policy check "$wrong_policy"
printed 'paper'
said 'cannot record yet: 2'
home=$plain
twin "$TMPDIR/later"
expect 0 as admin policy apply "$wrong_policy"
said 'paper'
expect 0 anybody verify

begin "a rule of the gate is not lowered"
for rule in privacy/id-number secrecy/marking secrecy; do
	{
		cat "$filled"
		printf '\n[checks]\n%s = warn\n' "$rule"
	} >"$wrong_policy"
	expect 1 sanshen policy check "$wrong_policy"
	printed 'block'
done

begin "a weaker policy than its parent: check, apply, and the parent is kept"
home=$plain
twin "$TMPDIR/parent"
weaker=$TMPDIR/weaker.ini
at=$(grep -n '^\[route standard\]' "$filled" | cut -d: -f1)
sed "$at,\$s/^steps = .*/steps = manager, unit-head/" "$filled" >"$weaker"
expect 1 sanshen policy check "$filled" --parent "$filled"
printed 'parent = three-level'
sed 's/^id = three-level$/id = below\nparent = upper/' "$filled" >"$TMPDIR/below.ini"
expect 1 sanshen policy check "$TMPDIR/below.ini" --parent "$filled"
printed 'parent = three-level'
sed 's/^id = three-level$/id = below\nparent = three-level/' "$filled" >"$TMPDIR/below.ini"
expect 0 sanshen policy check "$TMPDIR/below.ini" --parent "$filled"
{
	cat "$filled"
	printf '\n[keep]\nyears = 3\n'
} >"$TMPDIR/above.ini"
expect 1 sanshen policy check "$TMPDIR/below.ini" --parent "$TMPDIR/above.ini"
printed 'years = 3'
expect 1 sanshen policy check "$weaker" --parent "$filled"
printed weaker
refuse 3 as admin policy apply "$weaker" --parent "$filled"
said weaker
expect 0 as admin policy apply "$filled" --parent "$filled"
same "$(cat "$filled")" "$(archive show main:policy/parent.ini)" "the parent kept"
expect 0 anybody verify
refuse 3 as admin policy apply "$weaker"
said weaker
printf '[policy]\nid = no\n' >"$TMPDIR/broken.ini"
refuse 2 as admin policy apply "$filled" --parent "$TMPDIR/broken.ini"
expect 6 sanshen policy check "$filled" --parent "$TMPDIR/nowhere.ini"

# says WORDS…: check prints them, and each of its lines once.
says() {
	expect 1 sanshen policy check "$wrong_policy"
	for says_word in "$@"; do
		printed "$says_word"
	done
	same '' "$(grep -F "$wrong_policy:" "$out" | sort | uniq -d)" "said twice"
}

begin "a policy without a column or a channel"
sed '/^\[column notice\]/,/^$/d;/^\[channel site\]/,/^$/d' "$filled" >"$wrong_policy"
grep -q '^\[column\|^\[channel' "$wrong_policy" && wrong "there still is one"
expect 1 sanshen policy check "$wrong_policy"
printed '[column news] needs a line: title'
printed '[channel site] needs a line: title'

begin "a route that takes all, before the others"
at=$(line_of '^when = grade is')
change "$at" 'when = any'
says '[route major-of-unit] takes every post' '[route standard]'
same 1 "$(grep -c -F "$wrong_policy:" "$out")" "lines"
head -n 1 "$out" | grep -q ":$at: " || wrong "not at line $at"

begin "mistakes have sentences of their own"
at=$(line_of '^utc_offset')
change "$at" "$(printf 'utc_offset = +08:00\001')"
says 'control character U+0001'
{
	cat "$filled"
	head -c 1100000 /dev/zero | tr '\0' ';'
} >"$wrong_policy"
says 'too large for a policy: 256 KiB'
sed 's/^id = .*/id = Ünï/' "$filled" >"$wrong_policy"
says 'first a small letter'
printf '[policy]\nid = a\nid = b\n' >"$wrong_policy"
expect 1 sanshen policy check "$wrong_policy"
printed 'the first is on line 2'

begin "todo says what can be written"
sed 's/^third_level = .*/third_level = local/;s/^title = 通知公告$/&\npublish = local/' \
	"$filled" >"$wrong_policy"
expect 0 sanshen policy todo "$wrong_policy"
printed 'third_level = all (or: main-channels, major)'
printed "publish = $(sed -n '/^\[publish\]/,$s/^role = //p' "$filled" | cut -d' ' -f1)"

begin "policies in GB18030"
home=$plain
twin "$TMPDIR/gb"
iconv -f UTF-8 -t GB18030 "$filled" >"$TMPDIR/gb.ini"
for verb in check todo show diff; do
	expect 0 anybody policy "$verb" "$TMPDIR/gb.ini" --encoding gb18030
	expect 2 anybody policy "$verb" "$TMPDIR/gb.ini"
done
expect 0 as admin policy apply "$TMPDIR/gb.ini" --encoding gb18030
same "$(cat "$filled")" "$(archive show main:policy/policy.ini)" "the policy"

finish
