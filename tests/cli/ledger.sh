#!/bin/sh
# ledger - one record per fact, whatever races, dies, fills up or is lost.
#
# What has to wait for the program's own clock (15 s for the lock, 10 s for a
# main.lock left behind) runs beside the rest, as `sh ledger.sh FUNCTION`.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2317
. "$(dirname "$0")/lib.sh"

faulty() { # AT PERSON command…: with tests/fault.c, killed or failed there
	faulty_at=$1
	faulty_person=$2
	shift 2
	run env LD_PRELOAD="$BUILD/fault.so" \
		ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0" \
		FAULT_AT="$faulty_at" FAULT_DIR="$home" FAULT_N="${faulty_n:-0}" \
		FAULT_LOG="${faulty_log:-}" \
		"$SANSHEN" --home "$home" --as "$faulty_person" "$@"
}

killed() { # the last command was
	same 137 "$status" "the answer of a killed process"
}

whole() { # nothing is broken, and index and archive agree
	expect 0 anybody verify
	same_dump
	archive fsck --strict --no-dangling >"$out" 2>&1 || wrong "fsck: $(cat "$out")"
}

recorded() { # OP-ID: how many records on main carry it
	archive log --first-parent --format='%(trailers:key=Op-Id,valueonly)' main |
		grep -c -x -F -e "$1"
}

# ---- beside the rest -------------------------------------------------------

lock_held() {
	newsroom "$TMPDIR/home"
	begin "a lock that is held is waited for, then 5"
	[ -f "$home/writer.lock" ] || wrong "there is no writer.lock"
	remember
	exec 9>>"$home/writer.lock"
	flock 9
	from=$(date +%s)
	expect 5 as collector new --from "$text" 9>&-
	to=$(date +%s)
	case $((to - from)) in
	1[4-9] | 2[0-4]) ;; # the machine may be busy
	*) wrong "it waited $((to - from)) s, not 15" ;;
	esac
	flock -u 9
	exec 9>&-
	unmoved
	expect 0 as collector new --from "$text"
}

stale_lock() {
	newsroom "$TMPDIR/home"
	begin "a main.lock left behind does not stop the next write"
	: >"$home/archive.git/refs/heads/main.lock"
	expect 0 as collector new --from "$text"
	[ ! -e "$home/archive.git/refs/heads/main.lock" ] || wrong "the lock is still there"
	whole
}

before_ref() { # KIND: killed just before main moves
	newsroom "$TMPDIR/home"
	begin "killed before the ref moves, $1"
	case $1 in
	new) set -- collector new --from "$text" ;;
	submit)
		draft collector
		set -- collector submit "$post"
		;;
	sign)
		submitted collector
		see "$post"
		set -- manager sign "$post" --content "$content"
		;;
	esac
	count=$(records)
	remember
	faulty before-ref "$@" --op-id once
	killed
	same "$count" "$(records)" "the number of records"
	unmoved
	whole
	expect 0 as "$@" --op-id once
	same $((count + 1)) "$(records)" "the number of records after a retry"
	same 1 "$(recorded once)" "records with its op-id"
	whole
}
before_new() { before_ref new; }
before_submit() { before_ref submit; }
before_sign() { before_ref sign; }

# Eight calls of one `new`, each failing or killing in every way.
failing_calls() {
	newsroom "$TMPDIR/home"
	begin "calls that fail or kill, one after another"
	faulty_log=$TMPDIR/calls
	faulty none collector new --from "$text"
	faulty_log=
	same 0 "$status" "the answer without a fault"
	calls=$(wc -l <"$TMPDIR/calls")
	[ "$calls" -ge 10 ] || wrong "only $calls calls were counted"
	faulty_n=1
	while [ "$faulty_n" -le "$calls" ]; do
		for fault in ENOSPC EIO before after; do
			failing_call "$fault" "$fault-$faulty_n"
		done
		faulty_n=$((faulty_n + (calls + 7) / 8))
	done
	whole
}

failing_call() { # AT OP-ID
	count=$(records)
	faulty "$1" collector new --from "$text" --op-id "$2"
	case $status in
	0) same $((count + 1)) "$(records)" "records after 0, $2" ;;
	5) same "$count" "$(records)" "records after 5, $2" ;;
	137) # a main.lock left behind is waited for, and proved, elsewhere
		rm -f "$home/archive.git/refs/heads/main.lock"
		;;
	*) wrong "$2 gave $status ($(head -n 1 "$err"))" ;;
	esac
	forget
	same_dump
	expect 0 as collector new --from "$text" --op-id "$2"
	same $((count + 1)) "$(records)" "records after a retry of $2"
	same 1 "$(recorded "$2")" "records of $2"
}

