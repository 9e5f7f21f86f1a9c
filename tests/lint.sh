#!/bin/sh
# lint - layout, headers alone, gcc's analyser, cppcheck, shellcheck, mandoc.
#
#   sh tests/lint.sh [BUILD]         BUILD: where results lie, build/lint there
#
# Says what it runs; the last line is `lint: clean`, or the status is 1. What
# the analyser found nothing in is not looked at again until it, or a header,
# changes.
set -u
cd "$(dirname "$0")/.." || exit 2
out=${1:-build/debug}/lint
jobs=2
mkdir -p "$out" || exit 2
packages='sqlite3 libgit2 zlib hunspell libsodium libcrypto jansson ncursesw'
# shellcheck disable=SC2086 # a list of words
flags="-std=c11 -D_GNU_SOURCE -I. $(pkg-config --cflags $packages)"

files() { # PATTERN…: tracked or new, but there
	git ls-files --cached --others --exclude-standard -- "$@" | sort -u |
		while read -r file; do
			[ ! -f "$file" ] || echo "$file"
		done
}

layout() {
	files '*.c' '*.h' | xargs clang-format-14 --dry-run -Werror
}

headers() { # each compiles alone
	files 'core/*.h' 'store/*.h' 'tui/*.h' | (
		failed=0
		while read -r header; do
			# shellcheck disable=SC2086 # a list of words
			printf '#include "%s"\nextern int alone;\n' "$header" |
				gcc $flags -Wall -Wextra -Wpedantic -Werror \
					-fsyntax-only -x c - || {
				echo "$header does not compile alone"
				failed=1
			}
		done
		exit $failed
	)
}

# Only what the analyser itself finds counts here; the compiler's own warnings
# have their time in the build. Two of its guesses are off, because gcc 12 does
# not see that a list with a count is there, or that a caller filled an array;
# nor does it know that iconv_open answers -1. At -O1 a double free is optimised
# away before it looks.
analyse_one() { # FILE
	stamp=$out/$(echo "$1" | tr / -).ok
	if [ -f "$stamp" ] && [ -z "$(find "$1" core/*.h store/*.h \
		tests/lint.sh -newer "$stamp")" ]; then
		return 0
	fi
	trust='-Wno-analyzer-null-dereference
		-Wno-analyzer-use-of-uninitialized-value'
	[ "$1" != store/encoding.c ] ||
		trust="$trust -Wno-analyzer-malloc-leak"
	# shellcheck disable=SC2086 # lists of words
	found=$(gcc $flags $trust -O0 -fanalyzer -c "$1" -o /dev/null 2>&1) || {
		printf '%s\n' "$found"
		return 1
	}
	case $found in
	*'[-Wanalyzer'*)
		printf '%s\n' "$found"
		return 1
		;;
	esac
	touch "$stamp"
}

if [ "${2:-}" = --analyse ]; then # from the xargs below
	analyse_one "$3"
	exit
fi

analyser() {
	files 'core/*.c' 'store/*.c' |
		xargs -n 1 -P "$jobs" sh tests/lint.sh "${1:-build/debug}" --analyse
}

# Its view across files (ctuuninitvar) takes an out-parameter for a use; system
# headers are the compiler's business. With a build folder it forgets its status
# for what it finds there, so what it prints decides.
checker() {
	mkdir -p "$out/cppcheck"
	found=$(cppcheck --quiet --std=c11 --language=c --error-exitcode=1 \
		--inline-suppr -j "$jobs" -I . -D_GNU_SOURCE \
		--cppcheck-build-dir="$out/cppcheck" \
		--enable=warning,performance,portability \
		--suppress=missingIncludeSystem --suppress=missingInclude \
		--suppress=ctuuninitvar core store tui 2>&1) &&
		[ -z "$found" ] && return 0
	printf '%s\n' "$found"
	return 1
}

shells() {
	{
		files '*.sh' '.githooks/*' '.ci/*'
	} | xargs shellcheck
}

manual() {
	for page in man/*.[1-9]; do
		[ ! -f "$page" ] || echo "$page"
	done | xargs -r mandoc -T lint -W warning
}

failed=0
for step in layout headers shells manual checker analyser; do
	echo "lint: $step"
	if ! $step "${1:-build/debug}"; then
		echo "lint: $step failed"
		failed=1
	fi
done
[ $failed = 0 ] || exit 1
echo 'lint: clean'
