#!/bin/sh
# sanshen-sign - sign posts of a sanshen newsroom with your own key.
#
# Needs ssh and ssh-keygen, and runs where your key is: it asks HOST what is to
# be signed, shows it, lets ssh-keygen sign it here, and hands the signature in.
# The key never leaves this computer, and no agent is forwarded.
set -u
umask 077

usage() {
	cat <<'USAGE'
usage: sanshen-sign [-pty] [-k KEY] [-o OPINION] HOST [POST ...]
  HOST        as you give it to ssh
  POST        what to sign; without one everything that waits for you
  -k KEY      your key, or its .pub when an agent or a security key has it;
              without -k the first one ssh would use for HOST
  -o OPINION  words to go with each signature
  -p          ask for your password, where the newsroom wants one
  -t          you looked at everything the step wants ticked
  -y          do not ask; only for posts that you name
SANSHEN_SSH, if set, is used instead of ssh ("ssh -F file").
USAGE
}

fail() { # MESSAGE
	printf 'sanshen-sign: %s\n' "$*" >&2
	exit 2
}

key='' opinion='' tick='' yes='' password='' secret=''
while getopts k:o:ptyh option; do
	case $option in
	k) key=$OPTARG ;;
	o) opinion=$OPTARG ;;
	p) password=yes ;;
	t) tick=yes ;;
	y) yes=yes ;;
	h) usage && exit 0 ;;
	*) usage >&2 && exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || { usage >&2 && exit 2; }
host=$1
shift
ssh=${SANSHEN_SSH:-ssh}
[ -z "$yes" ] || [ $# -gt 0 ] || fail "-y needs the posts to be named."

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM

ask_host() { # WORD...: one line to the newsroom, which has no shell
	# shellcheck disable=SC2086 # SANSHEN_SSH may hold options
	$ssh "$host" "$@"
}

# In quotes, as the newsroom's line grammar and a shell both read them.
quoted() { # TEXT
	printf "'"
	printf '%s' "$1" | sed "s/'/'\"'\"'/g"
	printf "'"
}

answer() { # QUESTION: what was typed, in $typed
	printf '%s ' "$1" >/dev/tty
	typed=''
	IFS= read -r typed </dev/tty
}

find_key() {
	# shellcheck disable=SC2086
	$ssh -G "$host" 2>/dev/null | sed -n 's/^identityfile //p' >"$work/keys"
	while IFS= read -r key; do
		case $key in
		'~'/*) key=$HOME/${key#??} ;;
		esac
		[ -f "$key" ] && [ -f "$key.pub" ] && return 0
	done <"$work/keys"
	fail "No key found for $host; name one with -k."
}

# What waits for a signature: the posts of `queue --json` whose why is sign. A
# key stands at the start of its line, so no title can look like one.
waiting() {
	ask_host queue --json </dev/null >"$work/queue" || return
	awk '/^ *"post": "[0-9]+-[0-9]+",?$/ { split($0, part, "\""); post = part[4] }
		/^ *"why": "sign",?$/ { sign = 1 }
		/^ *}/ { if (sign) print post; sign = 0; post = "" }' "$work/queue"
}

# The bytes to be signed, in $work/commit.
prepare() { # POST CONTENT
	set -- sign "$1" --prepare --content "$2"
	[ -z "$tick" ] || set -- "$@" --tick all
	[ -z "$opinion" ] || set -- "$@" --opinion "$(quoted "$opinion")"
	ask_host "$@" </dev/null >"$work/commit"
}

# Never a signature for anything but what was shown.
is_what_was_shown() { # POST CONTENT
	head -n 1 "$work/commit" | grep -qE '^tree [0-9a-f]{40}$' || return 1
	# Only the last paragraph counts, and there each of them once.
	awk -v RS= 'END { print }' "$work/commit" >"$work/trailers"
	for line in 'Event: sign' "Post: $1" "Content: $2"; do
		[ "$(grep -c "^${line%%:*}:" "$work/trailers")" = 1 ] &&
			grep -qxF "$line" "$work/trailers" || return 1
	done
	# Between the subject and them stand your words, and no others.
	awk -v RS= 'NR > 2 { if (held != "") print held; held = $0 }' \
		"$work/commit" >"$work/words"
	[ "$(cat "$work/words")" = "$(printf '%s' "$opinion" | sed 's/^ *//;s/ *$//')" ]
}

# What the host says goes to a terminal without any order to it.
shown() { # FILE
	tr -d '\000-\010\013-\037\177' <"$1"
}

hand_in() { # POST
	set -- sign "$1" --with-signature -
	[ -z "$password" ] || set -- "$@" --password-from -
	{
		[ -z "$password" ] || printf '%s\n' "$secret"
		cat "$work/commit" "$work/signature"
	} | ask_host "$@"
}

# The newsroom's password, typed unseen, in $secret.
ask_secret() {
	trap 'stty echo </dev/tty; exit 130' HUP INT TERM
	stty -echo </dev/tty
	answer "Your password in the newsroom:"
	stty echo </dev/tty
	trap 'exit 130' HUP INT TERM
	echo >/dev/tty
	secret=$typed typed=''
}

sign_one() { # POST
	ask_host show "$1" </dev/null >"$work/shown" || return
	ask_host show "$1" --json </dev/null >"$work/json" || return
	content=$(sed -n 's/^  "content": "\([0-9a-f]\{40\}\)",\{0,1\}$/\1/p' "$work/json")
	grep -qF "$content" "$work/shown" ||
		{ echo "$1 changed while it was read; try again." >&2 && return 1; }
	shown "$work/shown"
	echo
	if [ -z "$yes" ]; then
		answer "Sign $1 as you read it? [y = yes, o = with an opinion, n = no]"
		case $typed in
		y | Y) ;;
		o | O)
			answer "Your opinion:"
			opinion=$typed
			;;
		*) echo "$1 was not signed." && return 1 ;;
		esac
	fi
	if ! prepare "$1" "$content"; then
		[ -z "$yes$tick" ] || return 1
		answer "If it asks for ticks: did you look at all of them? [y/n]"
		[ "$typed" = y ] || return 1
		tick=yes
		prepare "$1" "$content" || return
	fi
	is_what_was_shown "$1" "$content" ||
		{ echo "$host asked for another signature than for $1 and your words; refused." >&2 && return 1; }
	shown "$work/trailers" | sed 's/^/    /'
	ssh-keygen -Y sign -n git -f "$key" <"$work/commit" >"$work/signature" || return
	hand_in "$1"
}

[ -n "$key" ] || find_key
[ -z "$password" ] || ask_secret
[ -e "$key" ] || fail "There is no key $key."
if [ $# = 0 ]; then
	posts=$(waiting) || fail "$host did not say what waits for you."
	# shellcheck disable=SC2086 # post ids, one word each
	set -- $posts
	[ $# -gt 0 ] || { echo "Nothing waits for your signature." && exit 0; }
fi
[ -n "$yes" ] || (: </dev/tty) 2>/dev/null ||
	fail "There is no terminal to ask on; -y does not ask."
asked_opinion=$opinion asked_tick=$tick failed=0
for post in "$@"; do
	case $post in *[!0-9-]* | '') fail "$post is no post." ;; esac
	opinion=$asked_opinion tick=$asked_tick
	sign_one "$post" || failed=1
done
exit "$failed"
