# shellcheck shell=sh
# lib - what every script here starts with: a newsroom, people, expectations.
#
# The environment gives SANSHEN (the program), BUILD (its folder) and TMPDIR (a
# fresh folder). A script sources this, then for each thing it proves says
# `begin NAME` and its expectations, and ends with `finish`. Every test also
# ends with the index equal to one rebuilt from the archive.
set -u
: "${SANSHEN:?the program to test}" "${BUILD:?the folder it was built in}"
: "${TMPDIR:?a fresh folder}"

# One language, one clock, nobody's settings.
unset SANSHEN_HOME SANSHEN_AS SANSHEN_NOW LC_MESSAGES LANG XDG_DATA_HOME
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
export LC_ALL=C.UTF-8 LANGUAGE=en TZ=UTC
# 99 is no answer of ours: a sanitizer's word is never taken for one.
ASAN_OPTIONS=${ASAN_OPTIONS:-exitcode=99}
UBSAN_OPTIONS=${UBSAN_OPTIONS:-exitcode=99}
export ASAN_OPTIONS UBSAN_OPTIONS
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export SANSHEN_NOW=2026-11-23T10:00:00+08:00

script=$(basename "$0" .sh)
out=$TMPDIR/$script.out   # what the last command printed
err=$TMPDIR/$script.err   # and what it said
input=/dev/null           # what the next command reads
status=0                  # what it answered
home=                     # the newsroom the helpers work in
holds_count=0             # what is still to be weighed of it
holds_all=
kept_answers=0            # how many are kept to be weighed
kept_from=1               # and which is the first of this test
running=                  # yes: within `run`, `as` and the like need no process
failures=0
name=
why=
dumped=                   # "home main" whose snapshot lies in $TMPDIR/snap
proven=                   # "home main" whose dump equals a rebuilt one

# ---- tests -------------------------------------------------------------------

begin() { # NAME
	settle
	name="$script $1"
	why=
}

wrong() { # WHY: the test goes on, and has failed
	why="$why${why:+; }$(printf '%s' "$*" | tr '\n\033' '  ')"
}

settle() { # the verdict of the test that is open
	[ -n "$name" ] || return 0
	weigh
	[ -z "$home" ] || same_dump
	if [ "$kept_answers" -ge "$kept_from" ]; then
		printf '%s\t%s\t%s\t%s\n' "$kept_from" "$kept_answers" "$name" "$why" \
			>>"$out.unsettled"
		kept_from=$((kept_answers + 1))
	else
		verdict
	fi
	name=
}

verdict() {
	if [ -z "$why" ]; then
		printf 'PASS %s\n' "$name"
	else
		printf 'FAIL %s: %s\n' "$name" "$why"
		failures=$((failures + 1))
	fi
}

# The tests whose answers are still to be weighed: all at once, and one by one
# when not everything holds.
settle_all() {
	settle
	[ "$kept_answers" != 0 ] || return 0
	set --
	settle_at=0
	while [ "$settle_at" -lt "$kept_answers" ]; do
		settle_at=$((settle_at + 1))
		set -- "$@" --slurpfile "a$settle_at" "$out.answer.$settle_at"
	done
	settle_hold=no
	settle_failures=$failures
	if jq -n -e -f "$out.holds" "$@" >"$out.word" 2>&1; then
		settle_hold=yes
	fi
	while IFS='	' read -r settle_at settle_last name why; do
		while [ $settle_hold = no ] && [ "$settle_at" -le "$settle_last" ]; do
			weigh_one
			settle_at=$((settle_at + 1))
		done
		verdict
	done <"$out.unsettled"
	if [ $settle_hold = no ] && [ "$failures" = "$settle_failures" ]; then
		echo "FAIL $script: not so together: $(cat "$out.word")"
		failures=$((failures + 1))
	fi
	rm "$out.unsettled" "$out.holds"
	kept_from=1
	kept_answers=0
	name=
}

