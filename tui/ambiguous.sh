#!/bin/sh
# ambiguous - the code points whose width is ambiguous (East Asian Width A), as
# rows `{first, last},` in order, neighbours joined.
#
#   sh tui/ambiguous.sh EastAsianWidth.txt > ambiguous.inc
set -eu
sed -n 's/^\([0-9A-F]*\)\(\.\.\([0-9A-F]*\)\)\{0,1\};A .*/\1 \3/p' "$1" | {
	first=''
	last=''
	while read -r from to; do
		from=$((0x$from))
		to=${to:+$((0x$to))}
		to=${to:-$from}
		if [ -n "$last" ] && [ "$from" = $((last + 1)) ]; then
			last=$to
			continue
		fi
		[ -z "$first" ] || printf '{0x%X, 0x%X},\n' "$first" "$last"
		first=$from
		last=$to
	done
	printf '{0x%X, 0x%X},\n' "${first:?no rows}" "$last"
}
