#!/bin/sh
# enrol - the line of one key for sshd, and invitations: a code binds a key.
#
# sshd gives the prompt two things that count here, the key it runs it for and
# $SSH_CONNECTION; `knock` gives the same.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034,SC2317
. "$(dirname "$0")/lib.sh"

newsroom "$TMPDIR/enrol"
# A session shows its memory to nobody, not even to a leak finder.
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
from=192.0.2.1

make_key() { # NAME: "TYPE KEY" in $key
	ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$TMPDIR/$1"
	read -r key_type key_blob _ <"$TMPDIR/$1.pub"
	key="$key_type $key_blob"
}

lines_for() { # "TYPE KEY"
	# shellcheck disable=SC2086 # two words
	expect 0 anybody authorized-keys $1
}

knock() { # "TYPE KEY" [LINE]: what sshd runs for a key nobody has
	# shellcheck disable=SC2086 # two words
	bare SSH_CONNECTION="$from 50000 192.0.2.9 22" SANSHEN_NOW="$SANSHEN_NOW" \
		${2:+"SSH_ORIGINAL_COMMAND=$2"} \
		"$SANSHEN" --home "$home" serve --invite $1
}

answer() { # STATUS "TYPE KEY" CODE
	printf '%s\n' "$3" >"$TMPDIR/answer"
	input=$TMPDIR/answer
	expect "$1" knock "$2"
}

# As if so many wrong codes had come from there, just now.
noted() { # COUNT ADDRESS
	sqlite3 "$home/desk.db" "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL
		SELECT i + 1 FROM n WHERE i < $1) INSERT INTO invite_try
		SELECT $(date -d "$SANSHEN_NOW" +%s)000, '$2', 'SHA256:x', 'wrong', NULL, 1 FROM n"
}

invited() { # PERSON [options…]: the code in $code
	expect 0 as admin invite "$@"
	read -r code <"$out"
}

make_key one
one=$key
make_key two
two=$key
make_key three
three=$key

begin "the line of one key, and of no other"
lines_for "$one"
same 0 "$(wc -c <"$out")" "bytes for a key nobody has"
expect 0 as admin key add manager "$TMPDIR/one.pub"
expect 0 as admin key add head "$TMPDIR/two.pub"
expect 0 anybody authorized-keys
every=$(cat "$out")
lines_for "$one"
same "$(printf '%s\n' "$every" | head -n 1)" "$(cat "$out")" "manager's line"
rm -f "$home"/desk.db*
lines_for "$one"
[ ! -e "$home/desk.db" ] || wrong "a login made desk.db"
expect 0 as admin key end head "$(ssh-keygen -l -f "$TMPDIR/two.pub" | cut -d' ' -f2)"
expect 0 as admin person disable manager
flock "$home/writer.lock" "$SANSHEN" --home "$home" authorized-keys \
	ssh-ed25519 "${one#* }" >"$out" || wrong "it waits for a writer, or fails"
same 0 "$(wc -c <"$out")" "bytes for a person who may not act"
expect 0 as admin person enable manager
refuse 2 anybody authorized-keys ssh-ed25519
refuse 2 anybody authorized-keys ssh-ed25519 "${one#* }" more

begin "an invitation is for whoever may record keys"
refuse 3 as head invite manager
refuse 3 as auditor invite list
refuse 6 as admin invite nobody
refuse 6 as admin invite end manager
refuse 2 as admin invite
refuse 2 as admin invite end
refuse 2 as admin invite manager --days 31
refuse 2 as admin invite manager --days 0
refuse 2 as admin invite list --days 3
expect 0 as admin invite manager --days 2 --json
holds '.person == "manager" and .until == "2026-11-25T10:00:00+08:00"'
holds '.code | test("^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$")'
old=$(field .code)
remember
invited manager
unmoved
[ "$old" != "$code" ] || wrong "the same code twice"
expect 0 as admin invite list --json
holds '.open == [{"person":"manager","inviter":"admin","from":"2026-11-23T10:00:00+08:00",
	"until":"2026-11-30T10:00:00+08:00"}] and .answers == []'
grep -q -a -F -e "$code" -e "$(printf %s "$code" | tr -d -)" "$home"/desk.db* &&
	wrong "desk.db has the code itself"

begin "while one is open an unknown key meets the prompt, and nothing else"
lines_for "$three"
grep -q -x -F "restrict,pty,command=\"'$(realpath "$BUILD/standby")' --home '$home' serve --invite $three\" $three" "$out" ||
	wrong "the line is $(cat "$out")"
lines_for "$two"
same 0 "$(wc -c <"$out")" "bytes for a key that ended"
lines_for "ssh-ed25519-cert-v01@openssh.com ${three#* }"
same 0 "$(wc -c <"$out")" "bytes for a certificate"
lines_for "ssh-rsa ${three#* }"
same 0 "$(wc -c <"$out")" "bytes for a key that is not what it says"
for line in queue 'git-upload-pack archive.git' sh "serve --person admin"; do
	refuse 128 knock "$three" "$line"
