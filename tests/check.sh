#!/bin/sh
# check - runs every test, and ends with the line `N passed, N failed`.
#
#   sh tests/check.sh BUILD [GROUP]
#
# The unit tests of BUILD/run-tests, the rooms, the translations, then every
# tests/cli/*.sh; with GROUP only unit groups and scripts whose name contains
# it. Each part has a folder and a HOME of its own and none of the caller's
# settings; what it printed, but what passed, is shown when something in it
# failed. One more runs at a time than there are processors, since some wait for
# the program's own clock; they are reported in order.
set -u
cd "$(dirname "$0")/.." || exit 2
limit=900 # seconds; a part that hangs has failed (status 124)
# What takes longest begins first; these unit groups are parts of their own.
long='units.station_pty units.serve_pty units.walk units.screens units
	ledger regulations rules json manual'
# In two minutes there is no place for these; CI runs them under the sanitizers.
full_only='tamper audit admin ssh-setup switch migrate hostile password'

languages() {
	for po in tui/po/*.po; do
		if [ ! -f "$po" ]; then
			echo 'SKIP no translations'
		elif msgfmt --check -o /dev/null "$po"; then
			echo "PASS $po"
		else
			echo "FAIL $po"
		fi
	done
}

# Runs one part, with its output in NAME.log and its status in NAME.status.
run_part() { # NAME
	part=$CHECK_WORK/$1
	status=0
	mkdir -p "$part/tmp" "$part/home"
	export TMPDIR="$part/tmp" HOME="$part/home"
	case $1 in
	units)
		set -- timeout -k 5 "$limit" "$BUILD/run-tests" --but
		for name in $long; do
			[ "$name" = "${name#units.}" ] || set -- "$@" "${name#units.}"
		done
		;;
	units.*) set -- timeout -k 5 "$limit" "$BUILD/run-tests" "${1#units.}" ;;
	rooms) set -- sh tests/rooms.sh "$BUILD" ;;
	po) set -- languages ;;
	*) set -- timeout -k 5 "$limit" sh "tests/cli/$1.sh" ;;
	esac
	began=$(date +%s)
	"$@" >"$part.log" 2>&1 </dev/null || status=$?
	echo "$status" >"$part.status"
	printf '  %-24s %3d s\n' "${part##*/}" $(($(date +%s) - began)) >&2
}

if [ "${1:-}" = --part ]; then # from the xargs below
	run_part "$2"
	exit 0
fi

build=$(cd "${1:?the folder of a build}" && pwd) || exit 2
group=${2:-}
jobs=$(($(nproc) + 1))
mkdir -p build
# In memory where there is room: every record waits for the disk to have it.
temporary=${TMPDIR:-/tmp}
room=$(df -P -k /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] && [ "${room:-0}" -gt 2000000 ]; then
	temporary=/dev/shm
fi
work=$(mktemp -d "$temporary/sanshen-check-XXXXXX") || exit 2
trap 'chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

# Nobody's settings, but the sample texts.
for variable in $(env | sed -n 's/^\(\(GIT\|SANSHEN\|LC\)_[A-Z0-9_]*\)=.*/\1/p'); do
	[ "$variable" = SANSHEN_SAMPLES ] || unset "$variable"
done
unset LANG LANGUAGE XDG_DATA_HOME XDG_CONFIG_HOME SSH_AUTH_SOCK MAKEFLAGS TZ
export LC_ALL=C.UTF-8 GIT_CONFIG_NOSYSTEM=1
# 99 is no status of ours, so no script takes a sanitizer's word for one.
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0:exitcode=99
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1:exitcode=99
export BUILD="$build" SANSHEN="$build/sanshen"

is_silent() { # LOG: proved nothing, and did not say why
	! grep -qE '^(PASS|SKIP) ' "$1"
}

# A part's PASS and FAIL lines, or a failure of its own when it broke off.
report() { # NAME
	log=$work/$1.log
	touch "$log"
	status=$(cat "$work/$1.status" 2>/dev/null || echo none)
	passed=$(grep -c '^PASS ' "$log")
	failed=$(grep -c '^FAIL ' "$log")
	if [ "$failed" = 0 ] && { [ "$status" != 0 ] || is_silent "$log"; }; then
		echo "FAIL $1: broke off with status $status" >>"$log"
		failed=1
	fi
	count "$1" "$passed" "$failed"
}

# The unit tests count themselves on their last line; cmocka's own errors stand
# above it.
report_units() { # NAME
	log=$work/$1.log
	touch "$log"
	status=$(cat "$work/$1.status" 2>/dev/null || echo none)
	last=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1)
	passed=${last%% *}
	failed=${last#*, }
	failed=${failed%% *}
	if [ -z "$last" ] || { [ "$status" != 0 ] && [ "$failed" = 0 ]; }; then
		echo "FAIL $1: broke off with status $status" >>"$log"
		failed=$((${failed:-0} + 1))
	fi
	count "$1" "${passed:-0}" "$failed"
}

count() { # NAME PASSED FAILED
	printf '%-24s %s passed, %s failed\n' "$1:" "$2" "$3"
	[ "$3" = 0 ] || grep -vE '^(PASS |\[ +(RUN|OK) +\])' "$work/$1.log" |
		sed "s/^/    $1 | /"
	passes=$((passes + $2))
	failures=$((failures + $3))
}

[ -z "$group" ] || long=units.$group
parts=$long
for script in tests/cli/*.sh; do
	name=$(basename "$script" .sh)
	case $long in *[[:space:]]"$name"[[:space:]]* | *[[:space:]]"$name") continue ;; esac
	case $name in
	lib | lib-* | '*') ;;
	*"$group"*)
		case " $full_only " in
		*" $name "*)
			[ -n "${FULL:-}$group" ] || {
				skipped="${skipped:-}${skipped:+, }$name"
				continue
			}
			;;
		esac
		parts="$parts $name"
		;;
	esac
done
[ -n "$group" ] || parts="$parts rooms po"

export CHECK_WORK="$work"
for name in $parts; do
	echo "$name"
done | xargs -n 1 -P "$jobs" sh tests/check.sh --part

passes=0
failures=0
for name in $parts; do
	case $name in
	units | units.*) report_units "$name" ;;
	*) report "$name" ;;
	esac
done
[ -z "${skipped:-}" ] ||
	echo "with FULL=yes also: $skipped, and all of rights, ssh"
echo "$passes passed, $failures failed"
[ "$failures" = 0 ]