finish() {
	settle_all
	exec 6>&-
	read -r finish_standby <&7 || finish_standby=
	if [ "$finish_standby" != 'ended 0' ]; then
		echo "FAIL $script: the program standing by $finish_standby"
		failures=$((failures + 1))
	fi
	[ "$failures" -eq 0 ]
	exit
}

# Runs one FUNCTION of this script as a script of its own beside the rest: for
# what has to wait on the program's clock. The script's last lines let it.
beside() { # FUNCTION
	mkdir "$TMPDIR/$1"
	TMPDIR=$TMPDIR/$1 sh "$0" "$1" >"$TMPDIR/$1.verdict" 2>&1 &
}

gather() { # FUNCTION…: the verdicts of all `beside`
	settle_all
	wait
	for gather_one in "$@"; do
		cat "$TMPDIR/$gather_one.verdict"
		grep -q '^PASS ' "$TMPDIR/$gather_one.verdict" &&
			! grep -q -v '^PASS ' "$TMPDIR/$gather_one.verdict" ||
			failures=$((failures + 1))
	done
}

# ---- running the program -------------------------------------------------

# The program stands by, loaded (tests/standby.c): what `run` gives it costs no
# start. STANDBY=no starts it for each command, as a shell would.
mkfifo "$TMPDIR/standby.ask" "$TMPDIR/standby.tell"
# Not a job of this shell, which waits for its own; its last line is its status.
({
	"$BUILD/standby"
	echo "ended $?"
} <"$TMPDIR/standby.ask" >"$TMPDIR/standby.tell" &)
exec 6>"$TMPDIR/standby.ask" 7<"$TMPDIR/standby.tell"

standby() { # FIELD…: its answer, as tests/standby.c has it
	printf '%s\0' $# "$@" >&6
	read -r standby_answer <&7 || standby_answer=
	case $standby_answer in
	'' | *[!0-9]*) standby_answer=127 ;;
	esac
	return "$standby_answer"
}

program() { # IN OUT ERR WORD…
	program_in=$1 program_out=$2 program_err=$3
	shift 3
	if [ "${STANDBY:-yes}" = no ]; then
		"$SANSHEN" "$@" <"$program_in" >"$program_out" 2>"$program_err"
	else
		standby sanshen "$program_in" "$program_out" "$program_err" \
			"SANSHEN_NOW=$SANSHEN_NOW" "LANGUAGE=$LANGUAGE" -- "$@"
	fi
}

copy_out() { # FILE: as cat does, without a process
	while IFS= read -r copy_line; do
		printf '%s\n' "$copy_line"
	done <"$1"
}

# What a plain path (`.post`, `[.route[].step] | join(" ")`) names costs no start
# of jq, either.
value_of() { # JQ-FILTER FILE
	value_status=0
	standby json "$2" "$out.value" "$1" || value_status=$?
	case $value_status in
	0) copy_out "$out.value" ;;
	2) jq -r "$1" "$2" ;;
	*) return 1 ;;
	esac
}

sanshen() { # word…: with no newsroom named
	if [ -n "$running" ]; then
		program "$input" "$out" "$err" "$@"
	else
		"$SANSHEN" "$@"
	fi
}

as() { # PERSON command…
	as_person=$1
	shift
	sanshen --home "$home" --as "$as_person" "$@"
}

anybody() { # command…, with nobody named
	sanshen --home "$home" "$@"
}

bare() { # [VARIABLE=VALUE…] command…, with an environment of nothing else
	env -i ASAN_OPTIONS="$ASAN_OPTIONS" UBSAN_OPTIONS="$UBSAN_OPTIONS" "$@"
}

alone() { # [VARIABLE=VALUE…] -- word…: sanshen, in such an environment
	if [ -n "$running" ] && [ "${STANDBY:-yes}" != no ]; then
		standby sanshen "$input" "$out" "$err" - "$@"
		return
	fi
	for alone_word in "$@"; do
		shift
		[ "$alone_word" != -- ] || alone_word=$SANSHEN
		set -- "$@" "$alone_word"
	done
	bare "$@"
}