slow='failing_calls lock_held stale_lock before_new before_submit before_sign'
if [ $# -gt 0 ]; then
	"$1"
	finish
fi
for part in $slow; do
	beside "$part"
done

# ---- here ------------------------------------------------------------------

newsroom "$TMPDIR/ledger"

begin "an op-id again gives the first receipt and records nothing"
expect 0 as collector new --from "$text" --op-id again --json
cp "$out" "$TMPDIR/first"
post=$(field .post)
count=$(records)
expect 0 as collector new --from "$text" --op-id again --json
cmp -s "$out" "$TMPDIR/first" || wrong "another receipt: $(cat "$out")"
expect 0 as collector new --from "$text" --op-id again
same "$post" "$(cat "$out")" "the id printed"
same "$count" "$(records)" "the number of records"

begin "an op-id is looked up before any rule"
expect 0 as collector submit "$post" --op-id hand-in --json
cp "$out" "$TMPDIR/submit"
see "$post"
expect 0 as manager sign "$post" --content "$content" --op-id signed --json
cp "$out" "$TMPDIR/sign"
signs head "$post"
signs propaganda "$post"
count=$(records)
expect 0 as collector submit "$post" --op-id hand-in --json
cmp -s "$out" "$TMPDIR/submit" || wrong "another receipt for submit"
expect 0 as manager sign "$post" --content "$content" --op-id signed --json
cmp -s "$out" "$TMPDIR/sign" || wrong "another receipt for sign"
same "$count" "$(records)" "the number of records"

begin "an op-id for something else"
draft collector
other=$post
refuse 2 as collector submit "$other" --op-id again
refuse 2 as manager new --from "$text" --op-id again
refuse 2 as collector submit "$other" --op-id hand-in
refuse 2 as head sign "$other" --content "$content" --op-id signed
signed=$(jq -r .post "$TMPDIR/sign")
refuse 2 as manager sign "$signed" --op-id signed \
	--content 0000000000000000000000000000000000000000
refuse 2 as manager return "$signed" --content "$content" --opinion 改 --op-id signed

begin "a decision is a side commit and a merge"
sign=$(jq -r .receipt.commit "$TMPDIR/sign")
side=$(trailer "$sign" Decision)
same "$side" "$(archive rev-parse "$sign^2")" "the second parent"
same "$(archive log --format=%H --grep="^Event: new$" --grep="^Post: $signed$" \
	--all-match main)" "$(archive rev-parse "$side^")" "the parent of the side commit"
same "$(archive rev-parse "$side^^{tree}")" "$(archive rev-parse "$side^{tree}")" \
	"the tree of the side commit"
same "$(subject "$side")" "$(subject "$sign")" "the subject"
same "$(archive log -1 --format='%(trailers:only)' "$side" | grep -v '^At: ')" \
	"$(archive log -1 --format='%(trailers:only)' "$sign" | grep -v -e '^At: ' -e '^Decision: ')" \
	"the trailers"
submit=$(jq -r .receipt.commit "$TMPDIR/submit")
same collector "$(trailer "$submit" Actor)" "who submitted"
same 1 "$(archive log -1 --format=%P "$submit" | wc -w)" "the parents of a submit"

begin "an opinion forges no trailer"
submitted collector
see "$post"
opinion=$(printf '%s\n' 同意 --- '' 'Event: reject' "Post: $other" 'Op-Id: forged' '' 'Actor: leader')
expect 0 as manager sign "$post" --content "$content" --opinion "$opinion"
for commit in main main^2; do
	same sign "$(archive log -1 --format=%B $commit | git interpret-trailers --parse |
		sed -n 's/^Event: //p')" "the event git reads"
	same manager "$(archive log -1 --format=%B $commit |
		git interpret-trailers --parse | sed -n 's/^Actor: //p')" "the actor git reads"
done
same in_review "$(shown "$post" .work)" "the state"
printf '%s\n' "$opinion" >"$TMPDIR/opinion"
shown "$post" '.signoffs[0].opinion' | grep -q 'Event: reject' ||
	wrong "the opinion is not what was said"
expect 0 anybody verify

# race N command…: N processes at once, the I-th with @ in its words set to I;
# their answers, sorted, in $answers
race() {
	race_count=$1
	shift
	race_one=0
	while [ "$race_one" -lt "$race_count" ]; do
		race_one=$((race_one + 1))
		(
			for race_word in "$@"; do
				shift
				case $race_word in
				*@*) race_word=${race_word%%@*}$race_one${race_word#*@} ;;
				esac
				set -- "$@" "$race_word"
			done
			race_answer=0
			"$@" >"$TMPDIR/race.$race_one.out" 2>"$TMPDIR/race.$race_one.err" \
				</dev/null || race_answer=$?
			echo "$race_answer" >"$TMPDIR/race.$race_one.status"
		) &
		race_pids="${race_pids:-} $!"
	done
	# shellcheck disable=SC2086 # a list
	wait $race_pids
	race_pids=
	answers=$(cat "$TMPDIR"/race.*.status | sort | tr '\n' ' ')
	cat "$TMPDIR"/race.*.out >"$out"
	rm -f "$TMPDIR"/race.*
}

