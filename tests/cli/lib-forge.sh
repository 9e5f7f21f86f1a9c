# shellcheck shell=sh disable=SC2154,SC2034
# lib-forge - records as somebody with the workstation's key could make them.
#
# Sourced after lib.sh. `workstation_key` finds the key in $home; then `forge`
# makes one commit, `decide` a decision from a true one, and `move_main` puts it
# on main.

u32() { # NUMBER below 256, as four bytes
	printf '\000\000\000%b' "\\0$(printf %o "$1")"
}

# The workstation's key as ssh-keygen of today reads it.
workstation_key() {
	key_file=$(find "$home" -name '*.pub' ! -path '*/archive.git/*' | head -n 1)
	key_file=${key_file%.pub}
	[ -s "$key_file" ] || return 1
	cut -d' ' -f2 "$key_file.pub" | base64 -d >"$TMPDIR/key.blob"
	tail -c 32 "$TMPDIR/key.blob" >"$TMPDIR/key.public"
	sed /-----/d "$key_file" | base64 -d | tail -c 32 >"$TMPDIR/key.seed"
	{
		printf 'openssh-key-v1\000'
		u32 4 && printf none
		u32 4 && printf none
		u32 0 && u32 1
		u32 51 && cat "$TMPDIR/key.blob"
		u32 136
		u32 0 && u32 0
		u32 11 && printf ssh-ed25519
		u32 32 && cat "$TMPDIR/key.public"
		u32 64 && cat "$TMPDIR/key.seed" "$TMPDIR/key.public"
		u32 0
		printf '\001\002\003\004\005'
	} >"$TMPDIR/key.raw"
	umask 077
	{
		echo '-----BEGIN OPENSSH PRIVATE KEY-----'
		base64 -w 70 "$TMPDIR/key.raw"
		echo '-----END OPENSSH PRIVATE KEY-----'
	} >"$TMPDIR/key"
	umask 022
}

signer=$TMPDIR/key # empty: unsigned
unset side_signer  # of the side commit, where it is another
when=2026-11-23T11:00:00+08:00
actor=manager

# Who a record by that actor is from, as the newsroom's own say.
names_of() { # ACTOR
	[ "$names_actor" != "$1" ] || return 0
	archive log -1 --format='%an%n%ae%n%cn%n%ce' --grep="^Actor: $1$" main \
		>"$TMPDIR/names"
	{
		read -r author
		read -r author_mail
		read -r committer
		read -r committer_mail
	} <"$TMPDIR/names"
	names_actor=$1
}
names_actor=

# Commits a message with the actor's name; prints the id.
forge() { # MESSAGE-FILE TREE PARENT…
	forge_message=$1
	forge_tree=$2
	shift 2
	for forge_parent in "$@"; do
		shift
		set -- "$@" -p "$forge_parent"
	done
	[ -z "$signer" ] || set -- "$@" -S
	names_of "$actor"
	GIT_AUTHOR_NAME="$author" GIT_AUTHOR_EMAIL="$author_mail" \
		GIT_COMMITTER_NAME="$committer" GIT_COMMITTER_EMAIL="$committer_mail" \
		GIT_AUTHOR_DATE="$when" GIT_COMMITTER_DATE="$when" \
		git --git-dir="$home/archive.git" \
		-c gpg.format=ssh -c user.signingkey="$signer" commit-tree -F "$forge_message" "$@" "$forge_tree"
}

move_main() { # COMMIT
	archive update-ref refs/heads/main "$1" || wrong "main was not moved"
}

event_of() { # EVENT POST: its record on main
	archive log --first-parent -1 --format=%H --grep="^Event: $1$" \
		--grep="^Post: $2$" --all-match main
}

message() { # COMMIT [SED EXPRESSION…]: its message, as of now, in $TMPDIR/message
	message_of=$1
	shift
	set -- -e "s/^At: .*/At: $when/" -e "s/^Op-Id: .*/Op-Id: forged/" \
		-e '/^Decision: /d' "$@"
	standby commit "$home/archive.git" "$message_of" "$TMPDIR/raw" ||
		archive log -1 --format=%B "$message_of" | sed '${/^$/d;}' >"$TMPDIR/raw"
	sed "$@" "$TMPDIR/raw" >"$TMPDIR/message"
}

in_index() { # git command…
	GIT_INDEX_FILE="$TMPDIR/git-index" git --git-dir="$home/archive.git" "$@"
}

tree_with() { # PATH FILE: main's tree with that file, its id
	tree_blob=$(archive hash-object -w "$2")
	rm -f "$TMPDIR/git-index"
	in_index read-tree main
	in_index update-index --add --cacheinfo "100644,$tree_blob,$1"
	in_index write-tree
}

fingerprint() { # TREE of content/
	rm -rf "$TMPDIR/print" && mkdir "$TMPDIR/print"
	archive archive "$1" | tar -x -C "$TMPDIR/print"
	(cd "$TMPDIR/print" && find . -type f | sed 's|^\./||' | LC_ALL=C sort |
		xargs -d '\n' sha256sum) | sha256sum | cut -d' ' -f1
}

# Forges a decision from a true one on the same post: side commit and merge.
decide() { # TRUE-MERGE [SED EXPRESSION…]
	decide_from=$1
	decide_seen=$(archive rev-parse "$1^2^")
	shift
	message "$decide_from" "$@"
	decide_side=$(signer=${side_signer-$signer} &&
		forge "$TMPDIR/message" "$decide_seen^{tree}" "$decide_seen")
	sed "\$a\\
Decision: $decide_side" "$TMPDIR/message" >"$TMPDIR/merge"
	forge "$TMPDIR/merge" 'main^{tree}' main "$decide_side"
}

