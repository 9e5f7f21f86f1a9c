#!/bin/sh
# password - the rules for one, a decision that asks for it, tries that are
# counted, one that is made up for somebody, one that grew old.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034,SC2317
. "$(dirname "$0")/lib.sh"

"$SANSHEN" policy copy three-level |
	sed 's/= local$/= 8h/;s/^at = none$/at = sign\nmax_age = 90d\ntries = 3/' >"$TMPDIR/ours.ini"
home=$TMPDIR/password
expect 0 "$SANSHEN" --home "$home" init --demo --policy "$TMPDIR/ours.ini"

good=Lamp-oil-77 other=Wick+tin-88

typed() { # LINE…: what the next command reads
	printf '%s\n' "$@" >"$TMPDIR/typed"
	input=$TMPDIR/typed
}

sets() { # STATUS PERSON LINE…
	sets_status=$1 sets_person=$2
	shift 2
	typed "$@"
	refuse "$sets_status" as "$sets_person" password set -
}

decides() { # STATUS PASSWORD: the manager signs $post
	typed "$2"
	expect "$1" as manager sign "$post" --content "$content" --tick all --password-from -
}

log_of() { # PERSON: what was done with their password
	sqlite3 "$home/desk.db" "SELECT group_concat(event, ' ') FROM
		(SELECT event FROM password_log WHERE person = '$1' ORDER BY id)"
}

begin "R199: eight characters, letter, digit and sign, and none that is guessed first"
sets 3 manager 'Ab1#xyz'
said '8 characters'
sets 3 manager '1234#678'
said 'a letter'
sets 3 manager 'lamp-oil'
said 'a digit'
sets 3 manager 'lampoil77'
said 'neither letter nor digit'
sets 3 manager 'Password@2026'
said 'guessed'
sets 3 manager 'x-Manager-7'
said 'your name or your id'
input=/dev/null
expect 2 as manager password set -
sets 2 manager "$(printf 'Lamp\toil-77')"
refuse 2 as manager password set
refuse 2 as manager password set file
same '' "$(log_of manager)" 'what was done so far'
sets 0 manager "$good"
sets 3 manager wrong "$other"
said 'not your password'
sets 3 manager "$good" "$good"
said 'the password you have'
sets 3 manager "$good" "$good "
said 'the password you have'
for line in "password set $good" "password set $good; ls"; do
	refuse "$([ "$line" = "${line%;*}" ] && echo 2 || echo 128)" bare \
		SSH_ORIGINAL_COMMAND="$line" SANSHEN_NOW="$SANSHEN_NOW" \
		ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" "$SANSHEN" --home "$home" \
		serve --person manager
done
! grep -q -a -r -F "$good" "$home" || wrong "the password stands in the newsroom"

begin "R189 R196: a decision asks for it; without it, or with another, nothing is recorded"
submitted collector
see "$post"
refuse 3 as manager sign "$post" --content "$content" --tick all
said 'password-from -'
typed "$other"
refuse 3 as manager sign "$post" --content "$content" --tick all --password-from -
said 'not your password'
refuse 2 as manager sign "$post" --content "$content" --tick all --password-from "$TMPDIR/typed"
typed "$good"
expect 3 as manager publish "$post" --password-from -
same 'set wrong right right wrong' "$(log_of manager)" 'an act that is refused anyway is no try'
decides 0 "$good"
grep -r -l -F -e "$good" -e "$other" "$home" && wrong "a password lies in the newsroom"
same 1 "$(sqlite3 "$home/desk.db" "SELECT count(*) FROM password WHERE hash LIKE '\$argon2id\$%'")" \
	'hashes by Argon2id'

begin "who has none in a demo is not asked; the text may follow the password"
signs head "$post"
submitted collector
see "$post"
{
	echo "$good"
	cat "$text2"
} >"$TMPDIR/typed"
input=$TMPDIR/typed
expect 0 as manager propose "$post" --content "$content" --from - --opinion 请看 --password-from -
expect 0 as collector show "$post" --proposal
standby same "$out" "$text2" || wrong "another text was proposed"

