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
	[ -z "$home" ] || same_dump
	if [ -z "$why" ]; then
		printf 'PASS %s\n' "$name"
	else
		printf 'FAIL %s: %s\n' "$name" "$why"
		failures=$((failures + 1))
	fi
	name=
}

finish() {
	settle
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
	settle
	wait
	for gather_one in "$@"; do
		cat "$TMPDIR/$gather_one.verdict"
		grep -q '^PASS ' "$TMPDIR/$gather_one.verdict" &&
			! grep -q -v '^PASS ' "$TMPDIR/$gather_one.verdict" ||
			failures=$((failures + 1))
	done
}

# ---- running the program -------------------------------------------------

as() { # PERSON command…
	as_person=$1
	shift
	"$SANSHEN" --home "$home" --as "$as_person" "$@"
}

anybody() { # command…, with nobody named
	"$SANSHEN" --home "$home" "$@"
}

bare() { # [VARIABLE=VALUE…] command…, with an environment of nothing else
	env -i ASAN_OPTIONS="$ASAN_OPTIONS" UBSAN_OPTIONS="$UBSAN_OPTIONS" "$@"
}

run() { # command…: answer in $status, words in $out and $err
	status=0
	"$@" <"$input" >"$out" 2>"$err" || status=$?
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
	grep -q -F -e "$1" "$err" || wrong "it did not say '$1': $(head -n 2 "$err")"
}

printed() { # TEXT
	grep -q -F -e "$1" "$out" || wrong "it did not print '$1'"
}

holds() { # JQ FILTER: true of what the last command printed
	jq -e "$1" "$out" >/dev/null 2>&1 ||
		wrong "not so: $1 in $(head -c 300 "$out")"
}

field() { # JQ FILTER of what the last command printed
	jq -r "$1" "$out"
}

same() { # WANTED GOT WHAT
	[ "$1" = "$2" ] || wrong "$3 is '$2', not '$1'"
}

# ---- the archive ------------------------------------------------------------

archive() { # git command…
	git --git-dir="$home/archive.git" "$@"
}

main() {
	if [ -f "$home/archive.git/refs/heads/main" ]; then
		read -r main_id <"$home/archive.git/refs/heads/main" && echo "$main_id"
	else
		archive rev-parse --verify -q refs/heads/main
	fi
}

records() { # how many on main
	archive rev-list --count --first-parent main
}

trailer() { # COMMIT KEY: its value or values
	archive log -1 --format="%(trailers:key=$2,valueonly)" "$1" | sed '/^$/d'
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
	{
		main
		anybody dump
	} >"$1" 2>&1 </dev/null
}

forget() { # what was known of the newsroom: something outside sanshen touched it
	dumped=
	proven=
}

remember() { # main and the index as they are, for `unmoved`
	remember_main=$(main)
	[ "$dumped" = "$home $remember_main" ] && return
	snapshot "$TMPDIR/snap"
	cp "$home/sanshen.db" "$TMPDIR/snap.db" 2>"$out.word" || rm -f "$TMPDIR/snap.db"
	dumped="$home $remember_main"
}

unmoved() { # since `remember`: not a byte of the index, or else nothing in its dump
	[ ! -s "$home/sanshen.db-wal" ] && [ "$(main)" = "$remember_main" ] &&
		cmp -s "$home/sanshen.db" "$TMPDIR/snap.db" && return
	snapshot "$TMPDIR/snap.now"
	cmp -s "$TMPDIR/snap" "$TMPDIR/snap.now" && return
	wrong "main or the index changed: $(diff "$TMPDIR/snap" "$TMPDIR/snap.now" | sed -n 2p)"
	dumped=
}

same_dump() { # the index equals one rebuilt from the archive alone
	same_main=$(main) || return 0
	[ "$proven" = "$home $same_main" ] && return
	anybody dump >"$out.live" 2>"$out.word" </dev/null || wrong "dump: $(cat "$out.word")"
	anybody dump --rebuilt >"$out.again" 2>"$out.word" </dev/null ||
		wrong "dump --rebuilt: $(cat "$out.word")"
	[ -s "$out.live" ] || wrong "dump is empty"
	cmp -s "$out.live" "$out.again" ||
		wrong "dump is not dump --rebuilt: $(diff "$out.live" "$out.again" | sed -n 2p)"
	proven="$home $same_main"
}

# ---- a newsroom, and posts on their way ---------------------------------------

newsroom() { # DIR
	home=$1
	"$SANSHEN" --home "$home" init --demo >"$out" 2>"$err" || {
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
	post=$(cat "$out")
}

submitted() { # PERSON [options…]: drafted and handed in
	draft "$@"
	expect 0 as "$draft_person" submit "$post"
}

see() { # POST: its content id in $content
	content=$(archive rev-parse -q --verify "main:$(path_of "$1")/content")
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
	as auditor show "$1" --json 2>/dev/null | jq -r "$2"
}
