#!/bin/sh
# keys - the KEYS of the manual are the keys of the program; `make accept`
# writes them anew.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

manual=man/sanshen.1

section() { # the page of `help keys` as mdoc
	awk '
	function quoted(text) { gsub(/\\/, "\\e", text); return "\\&" text }
	/^[^ ]/ { if (open) print ".El"; print ".Ss " $0; open = 0 }
	/^  / {
		if (!open) print ".Bl -tag -width Ds -compact"
		open = 1
		keys = substr($0, 3, 16)
		if (substr($0, 19, 1) == " ")
			rest = substr($0, 20)
		else {	# longer than its column
			match(substr($0, 19), / [a-z]/)
			keys = substr($0, 3, 16 + RSTART - 1)
			rest = substr($0, 19 + RSTART)
		}
		sub(/ +$/, "", keys)
		print ".It Li \"" quoted(keys) "\""
		print quoted(rest)
	}
	END { if (open) print ".El" }' "$1"
}

begin "the manual lists every key"
expect 0 "$SANSHEN" help keys
section "$out" >"$TMPDIR/keys.mdoc"
sed -n '/^\.\\" keys: made by make accept/,/^\.\\" end of keys/p' "$manual" |
	sed '1d;$d' >"$TMPDIR/manual.mdoc"
if [ "${ACCEPT:-}" ]; then
	awk -v made="$TMPDIR/keys.mdoc" '
	/^\.\\" end of keys/ { while ((getline line < made) > 0) print line; inside = 0 }
	!inside { print }
	/^\.\\" keys: made by make accept/ { inside = 1 }' "$manual" \
		>"$TMPDIR/manual.new" && cat "$TMPDIR/manual.new" >"$manual"
else
	[ -s "$TMPDIR/manual.mdoc" ] || wrong "$manual has no keys"
	diff -u "$TMPDIR/manual.mdoc" "$TMPDIR/keys.mdoc" ||
		wrong "$manual is not what help keys prints: make accept"
fi

begin "in Chinese, too, of both kinds"
expect 0 env LANGUAGE=zh_CN "$SANSHEN" help keys
printed 审签单
expect 0 env LANGUAGE=zh_TW "$SANSHEN" help keys
printed 簽核單

finish