begin "R198: three wrong ones, then none for a quarter of an hour"
submitted collector
see "$post"
decides 3 one
decides 3 two
decides 3 three
decides 3 "$good"
said 'Wait 15 min'
SANSHEN_NOW=2026-11-23T10:14:59+08:00
decides 3 "$good"
said 'Wait 1 min'
SANSHEN_NOW=2026-11-23T10:15:00+08:00
decides 0 "$good"
same 'set wrong right right wrong right right wrong wrong wrong locked right' \
	"$(log_of manager)" 'what was done'

begin "R188: one that was made up must be changed before anything else"
refuse 3 as manager password reset manager
refuse 6 as admin password reset nobody
expect 0 as admin password reset manager
made=$(cat "$out")
submitted collector
see "$post"
decides 3 "$made"
said 'made for you'
sets 0 manager "$made" "$other"
decides 0 "$other"
grep -r -l -F "$made" "$home" && wrong "what was made up lies in the newsroom"

begin "R196: one that grew old must be changed first"
SANSHEN_NOW=2027-02-21T10:14:59+08:00
submitted collector
see "$post"
typed wrong
refuse 3 as manager sign "$post" --content "$content" --tick all --password-from -
said 'not your password'
SANSHEN_NOW=2027-02-21T10:15:00+08:00
decides 3 "$other"
said 'older'
input=$TMPDIR/typed
typed "$other" "$good"
expect 0 bare SSH_ORIGINAL_COMMAND='password set -' SANSHEN_NOW="$SANSHEN_NOW" \
	ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" "$SANSHEN" --home "$home" serve --person manager
decides 0 "$good"

begin "a signature of one's own asks for it, too"
ssh-keygen -q -t ed25519 -N '' -C own -f "$TMPDIR/own"
expect 0 as admin key add manager "$TMPDIR/own.pub"
submitted collector
see "$post"
expect 0 as manager sign "$post" --content "$content" --tick all --prepare
cp "$out" "$TMPDIR/commit"
ssh-keygen -q -Y sign -n git -f "$TMPDIR/own" <"$TMPDIR/commit" >"$TMPDIR/seal" 2>"$out.word"
input=$TMPDIR/commit
refuse 2 as manager sign "$post" --with-signature -
cat "$TMPDIR/commit" "$TMPDIR/seal" >"$TMPDIR/both"
input=$TMPDIR/both
refuse 3 as manager sign "$post" --with-signature -
{
	echo "$good"
	cat "$TMPDIR/both"
} >"$TMPDIR/typed"
input=$TMPDIR/typed
expect 0 as manager sign "$post" --with-signature - --password-from -
same person "$(shown "$post" '.signoffs[0].signature')" "the signature"

begin "a policy without the section asks for none"
sed '/^\[password\]/,/^classes/d' "$TMPDIR/ours.ini" >"$TMPDIR/without.ini"
expect 0 as admin policy apply "$TMPDIR/without.ini"
submitted collector
signs manager "$post"
sets 3 head "$good"
said 'no passwords'
refuse 3 as admin password reset head

begin "outside of a demo whoever has none must set one first"
home=$TMPDIR/real
expect 0 "$SANSHEN" --home "$home" init --policy "$TMPDIR/ours.ini" \
	--institution example.edu.cn --admin admin --name 管理员
for one in a:collector b:manager c:unit-head d:propaganda e:propaganda; do
	expect 0 as admin person add "${one%:*}" --name "${one#*:}" --unit institution
	expect 0 as admin grant add "${one%:*}" "${one#*:}@institution"
done
submitted a
expect 0 as admin show "$post" --json
content=$(field .content)
refuse 3 as b sign "$post" --content "$content" --tick all
said 'password set'
sets 0 b "$good"
typed "$good"
expect 0 as b sign "$post" --content "$content" --tick all --password-from -

finish