done
refuse 2 knock "$three" # no answer
refuse 2 "$SANSHEN" --home "$home" serve --invite "$key_type"
refuse 2 "$SANSHEN" --home "$home" serve --invite --person admin "$key_type" "$key_blob"

begin "eight strangers are asked at the same time, no more"
mkdir -p "$home/editing"
crowd=
for place in 0 1 2 3 4 5 6 7; do
	crowd="$crowd flock $home/editing/prompt-$place"
done
# shellcheck disable=SC2086 # words
expect 3 $crowd env SANSHEN_NOW="$SANSHEN_NOW" "$SANSHEN" --home "$home" serve --invite $three
said 'Others are asked'
rm -r "$home/editing"

begin "a session has neither the setup nor the prompt"
for line in ssh-setup 'ssh-setup --apply' "serve --invite $three" "authorized-keys $three"; do
	refuse 128 bare SSH_ORIGINAL_COMMAND="$line" SANSHEN_NOW="$SANSHEN_NOW" \
		"$SANSHEN" --home "$home" serve --person admin
done
expect 0 bare SSH_ORIGINAL_COMMAND='invite list' SANSHEN_NOW="$SANSHEN_NOW" \
	"$SANSHEN" --home "$home" serve --person admin

begin "a wrong code does nothing, and is noted"
remember
answer 3 "$three" "$old"
said 'No open invitation has this code'
head -c 5000 /dev/zero >"$TMPDIR/long"
input=$TMPDIR/long
expect 2 knock "$three"
answer 3 "$three" "$(printf '%s\033[31m\377' "$old")"
noted 3 "$from"
answer 3 "$three" "$code"
said 'Too many wrong codes'
answer 3 "$three" "$code"
unmoved
expect 0 as admin invite list --json
holds '[.answers[0:3][].outcome] == ["refused", "wrong", "wrong"] and (.answers | length) == 6'
holds '.answers[0].times == 2 and all(.answers[]; .address == "192.0.2.1" and .person == null)'
noted 15 192.0.2.3
from=192.0.2.4
answer 3 "$three" "$code"
said 'Too many wrong codes'
SANSHEN_NOW=2026-11-23T11:30:00+08:00

begin "the right code binds the key, once, as a record of the inviter's"
answer 0 "$three" "$(printf %s "$code" | tr 'A-Z10-' 'a-zlo ')"
printed "This key is manager's from now on"
same "key add manager $(ssh-keygen -l -f "$TMPDIR/three.pub" | cut -d' ' -f2)" \
	"$(subject main)" "the subject"
same admin "$(trailer main Actor)" "the actor"
archive log -1 --format=%b main | grep -q '^By invitation: ' || wrong "the record is silent"
lines_for "$three"
printed 'serve --person manager --key '
answer 3 "$one" "$code"
answer 2 'ssh-ed25519 x' "$code"
expect 0 as admin invite list --json
holds '.open == [] and .answers[1].outcome == "right" and .answers[1].person == "manager"'
make_key four
lines_for "$key"
same 0 "$(wc -c <"$out")" "bytes while no invitation is open"
expect 0 anybody verify

begin "of two with one code one comes in"
invited head
make_key five
printf '%s\n' "$code" >"$TMPDIR/race"
before=$(records)
for racer in four five; do
	knock "$(cut -d' ' -f1,2 "$TMPDIR/$racer.pub")" <"$TMPDIR/race" \
		>"$TMPDIR/$racer.out" 2>&1 &
	eval "$racer=$!"
done
statuses=
for racer in "$four" "$five"; do
	wait "$racer" && statuses="${statuses}0" || statuses="$statuses$?"
done
case $statuses in
03 | 30) ;;
*) wrong "they gave $statuses" ;;
esac
same 1 "$(($(records) - before))" "records"
expect 0 anybody verify

make_key six
begin "what ends an invitation: its day, its end, the inviter's office, the person's"
invited auditor --days 1
expect 0 as admin grant add head admin@institution
SANSHEN_NOW=2026-11-24T11:30:00+08:00
answer 3 "$one" "$code"
lines_for "$key"
same 0 "$(wc -c <"$out")" "bytes after its last day"
invited auditor
expect 0 as admin invite end auditor
answer 3 "$key" "$code"
said 'No open invitation'
refuse 6 as admin invite end auditor
invited auditor
expect 0 as admin person disable auditor
answer 3 "$key" "$code"
said 'is disabled here'
expect 0 as admin person enable auditor
expect 0 as head grant end admin admin@institution
answer 3 "$key" "$code"
said 'needs the office'
expect 0 as head grant add admin admin@institution
expect 0 as admin invite end auditor
make_key lost # the inviter's, and lost
expect 0 as admin key add admin "$TMPDIR/lost.pub"
invited auditor
expect 0 as admin key end admin "$(ssh-keygen -l -f "$TMPDIR/lost.pub" | cut -d' ' -f2)"
answer 3 "$one" "$code"
said 'No open invitation'

finish
