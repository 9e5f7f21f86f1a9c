#!/bin/sh
# language - whose language it is: the person's, else the environment's.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

chinese() { # in what the last command said
	[ -n "$(LC_ALL=C tr -dc '\344-\351' <"$err")" ] ||
		wrong "$1: not Chinese: $(head -n 1 "$err")"
}

english() {
	[ -s "$err" ] || wrong "$1: nothing was said"
	[ -z "$(LC_ALL=C tr -dc '\344-\351' <"$err")" ] ||
		wrong "$1: not English: $(head -n 1 "$err")"
}

# A refusal in an environment of nothing but these words.
speak() { # PERSON VARIABLE=VALUE…
	speak_person=$1
	shift
	expect 6 alone "$@" -- --home "$home" --as "$speak_person" show 20991231-999
}

newsroom "$TMPDIR/language"

begin "the environment, read as text"
for setting in LANGUAGE=zh_CN LANG=zh_CN.UTF-8 LANG=zh LC_ALL=zh_CN.UTF-8 \
	LC_MESSAGES=zh_CN.UTF-8 LANG=zh_CN.utf8; do
	speak collector "$setting"
	chinese "$setting"
done
for setting in LANGUAGE=en LANG=en_US.UTF-8 LC_ALL=C LC_ALL=POSIX LANG=C LANG=C.UTF-8 \
	LANG=fr_FR.UTF-8; do
	speak collector "$setting"
	english "$setting"
done

begin "LANGUAGE, LC_ALL, LC_MESSAGES, LANG, in this order"
speak collector LANGUAGE=en LC_ALL=zh_CN.UTF-8
english "LANGUAGE before LC_ALL"
speak collector LANGUAGE=zh_CN LC_ALL=C
chinese "LANGUAGE with LC_ALL=C"
speak collector LC_ALL=en_US.UTF-8 LC_MESSAGES=zh_CN.UTF-8
english "LC_ALL before LC_MESSAGES"
speak collector LC_MESSAGES=zh_CN.UTF-8 LANG=en_US.UTF-8
chinese "LC_MESSAGES before LANG"

begin "nothing at all in the environment"
expect 6 bare "$SANSHEN" --home "$home" --as collector show 20991231-999
english "no environment"
expect 0 bare SANSHEN_NOW="$SANSHEN_NOW" "$SANSHEN" --home "$home" --as collector \
	new --from "$text"
expect 0 bare "$SANSHEN" --home "$home" --as auditor show "$(cat "$out")"
printed 关于举办读书讲座的通知

begin "LC_ALL=C shows Chinese texts whole"
draft collector
expect 0 alone LC_ALL=C -- --home "$home" --as auditor show "$post"
printed 关于举办读书讲座的通知
expect 0 alone LC_ALL=C -- --home "$home" --as auditor list
printed 关于举办读书讲座的通知

begin "a person's own setting comes first"
expect 0 as admin person set collector --lang en
speak collector LANG=zh_CN.UTF-8 LANGUAGE=zh_CN
english "a person with en"
expect 0 as admin person set collector --lang zh_CN
speak collector LANG=en_US.UTF-8 LANGUAGE=en
chinese "a person with zh_CN"
speak manager LANG=en_US.UTF-8
english "another person"
expect 0 as admin person add zhang --name 张三 --unit unit1 --lang zh_CN
speak zhang LANG=C
chinese "a person added with zh_CN"

begin "usage and rules, both languages"
expect 2 alone LANGUAGE=zh_CN -- --home "$home" --as auditor frobnicate
chinese "an unknown command"
expect 3 alone LANGUAGE=zh_CN -- --home "$home" --as auditor new --from "$text"
chinese "a right"
expect 2 alone LANGUAGE=zh_CN -- --home "$home" --as collector search 讲座
chinese "a verb not built"
printf '我们\377\n' >"$TMPDIR/broken"
expect 2 alone LANGUAGE=zh_CN -- check "$TMPDIR/broken"
chinese "a file that is no UTF-8"

begin "findings in the reader's language"
printf '%s\n' '请致电 13800138000 咨询。' >"$TMPDIR/phone"
expect 1 alone LANGUAGE=zh_CN -- check --json "$TMPDIR/phone"
jq -r '.findings[0].message' "$out" >"$err"
chinese "a message"
run alone LANGUAGE=en -- check --json "$TMPDIR/phone"
jq -r '.findings[0].message' "$out" >"$err"
english "a message"

begin "never 'no errors'"
expect 0 alone LANGUAGE=zh_CN -- check "$text"
cat "$out" "$err" | grep -q '未发现已知类型的疑点，请仍由人工通读' ||
	wrong "it said $(cat "$out" "$err")"

begin "the vocabulary's words"
submitted collector
run alone LANGUAGE=zh_CN -- --home "$home" --as manager show "$post"
printed 审核中
expect 0 as admin person set collector --lang zh_CN
expect 3 bare "$SANSHEN" --home "$home" --as collector save "$post" --from "$text2"
chinese "a state"

begin "a named charset that is not UTF-8 stops the workstation"
for setting in LC_ALL=zh_CN.GBK LANG=zh_CN.GB18030 LC_CTYPE=zh_CN.GBK; do
	expect 2 alone "$setting" -- --home "$home"
done

begin "a folder without translations"
mkdir "$TMPDIR/bare" && cp "$SANSHEN" "$TMPDIR/bare/"
expect 6 bare LANGUAGE=zh_CN "$TMPDIR/bare/$(basename "$SANSHEN")" --home "$home" \
	--as collector show 20991231-999
[ -s "$err" ] || wrong "nothing was said"

finish
