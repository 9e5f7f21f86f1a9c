# shellcheck shell=sh disable=SC2154
# lib-page - the commands of a manual page, run as they stand there.
#
# A line `.\" run: NAME` before a literal block of $page names it. Sourced after
# lib.sh; the script has `before_play`, which prints the commands that stand
# before a block, and may have a sed expression in $places.
places=

block() { # NAME: its lines
	awk -v mark=".\\\\\" run: $1" '
	$0 == mark { found = 1; next }
	found && /^\.Bd / { inside = 1; next }
	/^\.Ed/ { if (inside) exit }
	inside' "$page" | sed -e 's/\\e/\\/g' -e 's/^\\&//' -e "$places"
}

play() { # FOLDER NAME…: runs these blocks there, in one shell
	play_in=$1
	shift
	{
		before_play
		for play_name in "$@"; do
			block "$play_name" >"$TMPDIR/block"
			[ -s "$TMPDIR/block" ] || echo "echo 'no block $play_name'; exit 99"
			cat "$TMPDIR/block"
			echo "$play_name" >>"$TMPDIR/played"
		done
	} >"$TMPDIR/played.sh"
	weigh
	status=0
	(cd "$play_in" && sh "$TMPDIR/played.sh") >"$out" 2>"$err" || status=$?
}

plays() { # STATUS FOLDER NAME…
	plays_status=$1
	shift
	play "$@"
	[ "$status" = "$plays_status" ] ||
		wrong "$2 gave $status, not $plays_status ($(head -n 2 "$err"))"
}

silent() { # FOLDER NAME…: it finds nothing
	plays 0 "$@"
	[ ! -s "$out" ] || wrong "$2 prints $(head -n 3 "$out")"
}

all_played() { # NAME…: but for these; every block has a name, and was run
	begin "no block of the page is left out"
	sed -n 's/^\.\\" run: //p' "$page" | sort >"$TMPDIR/marked"
	{ cat "$TMPDIR/played" && printf '%s\n' "$@"; } | sort -u |
		diff - "$TMPDIR/marked" >"$TMPDIR/word" || wrong "$(cat "$TMPDIR/word")"
	awk '/^\.Bd / && before !~ /^\.\\" (run|root|text): / { print NR ": " before }
		{ before = $0 }' "$page" >"$TMPDIR/word"
	same '' "$(cat "$TMPDIR/word")" "blocks without a name"
}