third() { # POST CONTENT I: one of the two who may sign the third step
	third_who=propaganda
	[ $(($3 % 2)) = 0 ] && third_who=propaganda2
	as "$third_who" sign "$1" --content "$2"
}

begin "two processes sign the same step"
submitted collector
signs manager "$post"
signs head "$post"
race 2 third "$post" "$content" @
case $answers in
'0 3 ' | '0 4 ') ;;
*) wrong "the answers were $answers" ;;
esac
same 3 "$(shown "$post" '.signoffs | length')" "the signatures"
whole

begin "eight processes sign the same step"
submitted collector
signs manager "$post"
signs head "$post"
race 8 third "$post" "$content" @
case $(echo "$answers" | sed 's/[34] //g') in
'0 ') ;;
*) wrong "the answers were $answers" ;;
esac
same 3 "$(shown "$post" '.signoffs | length')" "the signatures"
whole

begin "sign against return"
submitted collector
see "$post"
decide() { # I
	case $1 in
	1) as manager sign "$post" --content "$content" ;;
	2) as manager return "$post" --content "$content" --opinion 请改 ;;
	3) as collector withdraw "$post" ;;
	esac
}
race 3 decide @
case $answers in
0*) ;;
*) wrong "the answers were $answers" ;;
esac
whole

begin "eight new posts at once"
count=$(records)
race 8 as collector new --from "$text"
same '0 0 0 0 0 0 0 0 ' "$answers" "the answers"
same 8 "$(sort -u "$out" | wc -l)" "the distinct ids"
same $((count + 8)) "$(records)" "the number of records"
while read -r one; do
	archive cat-file -e "main:$(path_of "$one")/content/post.md" || wrong "$one is missing"
done <"$out"
whole

begin "eight processes with one op-id"
count=$(records)
race 8 as collector new --from "$text" --op-id only-one
same '0 0 0 0 0 0 0 0 ' "$answers" "the answers"
same 1 "$(sort -u "$out" | wc -l)" "the distinct ids"
same $((count + 1)) "$(records)" "the number of records"
whole

for kind in new submit sign; do
	begin "killed after the ref moves, $kind"
	case $kind in
	new) set -- collector new --from "$text" ;;
	submit)
		draft collector
		set -- collector submit "$post"
		;;
	sign)
		submitted collector
		see "$post"
		set -- manager sign "$post" --content "$content"
		;;
	esac
	count=$(records)
	faulty after-ref "$@" --op-id "after-$kind"
	killed
	same $((count + 1)) "$(records)" "the number of records"
	whole
	expect 0 as "$@" --op-id "after-$kind" --json
	same "$(main)" "$(field .receipt.commit)" "the receipt's commit"
	same $((count + 1)) "$(records)" "the number of records after a retry"
	same 1 "$(recorded "after-$kind")" "records with its op-id"
	whole
done

begin "a lost index"
remember
rm "$home"/sanshen.db*
forget
unmoved
same_dump
same 3 "$(shown "$signed" '.signoffs | length')" "the signatures"
rm "$home"/sanshen.db*
expect 0 as collector new --from "$text"
whole

begin "a lost index, and four that need it at once"
count=$(records)
for round in 1 2 3 4 5 6; do
	rm "$home"/sanshen.db*
	race 4 as collector new --from "$text"
	same '0 0 0 0 ' "$answers" "the answers of round $round"
	same 4 "$(sort -u "$out" | wc -l)" "the distinct ids of round $round"
	forget
	same_dump
done
same $((count + 24)) "$(records)" "the number of records"
same 0 "$(archive log --first-parent --format=%s main | grep '^new ' | sort | uniq -d | wc -l)" \
	"the ids given twice"
whole

begin "an index of garbage"
remember
rm -f "$home"/sanshen.db-*
head -c 65536 /dev/urandom >"$home/sanshen.db"
forget
expect 0 as auditor list
unmoved
same_dump
expect 0 as collector new --from "$text"
whole

begin "an index cut short"
remember
rm -f "$home"/sanshen.db-*
truncate -s 5000 "$home/sanshen.db"
forget
expect 0 as auditor list
unmoved
expect 0 anybody rebuild
whole

