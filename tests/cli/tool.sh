#!/bin/sh
# tool - `check FILE` by itself: no newsroom, any encoding. What is hostile in a
# newsroom: hostile.sh.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

mkdir "$TMPDIR/empty"
tool() { # command…, in a home of nothing
	alone HOME="$TMPDIR/empty" -- "$@"
}

esc=$(printf '\033]0;evil\007\033[31m')
c1=$(printf '\302\23331m')
bidi=$(printf '\342\200\256')
controls=$(printf '\033\\|\302[\200-\237]') # for grep

slices() { # FILE: every range of $out cuts exactly its text from it
	jq -r '.findings[] | "\(.start) \(.end) \(.text)"' "$out" >"$TMPDIR/ranges"
	[ -s "$TMPDIR/ranges" ] || wrong "no findings"
	while read -r start end words; do
		same "$words" "$(tail -c +$((start + 1)) "$1" | head -c $((end - start)))" \
			"bytes $start to $end"
	done <"$TMPDIR/ranges"
}

quiet() { # no byte that a terminal would obey, on either stream
	case $1 in
	*json | *JSON | *--text) quiet_of=$controls ;; # the exact text, for a program
	*) quiet_of="$controls\|$bidi" ;;
	esac
	LC_ALL=C grep -q -a "$quiet_of" "$out" "$err" &&
		wrong "$1: a control came out"
	[ "$status" -lt 128 ] || wrong "$1: it ended by a signal, $status"
}

found=$TMPDIR/通知.txt
printf '%s\n\n%s\n%s\n' 关于报名的通知 '报名请发邮件给我们,或致电 13800138000 咨询。' \
	'We recieve applications.' >"$found"

begin "a file in an empty home"
expect 1 tool check "$found"
printed recieve
printed 13800138000
grep -q "^$found:3:" "$out" || grep -q ':3:' "$out" || wrong "no line number in $(head -n 2 "$out")"
[ -z "$(ls -A "$TMPDIR/empty")" ] || wrong "the home is not empty any more"

begin "without a home, without anything"
expect 1 bare "$SANSHEN" check "$found"
expect 0 bare "$SANSHEN" policy copy three-level
cp "$out" "$TMPDIR/copy.ini"
expect 0 bare "$SANSHEN" policy todo "$TMPDIR/copy.ini"

begin "a clean file"
expect 0 tool check "$text"
cat "$out" "$err" | grep -q -i 'no errors' && wrong "it says there are no errors"

begin "a relative path, a name that looks like a post"
cp "$found" "$TMPDIR/20261123-001"
(cd "$TMPDIR" && tool check ./20261123-001 >"$out" 2>"$err")
same 1 $? "the answer for ./20261123-001"
(cd "$TMPDIR" && tool check 20261123-001 >"$out" 2>"$err")
same 6 $? "the answer for 20261123-001"

begin "standard input"
input=$found
expect 1 tool check --json -
slices "$found"

begin "ranges slice to the text"
expect 1 tool check --json "$found"
slices "$found"

begin "BOM and CRLF count"
{
	printf '\357\273\277'
	sed 's/$/\r/' "$found"
} >"$TMPDIR/dos.txt"
expect 1 tool check --json "$TMPDIR/dos.txt"
slices "$TMPDIR/dos.txt"
holds '.findings | any(.text == "recieve" and .line == 4 and .column == 4)'

begin "GB18030, when asked"
iconv -f UTF-8 -t GB18030 "$found" >"$TMPDIR/gb.txt"
expect 2 tool check "$TMPDIR/gb.txt"
expect 1 tool check --json --encoding gb18030 "$TMPDIR/gb.txt"
slices "$found"

begin "invalid UTF-8: the byte's offset"
printf '我们\377一起' >"$TMPDIR/bad.txt"
expect 2 tool check "$TMPDIR/bad.txt"
grep -q -w 6 "$err" || wrong "the offset 6 is not named: $(cat "$err")"
printf 'ab\355\240\200' >"$TMPDIR/surrogate.txt"
expect 2 tool check "$TMPDIR/surrogate.txt"
grep -q -w 2 "$err" || wrong "the offset 2 is not named: $(cat "$err")"
printf 'abc\300\200' >"$TMPDIR/overlong.txt"
expect 2 tool check "$TMPDIR/overlong.txt"
grep -q -w 3 "$err" || wrong "the offset 3 is not named: $(cat "$err")"
printf '我们\344' >"$TMPDIR/cut.txt"
expect 2 tool check "$TMPDIR/cut.txt"
grep -q -w 6 "$err" || wrong "the offset 6 is not named: $(cat "$err")"
printf 'abc\201\060\201' >"$TMPDIR/badgb.txt"
expect 2 tool check --encoding gb18030 "$TMPDIR/badgb.txt"