run() { # command…: answer in $status, words in $out and $err
	weigh
	status=0
	running=yes
	"$@" <"$input" >"$out" 2>"$err" || status=$?
	running=
	input=/dev/null
	[ "$status" != 99 ] ||
		wrong "$* : $(grep -m 1 -e Sanitizer -e 'runtime error' "$err")"
}

expect() { # STATUS command…
	expect_status=$1
	shift
	run "$@"
	[ "$status" = "$expect_status" ] ||
		wrong "$* gave $status, not $expect_status ($(head -n 1 "$err"))"
	case $status in
	[2-6]) [ -s "$err" ] || wrong "$* gave $status without a word" ;;
	esac
}

refuse() { # STATUS command…: and neither main nor the index moved
	remember
	expect "$@"
	unmoved
}

said() { # TEXT: in what the last command said
	standby holds "$err" "$1" || wrong "it did not say '$1': $(head -n 2 "$err")"
}

printed() { # TEXT
	standby holds "$out" "$1" || wrong "it did not print '$1'"
}

# Starting jq costs more than all it is asked: the answers of which something
# holds are kept, and weighed together before the script ends.
holds() { # JQ FILTER: true of what the last command printed
	holds_count=$((holds_count + 1))
	printf '%s\n' "$1" >"$out.holds.$((kept_answers + 1)).$holds_count"
	holds_all="${holds_all:+$holds_all and }($1)"
}

weigh() { # what was said to hold of the last answer, later
	[ "$holds_count" != 0 ] || return 0
	kept_answers=$((kept_answers + 1))
	standby copy "$out" "$out.answer.$kept_answers" || wrong "no answer to weigh"
	[ "$kept_answers" = 1 ] || printf 'and ' >>"$out.holds"
	# shellcheck disable=SC2016 # a name of jq's
	printf '([$a%s[] | %s] | last)\n' "$kept_answers" "$holds_all" >>"$out.holds"
	holds_count=0
	holds_all=
}

weigh_one() { # the answer $settle_at, by itself
	weigh_count=1
	while [ -f "$out.holds.$settle_at.$weigh_count" ]; do
		jq -e -f "$out.holds.$settle_at.$weigh_count" "$out.answer.$settle_at" \
			>"$out.word" 2>&1 ||
			wrong "not so: $(cat "$out.holds.$settle_at.$weigh_count") in $(head -c 300 "$out.answer.$settle_at")"
		weigh_count=$((weigh_count + 1))
	done
}

field() { # JQ FILTER of what the last command printed
	value_of "$1" "$out"
}

same() { # WANTED GOT WHAT
	[ "$1" = "$2" ] || wrong "$3 is '$2', not '$1'"
}

# ---- the archive ------------------------------------------------------------

archive() { # git command…
	git --git-dir="$home/archive.git" "$@"
}

main() {
	see_main && echo "$main_id"
}

see_main() { # $main_id, without a process
	main_id=
	if [ -f "$home/archive.git/refs/heads/main" ]; then
		read -r main_id <"$home/archive.git/refs/heads/main"
	else
		main_id=$(archive rev-parse --verify -q refs/heads/main)
	fi
}

records() { # how many on main
	if standby records "$home/archive.git" "$out.value"; then
		copy_out "$out.value"
	else
		archive rev-list --count --first-parent main
	fi
}

trailer() { # COMMIT KEY: its value or values
	if standby commit "$home/archive.git" "$1" "$out.value" "$2"; then
		copy_out "$out.value"
	else
		archive log -1 --format="%(trailers:key=$2,valueonly,separator=%x0A)" "$1"
	fi
}

subject() { # COMMIT
	archive log -1 --format=%s "$1"
}