begin "an old index put back"
cp "$home/sanshen.db" "$TMPDIR/old.db"
draft collector
rm -f "$home"/sanshen.db-*
cp "$TMPDIR/old.db" "$home/sanshen.db"
forget
same draft "$(shown "$post" .work)" "the state of the latest post"
whole

begin "main put back: the index that was ahead is kept"
ledger=$home
for again in ahead ahead-2; do
	twin "$TMPDIR/$again"
	old=$(main)
	draft collector
	ahead=$(main)
	archive update-ref refs/heads/main "$old"
	[ "$again" = ahead ] || cp "$home/sanshen.db" "$home/sanshen.db.ahead"
	forget
	expect 0 as auditor list
	same_dump
	LC_ALL=C cat "$home/sanshen.db.$again"* | grep -q -a "$ahead" ||
		wrong "sanshen.db.$again does not know $ahead"
	expect 0 as collector new --from "$text"
	forget
	same_dump
done
home=$ledger
forget

begin "a new archive over an old index"
twin "$TMPDIR/anew"
rm -rf "$home/archive.git" "$home/key"
forget
expect 0 anybody init --demo
same_dump
expect 0 as collector new --from "$text"
whole
same 1 "$(as auditor list --json | jq -s 'flatten | length')" "the posts listed"
home=$ledger
forget

begin "a list needs no object of the archive, and no key"
twin "$TMPDIR/light"
submitted collector
queue=$(as manager queue --json)
mkdir "$TMPDIR/light.aside"
mv "$home"/archive.git/objects/* "$home/key" "$TMPDIR/light.aside"
same "$queue" "$(as manager queue --json)" "the queue"
expect 0 as auditor list
expect 5 as manager show "$post"
mv "$TMPDIR/light.aside/key" "$home/key"
expect 5 as collector new --from "$text"
mv "$TMPDIR"/light.aside/?? "$home/archive.git/objects"
mv "$home/key" "$TMPDIR/light.aside"
refuse 6 as collector new --from "$text"
mv "$TMPDIR/light.aside/key" "$home/key"
expect 0 as collector new --from "$text"
whole

begin "a grant edited in the index gives no right"
expect 0 as admin person add spy --name 何人 --unit unit1
expect 0 as admin grant add spy auditor@unit1
submitted collector
see "$post"
grep -q -a 'role = auditor' "$home/sanshen.db" || wrong "no grants in sanshen.db"
LC_ALL=C sed -i -e 's/role = auditor/role = manager/g' \
	-e 's/domain = demo/domain = evil/g' "$home/sanshen.db"
forget
expect 0 as spy queue
printed "$post" # what is shown may be wrong, what is recorded may not
refuse 3 as spy sign "$post" --content "$content"
expect 0 as collector new --from "$text" --op-id again --json
cmp -s "$out" "$TMPDIR/first" || wrong "another receipt: $(cat "$out")"
same in_review "$(shown "$post" .work)" "the state"
expect 1 anybody verify
expect 0 as admin grant add spy collector@unit1
archive show main:people/spy.ini | grep -q 'role = manager' &&
	wrong "the edited grant is in the archive"
expect 0 as manager sign "$post" --content "$content"
expect 0 anybody rebuild
whole
expect 0 as spy queue
same '' "$(cat "$out")" "the queue of who has no right"

begin "papers in the index that cannot be read"
LC_ALL=C sed -i 's/role = /rule = /g' "$home/sanshen.db"
forget
expect 0 as auditor list
printed "$post"
expect 0 as collector new --from "$text"
expect 0 anybody rebuild
whole
home=$ledger
forget

begin "a clock that went back: rights and At are those of the record before"
draft collector
before=$(trailer main At)
SANSHEN_NOW=2026-11-20T09:00:00+08:00
expect 0 as collector submit "$post" --json
holds ".receipt.at == \"$before\""
see "$post"
expect 0 as manager sign "$post" --content "$content"
same "$before" "$(trailer main At)" "the record's At"
SANSHEN_NOW=2026-11-23T10:00:00+08:00
whole

begin "an index that cannot be written"
# SQLite opens what it may not write for reading only: nothing is recorded, or
# it is and the answer says so.
count=$(records)
faulty_n=1
faulty ENOSPC collector new --from "$text" --op-id read-only
faulty_n=0
case $status in
0) same $((count + 1)) "$(records)" "the number of records after 0" ;;
5) same "$count" "$(records)" "the number of records after 5" ;;
*) wrong "the answer was $status" ;;
esac

begin "nothing tidies the archive by itself"
same 0 "$(archive config gc.auto)" "gc.auto"
same main "$(archive for-each-ref --format='%(refname:short)')" "the references"
same true "$(archive config core.bare)" "core.bare"

# shellcheck disable=SC2086 # a list
gather $slow
finish
