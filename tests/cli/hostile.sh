#!/bin/sh
# hostile - nothing that a terminal would obey comes in, or out again.
#
# What is hostile goes through every field that is kept, every word that is
# only asked about, every file that is read, and the environment. Kept is none
# of it: one sentence, status 2. Then the other way round: an archive and an
# index that hold it all the same are read by everything that prints.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034
. "$(dirname "$0")/lib.sh"

mkdir "$TMPDIR/said"
newsroom "$TMPDIR/hostile"

# ---- what is hostile -----------------------------------------------------------

# A terminal's orders, one of each kind in both spellings; controls; what is no
# UTF-8, or no character. NAME and the bytes as printf has them.
cat >"$TMPDIR/orders" <<'END'
colour \033[31m
clipboard \033]52;c;ZXZpbA==\007
link \033]8;;http://evil.example\033\\here\033]8;;\033\\
title \033]0;evil\007
report \033[21t\033[6n\033[c
DCS \033P+q544e\033\\
APC \033_evil\033\\
SOS \033Xevil\033\\
PM \033^evil\033\\
ESC \033
CSI-of-8-bit \302\23331m
OSC-of-8-bit \302\23552;c;ZXZpbA==\302\234
DCS-of-8-bit \302\220evil\302\234
NEL \302\205
BEL \007
BS \010
VT \013
FF \014
CR a\rb
SO \016
SUB \032
US \037
DEL \177
raw-C1 \23331m
raw-OSC \23552;c;ZXZpbA==\234
overlong \300\257
overlong-ESC \300\233[31m
longer-ESC \340\200\233[31m
surrogate \355\240\200
truncated \344\270
beyond \364\220\200\200
no-byte \376\377
U+FFFF \357\277\277
U+FDD0 \357\267\220
U+1FFFE \360\237\277\276
END
# Bidi controls, zero width, tags: a text may hold them, where they show.
hidden='\342\200\252\342\200\256\342\200\254\342\201\246\342\201\251\342\200\216\342\200\217\330\234'
hidden=$hidden'\342\200\213\342\201\240\357\273\277\302\255\363\240\201\201\363\240\201\277'
marks=$(printf '%900s' '' | sed 's/ /\\314\\201/g')

bytes() { # PRINTF-TEXT: $h, with whatever it ends in
	# shellcheck disable=SC2059 # it is one
	h=$(printf "$1.") || wrong "printf"
	h=${h%.}
}

every_order() { # all of them in one, but what is no UTF-8
	bytes "$(sed -e '/^raw/,$d' -e 's/^[^ ]* //' "$TMPDIR/orders" | tr -d '\n')"
}

every_byte() { # and all with that, too
	bytes "$(sed 's/^[^ ]* //' "$TMPDIR/orders" | tr -d '\n')"
}

# ---- what was said ---------------------------------------------------------------

# Each command's words are kept, to be looked through together: a look costs a
# process.
said_count=0
listen() { # WHAT [exact]
	said_count=$((said_count + 1))
	out=$TMPDIR/said/$said_count.${2:+$2.}out
	err=$TMPDIR/said/$said_count.err
	printf '%s\n' "$1" >"$TMPDIR/said/$said_count.what"
}

# No control, no byte that is no UTF-8; for people nothing that hides, either.
# What prints the exact text is named *.exact.
controls='[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]'
hiding='\xe2\x80[\x8b\x8e\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf|\xc2\xad|\xd8\x9c|\xf3\xa0[\x80\x81]'
all_quiet() {
	for quiet_file in $(
		cd "$TMPDIR/said" || exit
		LC_ALL=C grep -l -a -P "$controls" -- *.out *.err
		grep -l -a -x -v '.*' -- *.out *.err
		LC_ALL=C grep -l -a -P "$hiding" -- *.out *.err | grep -v exact
	); do
		wrong "$(cat "$TMPDIR/said/${quiet_file%%.*}.what") ($quiet_file) printed $(head -c 300 "$TMPDIR/said/$quiet_file" | LC_ALL=C tr -c ' -~\n' '?')"
	done
	rm -f "$TMPDIR/said"/*
}

begin "posts"
printf '%s\n\n%s\n' '关于报名的通知' '报名请联系 13800138000 张老师。' >"$TMPDIR/phone"
expect 0 as collector new --from "$TMPDIR/phone" && open=$(cat "$out")
draft collector && draft=$post
submitted collector && review=$post && see "$post" && id=$content
approved collector && ready=$post
approved collector && public=$post
expect 0 as manager publish "$public"
SANSHEN_NOW=$SANSHEN_NOW expect 0 as admin policy show --text
cp "$out" "$TMPDIR/policy.ini"
ssh-keygen -q -t ed25519 -N '' -C none -f "$TMPDIR/key"
key=$(cut -d' ' -f1,2 "$TMPDIR/key.pub")

# ---- what is kept -------------------------------------------------------------

# FIELD | who | command, with $h in it; $n is another number each time.
cat >"$TMPDIR/kept" <<'END'
title|collector|new --from $text --title "题${h}目"
summary|collector|new --from $text --summary "摘${h}要"
audience|collector|new --from $text --audience "对${h}象"
attachment's name|collector|attach $draft $text --name "附${h}件"
reason of a waiver|collector|submit $open --waive "privacy/mobile=因${h}由"
opinion|manager|sign $review --content $id --tick all --opinion "同${h}意"
opinion of a freeze|manager|freeze $public --opinion "有${h}误"
address|manager|publish $ready --url "https://www.example.edu.cn/${h}.html"
person's name|admin|person add p$n --name "张${h}三" --unit unit1
person's id|admin|person add "p${h}" --name 张三 --unit unit1
unit's name|admin|unit add u$n --name "某${h}部"
unit's new name|admin|unit set unit2 --name "某${h}院"
unit's id|admin|unit add "u${h}" --name 某部
tier|admin|unit set unit2 --tier "t${h}"
op-id|collector|new --from $text --op-id "a${h}"
END

n=0
each_field() { # any | one-line: $each_do with who does it, and the words
	each_lines=$1
	while IFS='|' read -r field who command <&4; do
		case $each_lines$field in one-lineopinion*) continue ;; esac
		n=$((n + 1))
		listen "$field"
		eval "set -- $command"
		"$each_do" "$who" "$@"
	done 4<"$TMPDIR/kept"
}

refused() { # WHO WORD…
	refused_who=$1
	shift
	refuse 2 as "$refused_who" "$@"
	one_sentence
}

one_sentence() {
	one_lines=0
	while IFS= read -r one_line; do
		one_lines=$((one_lines + 1))
	done <"$err"
	[ "$one_lines" = 1 ] ||
		wrong "$(cat "${err%.err}.what") said $one_lines lines ($(head -n 1 "$err"))"
}

each_do=refused
while read -r order spelled <&3; do
	begin "$order is not kept"
	bytes "$spelled"
	each_field any
done 3<"$TMPDIR/orders"
bytes 'a\nb'
begin "nor two lines where there is one"
each_field one-line
bytes 'a\tb'
begin "nor a tab there"
each_field one-line

begin "and each was refused by a sentence without it"
all_quiet

any_answer() { # WHO WORD…
	any_who=$1
	shift
	run as "$any_who" "$@"
	[ "$status" -lt 7 ] || wrong "$(cat "${out%.out}.what") ended with $status"
}

begin "what hides may be kept"
each_do=any_answer
bytes "$hidden"
each_field any
bytes "a$marks"
each_field any
all_quiet

# ---- texts and files -------------------------------------------------------------

begin "no text, policy or key of hostile bytes"
while read -r order spelled <&3; do
	bytes "$spelled"
	printf '通知\n\n正文%s。\n' "$h" >"$TMPDIR/h"
	listen "text with $order"
	refused collector new --from "$TMPDIR/h"
	listen "check of $order"
	run anybody check "$TMPDIR/h"
	printf '; %s\n' "$h" >"$TMPDIR/p"
	cat "$TMPDIR/policy.ini" >>"$TMPDIR/p"
	listen "policy with $order"
	run as admin policy apply "$TMPDIR/p"
	[ "$status" != 0 ] || wrong "a policy with $order"
done 3<"$TMPDIR/orders"
printf '通知\000通知\n' >"$TMPDIR/h"
listen "text with NUL"
refused collector new --from "$TMPDIR/h"
listen "check of NUL"
run anybody check "$TMPDIR/h"
all_quiet

begin "a text that hides something, of 900 marks, of one long line"
for spelled in "$hidden" "a$marks"; do
	bytes "$spelled"
	printf '通知\n\n正文%s。\n' "$h" >"$TMPDIR/h"
	listen "text"
	expect 0 as collector new --from "$TMPDIR/h"
	read -r post <"$out"
	listen "check"
	run anybody check "$TMPDIR/h"
done
head -c 1000000 /dev/zero | tr '\0' a >"$TMPDIR/h"
listen "long line"
expect 0 as collector new --from "$TMPDIR/h" --title 长
all_quiet

# ---- what is asked about ---------------------------------------------------------

cat >"$TMPDIR/asked" <<'END'
$h
new --from $text --column "c$h"
new --from $text --channel "c$h"
new --from $text --category "c$h"
new --from $text --flag "f$h"
new --from $text --field "a$h=b"
new --from $text --field "a=b$h"
new --from $text --grade "g$h"
new --from $text --at "2026$h"
new --from $text --like "p$h"
new --from "f$h"
new --from $text --encoding "e$h"
new --from $text "$h"
new "--$h"
attach $draft "f$h" --name a
get $draft "a$h"
submit $draft --waive "r$h=x"
show "p$h"
log "p$h"
diff "p$h"
diff $draft "1$h" 2
list --work "w$h"
list --unit "u$h"
list --column "c$h"
list --provider "p$h"
list --grade "g$h"
sign $review --content "c$h"
sign $review --content $id --tick "t$h"
joint $review --content $id --with "r$h@u$h"
add $review --content $id --to "p$h"
raise $review --grade "g$h" --opinion x
publish $ready --channel "c$h"
publish $ready --url "x$h"
supersede $public --by "p$h"
person add zhang --name 张三 --unit "u$h"
person add zhang --name 张三 --unit unit1 --lang "l$h"
person add zhang --name 张三 --unit unit1 --kind "k$h"
person set "p$h" --lang en
unit add unit9 --name 某部 --parent "u$h"
unit end unit1 --into "u$h"
unit end unit1 --into unit2 --from "d$h"
grant add "p$h" manager@unit1
grant add head "r$h@unit1"
grant add head "manager@u$h"
grant add head "$h"
grant add head manager@unit1 --until "d$h"
key add "p$h" $TMPDIR/key.pub
key end manager "SHA256:$h"
policy show "p$h"
policy copy "p$h"
policy try "p$h"
policy try --unit "u$h"
policy diff "p$h"
policy check "./f$h"
check "./f$h"
verify --receipt "f$h"
help "$h"
serve --person "p$h"
--as "p$h" queue
--home "/nonexistent$h" queue
init --institution "i$h" --admin a --name b
END

asked() { # FUNCTION: given each, with $h in it
	asked_do=$1
	while IFS= read -r command <&3; do
		listen "$command"
		eval "set -- $command"
		"$asked_do" admin "$@"
		case $status in
		0) ;;
		*) one_sentence ;;
		esac
	done 3<"$TMPDIR/asked"
}

begin "what is named shows, and does nothing"
every_order && asked any_answer
every_byte && asked any_answer
bytes "$hidden" && asked any_answer
bytes 'a\nb\tc' && asked any_answer
all_quiet

begin "a file's name and its words"
for each in every_order every_byte "bytes $hidden"; do
	$each
	h=$(printf %s "$h" | tr -d '/')
	printf '通知%srecieve,我们%s 13800138000\n' "$h" "$h" >"$TMPDIR/a${h}b"
	listen "check of a file"
	run anybody check "$TMPDIR/a${h}b"
	listen "the same as JSON"
	run anybody check --json "$TMPDIR/a${h}b"
	printf '[policy]\nid = %s\n%s = 1\n[%s]\n' "$h" "$h" "$h" >"$TMPDIR/a${h}b"
	for reader in check todo show try diff; do
		listen "policy $reader"
		run as admin policy $reader "$TMPDIR/a${h}b"
	done
	printf 'post: %s\n%s: 1\n' "$h" "$h" >"$TMPDIR/a${h}b"
	listen "a receipt"
	run as admin verify --receipt "$TMPDIR/a${h}b"
	printf '%s comment%s\n' "$key" "$h" >"$TMPDIR/a${h}b"
	listen "a key's comment"
	run as admin key add head "$TMPDIR/a${h}b"
	rm -f "$TMPDIR/a${h}b"
done
all_quiet

# ---- what is read ------------------------------------------------------------------

readers() { # everything that prints, of what is there
	for reader in list queue 'queue --all' log 'person list' 'unit list' \
		'grant list' 'key list' 'policy show' 'policy try' doctor verify \
		authorized-keys 'list --json' 'queue --all --json' 'log --json' \
		'person list --json' 'unit list --json'; do
		listen "$reader"
		# shellcheck disable=SC2086 # words
		any_answer auditor $reader
	done
	for reader in dump 'policy show --text'; do
		listen "$reader" exact
		# shellcheck disable=SC2086 # words
		any_answer auditor $reader
	done
	for each in "$@"; do
		for reader in show log diff check 'policy try'; do
			listen "$reader of a post"
			# shellcheck disable=SC2086 # words
			any_answer auditor $reader "$each"
		done
		listen "show --json"
		any_answer auditor show "$each" --json
		listen "show --text" exact
		any_answer auditor show "$each" --text
	done
	all_quiet
}

begin "what was kept is read"
bytes "$hidden"
listen title
expect 0 as collector new --from "$text" --title "题${h}目"
read -r post <"$out"
same "题${h}目" "$(shown "$post" .title)" "the title as JSON"
listen list exact
run as auditor list --json
posts="$draft $open $review $(jq -r '.[].post' "$out" | head -n 4 | tr '\n' ' ')"
# shellcheck disable=SC2086 # words
readers $posts

begin "nor by the environment, or a line over SSH"
every_byte
for variable in "LANGUAGE=zh_CN$h" "LANG=$h" "LC_ALL=$h.UTF-8" "TERM=$h" \
	"SANSHEN_AS=$h" "SANSHEN_NOW=$h" "SANSHEN_HOME=/nonexistent$h" \
	"SANSHEN_AMBIGUOUS=$h" "XDG_DATA_HOME=$h"; do
	listen "$variable"
	run bare "SANSHEN_HOME=$home" "SANSHEN_AS=nobody" "$variable" "$SANSHEN" queue
	[ "$status" -lt 7 ] || wrong "${variable%%=*} ended with $status"
	one_sentence
done
listen "a line"
refuse 128 bare SSH_ORIGINAL_COMMAND="show $h" "$SANSHEN" --home "$home" \
	serve --person auditor
one_sentence
bytes "$hidden"
listen "a line that hides"
refuse 6 bare SSH_ORIGINAL_COMMAND="show p$h" "$SANSHEN" --home "$home" \
	serve --person auditor
one_sentence
all_quiet

begin "no control in any record, and stock git prints none"
archive cat-file --batch-all-objects --batch-check='%(objecttype) %(objectname)' |
	awk '$1 != "tree" { print $2 }' | archive cat-file --batch >"$TMPDIR/objects"
[ "$(grep -a -c '^author ' "$TMPDIR/objects")" -gt 20 ] || wrong "few records"
LC_ALL=C grep -a -q -P "$controls" "$TMPDIR/objects" && wrong "a control is kept"
archive log -p --stat main >"$TMPDIR/log" 2>&1
archive log --all --format=raw | cat >>"$TMPDIR/log"
LC_ALL=C grep -a -q -P "$controls" "$TMPDIR/log" && wrong "git prints a control"
archive ls-tree -r -t -z --name-only main | tr '\0' '\n' |
	LC_ALL=C grep -q '[^ -~]' && wrong "a name that is not plain"
expect 0 anybody verify

# ---- the other way round -------------------------------------------------------------

# Somebody with the host's disk put it there: each word of the index, then of
# the archive. What prints trusts neither.
every_order
begin "an index that holds it all the same"
cp -a "$home" "$TMPDIR/index" && home=$TMPDIR/index && forget
quoted=$(printf %s "$h" | sed "s/'/''/g")
while read -r table columns; do
	for column in $columns; do
		echo "UPDATE OR IGNORE $table SET $column = $column || '$quoted';"
	done
done >"$TMPDIR/sql" <<'END'
post title column_id grade
step title role
signoff opinion role
waiver rule reason
publication channel url
END
echo "UPDATE paper SET text = replace(text, 'name = ', 'name = $quoted');" >>"$TMPDIR/sql"
sqlite3 "$home/sanshen.db" <"$TMPDIR/sql" 2>"$TMPDIR/word" || wrong "$(cat "$TMPDIR/word")"
listen list
expect 0 as auditor list
printed "$(printf '\357\277\275')" # so it is that index which is read
# shellcheck disable=SC2086 # words
readers $ready $public $review
home= # not an index that a rebuild would make

in_index() { # git command…
	GIT_INDEX_FILE="$TMPDIR/git-index" git --git-dir="$home/archive.git" "$@"
}

put() { # PATH: what stands in $TMPDIR/file
	put_blob=$(archive hash-object -w "$TMPDIR/file")
	in_index update-index --add --cacheinfo "100644,$put_blob,$1"
}

begin "an archive that holds it all the same"
home=$TMPDIR/hostile
cp -a "$home" "$TMPDIR/archive" && home=$TMPDIR/archive && forget
folder=$(path_of "$draft")
in_index read-tree main
for path in people/manager.ini "$folder/content/form.ini" \
	"$folder/content/post.md"; do
	archive show "main:$path" >"$TMPDIR/old"
	{
		sed -e "s/^\(name\|title\|summary\) = /&PLACE/" "$TMPDIR/old" |
			while IFS= read -r line; do
				case $line in
				*PLACE*) printf '%s%s%s\n' "${line%%PLACE*}" "$h" "${line#*PLACE}" ;;
				*) printf '%s\n' "$line" ;;
				esac
			done
	} >"$TMPDIR/file"
	case $path in *.md) printf '%s\n' "$h" >>"$TMPDIR/file" ;; esac
	# One file at a time: a reader stops at the first that it cannot read.
	in_index read-tree main
	put "$path"
	tree=$(in_index write-tree)
	printf 'save %s %s\n\n%s\n\nEvent: save\nPost: %s\nActor: coll%sector\nOp-Id: a%s\nAt: 2026-11-23T10:00:01+08:00\n' \
		"$draft" "$h" "$h" "$draft" "$h" "$h" >"$TMPDIR/message"
	commit=$(GIT_AUTHOR_NAME="x$h" GIT_AUTHOR_EMAIL="x$h@x" GIT_COMMITTER_NAME="x$h" \
		GIT_COMMITTER_EMAIL=x@x archive commit-tree -p main -F "$TMPDIR/message" "$tree")
	before=$(archive rev-parse main)
	archive update-ref refs/heads/main "$commit"
	rm -f "$home"/sanshen.db*
	listen "verify with $path"
	expect 1 anybody verify
	for reader in list 'person list' log "log $draft" "show $draft" \
		"show $draft --json" "diff $draft" "check $draft"; do
		listen "$reader with $path"
		# shellcheck disable=SC2086 # words
		any_answer auditor $reader
	done
	archive update-ref refs/heads/main "$before"
done
all_quiet
home=

finish
