#!/bin/sh
# sessions - who came in over SSH, for how long, within which limits.
#
# sshd gives a session the line, the client's address and its streams; `over`
# gives the same.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034,SC2317
. "$(dirname "$0")/lib.sh"

newsroom "$TMPDIR/sessions"
# A session shows its memory to nobody, not even to a leak finder.
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0

over() { # PERSON KEY LINE [VARIABLE=VALUE…]
	over_person=$1 over_key=$2 over_line=$3
	shift 3
	bare SSH_ORIGINAL_COMMAND="$over_line" SANSHEN_NOW="$SANSHEN_NOW" \
		SSH_CONNECTION='192.0.2.7 50000 192.0.2.1 22' "$@" \
		"$SANSHEN" --home "$home" serve --person "$over_person" \
		--key "$over_key"
}

make_key() { # NAME PERSON: recorded as theirs, its print in $print
	ssh-keygen -q -t ed25519 -N '' -f "$TMPDIR/$1"
	print=$(ssh-keygen -l -f "$TMPDIR/$1.pub" | cut -d' ' -f2)
	expect 0 as admin key add "$2" "$TMPDIR/$1.pub"
}

latest() { # JQ FILTER: of the login that came last
	program /dev/null "$out.logins" "$out.word" --home "$home" --as auditor \
		logins --json || wrong "logins: $(cat "$out.word")"
	jq -r ".[0] | $1" "$out.logins"
}

await() { # WANTED JQ FILTER: until the login that came last is so, 20 s at most
	await_end=$(($(date +%s) + 20))
	until [ "$(latest "$2")" = "$1" ]; do
		[ "$(date +%s)" -lt "$await_end" ] || {
			wrong "never: $2 is $1"
			return
		}
	done
}

make_key one collector
one=$print
make_key two head
two=$print

begin "authorized-keys names the key, and serve takes it"
expect 0 anybody authorized-keys
printed "serve --person collector --key $one\" ssh-ed25519"
printed "serve --person head --key $two\" ssh-ed25519"
input=$text
expect 0 over collector "$one" 'new --from -'
same 'new ended 192.0.2.7' "$(latest '"\(.kind) \(.state) \(.from)"')" "the login"
same "collector $one null 0" "$(latest '"\(.person) \(.key) \(.refused) \(.more)"')" "who"
refuse 3 over collector "$two" queue
said "$two"
refuse 3 over manager "$one" queue
refuse 3 over head SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA queue
same 'refused queue' "$(latest '"\(.kind) \(.refused)"')" "who was not let in"
refuse 2 over head SHA256:short queue
refuse 2 over head "$one x" queue

begin "logins are for admin and auditor, over SSH, too"
expect 0 as admin logins
printed 'collector     192.0.2.7        new '
expect 0 as admin logins --person manager --json
holds 'length == 1 and all(.[]; .person == "manager")'
expect 6 as auditor logins --person nobody
refuse 3 as manager logins
refuse 3 over collector "$one" logins
expect 0 over head "$two" queue
grep -q login "$out" "$err" && wrong "without a terminal a last login is told"

begin "what was refused is noted, and so is git"
expect 128 over head "$two" "queue; $(printf 'rm\tx')"
same 'queue; rm\tx' "$(latest .refused)" "the line"
expect 128 over head "$two" 'show --home /etc'
same 'refused show --home /etc' "$(latest '"\(.kind) \(.refused)"')" "the line"
printf 0000 >"$TMPDIR/flush" # git's client wants nothing
input=$TMPDIR/flush
expect 0 over head "$two" 'git-upload-pack archive.git'
[ "$(latest .kind)" = fetch ] || wrong "git is not noted"
same false "$(latest '.end == null')" "git's end"
for from in '' 'x 1 y 2' '999.0.0.1 1 y 2' "$(printf '\033[31m') 1 y 2" UNKNOWN; do
	expect 0 over head "$two" queue SSH_CONNECTION="$from"
	same null "$(latest .from)" "the address of $from"
done
expect 0 over head "$two" queue SSH_CONNECTION='fe80::1%eth0 1 fe80::2 22'
same fe80::1 "$(latest .from)" "the address"

# A session that is open: it waits for its text.
begin "a key that ends ends what is open"
mkfifo "$TMPDIR/text"
over collector "$one" 'new --from -' <"$TMPDIR/text" >"$TMPDIR/open.out" \
	2>"$TMPDIR/open.err" &
open=$!
exec 8>"$TMPDIR/text"
await 'new open' '"\(.kind) \(.state)"'
pid=$(latest .pid)
while read -r limit; do
	grep -q "$limit" "/proc/$pid/limits" || wrong "no limit: $limit"
done <<'END'
Max core file size  *0  *0
Max file size  *17179869184  *17179869184
Max open files  *256  *256
END
expect 0 as admin key end collector "$one"
remember
cat "$text" >&8
exec 8>&-
status=0
wait "$open" || status=$?
same 3 "$status" "its status"
unmoved
grep -q -F "$one" "$TMPDIR/open.err" || wrong "it did not say why"
same 'new ended' "$(latest '"\(.kind) \(.state)"')" "the login"

begin "one that is killed is told from one that is open"
over head "$two" 'new --from -' <"$TMPDIR/text" >"$TMPDIR/open.out" \
	2>"$TMPDIR/open.err" &
open=$!
exec 8>"$TMPDIR/text"
await open .state
kill -9 "$(latest .pid)"
wait "$open"
exec 8>&-
same 'gone null' "$(latest '"\(.state) \(.end)"')" "the login"
expect 0 as admin logins
printed 'cut off'

begin "whose client is gone waits for no lock"
draft collector
mkfifo "$TMPDIR/hold" "$TMPDIR/held"
{
	flock 9
	: >"$TMPDIR/held"
	read -r _ <"$TMPDIR/hold"
} 9>"$home/writer.lock" &
holder=$!
read -r _ <"$TMPDIR/held"
gone() { # a line, answered to nobody; 15 s are the lock's own limit
	mkfifo "$TMPDIR/nobody"
	{ : <"$TMPDIR/nobody"; } &
	exec 5>"$TMPDIR/nobody"
	wait $!
	timeout 10 env -i SSH_ORIGINAL_COMMAND="save $post --title x" \
		SANSHEN_NOW="$SANSHEN_NOW" "$SANSHEN" --home "$home" \
		serve --person collector >&5
}
expect 5 gone
exec 5>&-
echo >"$TMPDIR/hold"
wait "$holder"

begin "sshd's SetEnv LANG is the language of who has none"
speaks() { # WANTED [VARIABLE=VALUE]
	speaks_wanted=$1
	shift
	expect 6 over head "$two" 'show 20991231-001' "$@"
	[ -n "$(LC_ALL=C tr -dc '\344-\351' <"$err")" ] && found=zh || found=en
	same "$speaks_wanted" "$found" "the language with $*"
}
speaks en
speaks zh LANG=zh_CN.UTF-8
speaks en LANG=C.UTF-8
expect 0 as admin person set head --lang en
speaks en LANG=zh_CN.UTF-8

finish
