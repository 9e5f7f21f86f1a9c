#!/bin/sh
# rooms - the house keeps its order: who includes whom, one file a library,
# what core/ calls, every README complete, no file too long.
#
#   sh tests/rooms.sh [BUILD]        BUILD: a folder of objects, build/debug
#
# Prints each offence, then PASS or FAIL for each rule; 1 if any failed. A README
# names a file as name.c, name.[ch] or `name`.
set -u
cd "$(dirname "$0")/.." || exit 2
build=${1:-build/debug}

# Reads the offences of a rule, one a line.
rule() { # NAME
	offences=$(cat)
	if [ -n "$offences" ]; then
		printf '%s\n' "$offences" | sed 's/^/rooms: /'
		echo "FAIL rooms $1"
	else
		echo "PASS rooms $1"
	fi
}

# Every include as `FILE HEADER`, quotes and brackets kept.
list=$(grep -HoE '^[[:space:]]*#[[:space:]]*include[[:space:]]*["<][^">]*[">]' \
	core/*.[ch] store/*.[ch] tui/*.[ch] | sed 's/:[^"<]*/ /')

includes() { # ROOM
	printf '%s\n' "$list" | grep "^$1/"
}

# ---- who may include whom ------------------------------------------------------

# What is listed does no I/O; stdio.h is there for vsnprintf, and the objects
# below prove that nothing else of it is called.
pure='assert|inttypes|limits|stdarg|stdbool|stddef|stdint|stdio|stdlib|string'
unicode='unistr|uninorm|unigbrk|unictype|unilbrk|unicase|uniconv|uniwidth|unitypes'

rules_of_rooms() {
	includes core | grep '"' | grep -v ' "core/' |
		sed 's/$/: core includes only core/' | rule 'core includes only core'

	includes core | grep '<' | grep -vE " <($pure|$unicode)\\.h>" |
		sed 's/$/: no such header in core/' | rule 'core includes no I/O'

	includes store | grep -E '"tui/|<(locale|libintl)\.h>' |
		sed 's/$/: store may not know it/' | rule 'store knows no tui, no language'

	includes store | grep '"' | grep -vE ' "(core|store)/' |
		sed 's/$/: neither core nor store/' | rule 'store includes core and store'

	# disk, encoding, agent and host know files, bytes, a socket and the machine,
	# no newsroom: a view that uses them reaches around nothing.
	includes tui | grep ' "store/' | grep -v '^tui/main\.c ' |
		grep -vE '"store/(desk|check|verify|disk|encoding|agent|host)\.h"' |
		sed 's/$/: a view may not reach around the desk/' |
		rule 'tui goes through the desk'

	includes tui | grep -E '"store/(db|archive|ledger|index)[a-z-]*\.h"' |
		sed 's/$/: never in tui/' | rule 'tui knows no database, archive, ledger'

	printf '%s\n' "$list" | grep -E '"tests/' |
		sed 's/$/: no room needs the tests/' | rule 'no room includes tests'
}

# ---- one file per library ------------------------------------------------------

one_file() { # LIBRARY HEADERS FILE
	printf '%s\n' "$list" | grep -E " <$2>" | grep -v "^$3 " |
		sed "s|\$|: $1 belongs to $3|" | rule "$1 only in $3"
}

rules_of_libraries() {
	one_file SQLite 'sqlite3[a-z]*\.h' store/db.c
	one_file libgit2 'git2(/.*)?\.h' store/archive.c
	one_file zlib 'zlib\.h' store/archive-loose.c
	one_file Hunspell '(hunspell/)?hunspell\.h(xx)?' store/spell.c
	one_file libsodium 'sodium(/.*)?\.h' store/crypto.c
	one_file OpenSSL 'openssl/.*' store/sign.c
	one_file jansson 'jansson\.h' tui/json.c
	one_file curses '(ncursesw?/)?n?curses\.h' tui/screen.c
	one_file gettext 'libintl\.h' tui/say.c
	one_file libunistring "($unicode)\\.h" core/text.c

	printf '%s\n' "$list" | grep ' <iconv\.h>' | cut -d' ' -f1 | sort -u |
		awk '{ all = all " " $0 }
		     !/^store\// { print $0 ": iconv belongs to store" }
		     END { if (NR > 1) print "iconv in more than one file:" all }' |
		rule 'iconv only in one file of store'
}

# ---- what core/ calls ----------------------------------------------------------

allowed='__assert_fail abort bcmp bsearch calloc free malloc realloc qsort
	memchr memcmp memcpy memmem memmove mempcpy memrchr memset
	strchr strcmp strcspn strlen strncmp strncpy strnlen strpbrk strrchr
	strspn strstr snprintf vsnprintf __stack_chk_fail'

calls_of_core() {
	objects=
	for file in core/*.c; do
		objects="$objects $build/${file%.c}.o"
	done
	# shellcheck disable=SC2086 # lists of words
	if symbols=$(nm $objects 2>&1); then
		own=$(printf '%s\n' "$symbols" | awk 'NF == 3 { print $3 }')
		printf '%s\n' "$symbols" |
			awk -v own="$own" -v allowed="$allowed" '
			BEGIN {
				split(own " " allowed, words, /[ \t\n]+/)
				for (i in words) known[words[i]] = 1
			}
			/:$/ { object = substr($1, 1, length($1) - 1) }
			$1 != "U" { next }
			{
				name = $2
				if (name ~ /^__(asan|ubsan|lsan|sanitizer)_/) next
				if (name ~ /^(u8|uc|uninorm)_/) next
				if (name ~ /^__.*_chk$/) {
					gsub(/^__|_chk$/, "", name)
				}
				if (!(name in known)) print object " calls " $2
			}'
	else
		echo "no objects of core in $build (make first)"
	fi
}

# ---- papers and sizes ----------------------------------------------------------

rules_of_papers() {
	for room in core store tui; do
		{
			[ -f "$room/README.md" ] || echo "$room/README.md is missing"
			awk '
			FILENAME ~ /README/ { text = text " " $0 " "; next }
			FNR == 1 {
				base = FILENAME
				gsub(/.*\/|\.c$/, "", base)
				if (text !~ "[^a-z0-9-]" base "\\.(c|\\[ch\\])" &&
				    !index(text, "`" base "`"))
					print FILENAME " is not named in the README"
			}' "$room/README.md" "$room"/*.c
		} | rule "$room/README.md names every file"
	done

	wc -l core/*.[ch] store/*.[ch] tui/*.[ch] 2>/dev/null |
		awk '$2 != "total" && $1 > 800 { print $2 " has " $1 " lines, 800 at most" }' |
		rule 'no file over 800 lines'
}

{
	rules_of_rooms
	rules_of_libraries
	calls_of_core | rule 'core calls nothing with a side effect'
	rules_of_papers
} | awk '{ print } /^FAIL / { failed = 1 } END { exit failed }'