path_of() { # POST: its folder in the archive
	path_day=${1%%-*}
	path_month=${path_day#????}
	printf 'posts/%s/%s/%s/%s' "${path_day%????}" "${path_month%??}" \
		"${path_month#??}" "${1#*-}"
}

snapshot() { # FILE: main and the index
	program /dev/null "$1" "$out.word" --home "$home" dump
	see_main && echo "$main_id" >>"$1"
}

forget() { # what was known of the newsroom: something outside sanshen touched it
	dumped=
	proven=
}

remember() { # main and the index as they are, for `unmoved`
	see_main
	remember_main=$main_id
	[ "$dumped" = "$home $remember_main" ] && return
	snapshot "$TMPDIR/snap"
	standby copy "$home/sanshen.db" "$TMPDIR/snap.db" || rm -f "$TMPDIR/snap.db"
	dumped="$home $remember_main"
}

unmoved() { # since `remember`: not a byte of the index, or else nothing in its dump
	see_main
	[ ! -s "$home/sanshen.db-wal" ] && [ "$main_id" = "$remember_main" ] &&
		standby same "$home/sanshen.db" "$TMPDIR/snap.db" && return
	snapshot "$TMPDIR/snap.now"
	standby same "$TMPDIR/snap" "$TMPDIR/snap.now" && return
	wrong "main or the index changed: $(diff "$TMPDIR/snap" "$TMPDIR/snap.now" | sed -n 2p)"
	dumped=
}

same_dump() { # the index equals one rebuilt from the archive alone
	see_main || return 0
	same_main=$main_id
	[ "$proven" = "$home $same_main" ] && return
	program /dev/null "$out.live" "$out.word" --home "$home" dump ||
		wrong "dump: $(cat "$out.word")"
	program /dev/null "$out.again" "$out.word" --home "$home" dump --rebuilt ||
		wrong "dump --rebuilt: $(cat "$out.word")"
	[ -s "$out.live" ] || wrong "dump is empty"
	standby same "$out.live" "$out.again" ||
		wrong "dump is not dump --rebuilt: $(diff "$out.live" "$out.again" | sed -n 2p)"
	proven="$home $same_main"
}

# ---- a newsroom, and posts on their way ---------------------------------------

newsroom() { # DIR
	home=$1
	program /dev/null "$out" "$err" --home "$home" init --demo || {
		printf 'FAIL %s: no newsroom: %s\n' "$script" "$(head -n 3 "$err")"
		exit 1
	}
}

twin() { # DIR: the newsroom as it is now, once more; the helpers go there
	cp -a "$home" "$1"
	home=$1
}

text=$TMPDIR/$script.text # a post without a finding
printf '%s\n\n%s\n' '关于举办读书讲座的通知' \
	'讲座定于下周一下午在图书馆报告厅举行，欢迎全体师生参加。' >"$text"
text2=$TMPDIR/$script.text2 # and as it reads after a correction
printf '%s\n\n%s\n' '关于举办读书讲座的通知' \
	'讲座改在下周二下午，地点仍为图书馆报告厅，欢迎全体师生参加。' >"$text2"

draft() { # PERSON [options…]: id in $post
	draft_person=$1
	shift
	expect 0 as "$draft_person" new --from "$text" "$@"
	read -r post <"$out" || post=
}

submitted() { # PERSON [options…]: drafted and handed in
	draft "$@"
	expect 0 as "$draft_person" submit "$post"
}

see() { # POST: its content id in $content
	content=$(shown "$1" .content)
}

signs() { # PERSON POST: with everything ticked that the step asks for
	see "$2"
	expect 0 as "$1" sign "$2" --content "$content" --tick all
}

approved() { # PERSON [options…]: of unit1, signed by all three
	submitted "$@"
	signs manager "$post"
	signs head "$post"
	signs propaganda "$post"
}

shown() { # POST JQ FILTER: of `show --json`
	program /dev/null "$out.shown" "$out.word" --home "$home" --as auditor \
		show "$1" --json || :
	value_of "$2" "$out.shown"
}