begin "no such file, a folder, an empty file"
expect 6 tool check "$TMPDIR/none.txt"
run tool check "$TMPDIR/empty"
case $status in
[2-6]) ;;
*) wrong "a folder gave $status" ;;
esac
: >"$TMPDIR/nothing.txt"
run tool check "$TMPDIR/nothing.txt"
case $status in
[02]) ;;
*) wrong "an empty file gave $status" ;;
esac

begin "without limit"
cp "$text" "$TMPDIR/large.txt"
i=0
while [ $i -lt 15 ]; do # doubled each time
	cat "$TMPDIR/large.txt" "$TMPDIR/large.txt" >"$TMPDIR/larger.txt"
	mv "$TMPDIR/larger.txt" "$TMPDIR/large.txt"
	i=$((i + 1))
done
[ "$(wc -c <"$TMPDIR/large.txt")" -gt 2000000 ] || wrong "the file is not large"
expect 0 tool check "$TMPDIR/large.txt"

begin "check takes every rule of the first version"
printf '%s\n' '身份证号 11010519491231002X。' '机密★5年' '电话 13800138000。' \
	'欢迎报名,名额有限。' >"$TMPDIR/all.txt"
expect 1 tool check --json "$TMPDIR/all.txt"
slices "$TMPDIR/all.txt"
for rule in privacy/id-number privacy/mobile secrecy/marking typography/half-width; do
	holds ".findings | any(.rule == \"$rule\")"
done

# ---- hostile text -------------------------------------------------------------

begin "hostile file names"
for hostile in "$esc" "$c1" "$bidi"; do
	cp "$found" "$TMPDIR/a${hostile}b.txt"
	run tool check "$TMPDIR/a${hostile}b.txt"
	quiet "a name"
	run tool check "$TMPDIR/none${hostile}.txt"
	quiet "a name of no file"
	run tool policy check "$TMPDIR/none${hostile}.ini"
	quiet "a policy of no file"
done

begin "hostile words on the command line"
for hostile in "$esc" "$c1" "$bidi"; do
	run tool "$hostile"
	quiet "a command"
	run tool check "--$hostile"
	quiet "an option"
	run tool --as "$hostile" queue
	quiet "a person"
	run tool policy copy "$hostile"
	quiet "a policy"
done

begin "hostile text"
for hostile in "$esc" "$c1" "$bidi"; do
	printf '通知 %srecieve,我们%s 13800138000\n' "$hostile" "$hostile" >"$TMPDIR/hostile.txt"
	run tool check "$TMPDIR/hostile.txt"
	quiet "a text"
	run tool check --json "$TMPDIR/hostile.txt"
	quiet "a text as JSON"
	[ "$status" != 0 ] || wrong "it found nothing in hostile text"
	printf '[policy]\nid = %s\n%s = 1\n[%s]\n' "$hostile" "$hostile" "$hostile" \
		>"$TMPDIR/hostile.ini"
	run tool policy check "$TMPDIR/hostile.ini"
	quiet "a policy"
	run tool policy todo "$TMPDIR/hostile.ini"
	quiet "a policy's list"
done

newsroom "$TMPDIR/tool"

begin "what is stored: UTF-8, no BOM, LF, composed"
stored() { # TEXT-FILE: what the last new put in the archive
	archive show "main:$(path_of "$(cat "$out")")/content/post.md" | cmp -s - "$1" ||
		wrong "another text is stored"
}
expect 0 as collector new --from "$TMPDIR/dos.txt"
stored "$found"
refuse 2 as collector new --from "$TMPDIR/gb.txt"
expect 0 as collector new --from "$TMPDIR/gb.txt" --encoding gb18030
stored "$found"
printf '通知：cafe\314\201。\n' >"$TMPDIR/apart"
printf '通知：caf\303\251。\n' >"$TMPDIR/composed"
expect 0 as collector new --from "$TMPDIR/apart"
stored "$TMPDIR/composed"
refuse 2 as collector new --from "$TMPDIR/bad.txt"
refuse 2 as collector new --from "$TMPDIR/large.txt"

finish
