# shellcheck shell=sh
# lib - the words a `run` or `sh` line of a screen script may use. It runs in
# the script's folder, with SANSHEN the program and SANSHEN_HOME the newsroom.
set -u
: "${SANSHEN:?the program}" "${SANSHEN_HOME:?the newsroom}"

sanshen() {
	timeout -k 5 60 "$SANSHEN" "$@"
}

archive() { # git command…
	git --git-dir="$SANSHEN_HOME/archive.git" "$@"
}

folder_of() { # POST
	echo "$1" | sed 's|^\(....\)\(..\)\(..\)-|posts/\1/\2/\3/|'
}

content() { # POST: its content id
	archive rev-parse "main:$(folder_of "$1")/content"
}

draft() { # PERSON FILE [options…]
	draft_person=$1 draft_file=$2
	shift 2
	sanshen --as "$draft_person" new --from "$draft_file" "$@"
}

submitted() { # PERSON FILE [options…]
	submitted_post=$(draft "$@") &&
		sanshen --as "$1" submit "$submitted_post"
}

signs() { # PERSON POST [options…]
	signs_person=$1 signs_post=$2
	shift 2
	sanshen --as "$signs_person" sign "$signs_post" \
		--content "$(content "$signs_post")" "$@"
}

records() { # POST: its records, in order
	archive log --first-parent --reverse "--grep=^Post: $1\$" \
		--format='%an: %B' main | sed 's/^Op-Id: .*/Op-Id: …/'
}
