#!/bin/sh
# rules - who may sign what, and what becomes of a post then.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

newline='
'
people='collector manager head collector2 manager2 head2 manager3 head3
	propaganda propaganda2 leader auditor admin'

may_sign() { # POST: who has it in the queue to sign, one a line
	for may_who in $people; do
		# A disabled person has no queue.
		program /dev/null "$TMPDIR/queue" "$out.word" --home "$home" \
			--as "$may_who" queue --json || continue
		standby json "$TMPDIR/queue" "$TMPDIR/queue.posts" '.[].post' &&
			standby json "$TMPDIR/queue" "$TMPDIR/queue.whys" '.[].why' ||
			echo "no queue of $may_who"
		while read -r may_post && read -r may_why <&8; do
			[ "$may_post $may_why" != "$1 sign" ] || echo "$may_who"
		done <"$TMPDIR/queue.posts" 8<"$TMPDIR/queue.whys"
	done
}

goes_through() { # POST: signed by whoever the queue offers, to the end
	goes_signers=
	for goes_turn in 1 2 3 4 5; do
		goes_step=$(shown "$1" .step)
		goes_provider=$(shown "$1" .provider)
		case $goes_step in
		manager) goes_people='manager manager2 manager3 propaganda propaganda2' ;;
		unit-head) goes_people='head head2 head3 propaganda leader' ;;
		propaganda) goes_people='propaganda propaganda2 leader head3' ;;
		leader) goes_people='leader' ;;
		*) break ;;
		esac
		goes_who=$(people=$goes_people may_sign "$1")
		goes_who=${goes_who%%"$newline"*}
		if [ -z "$goes_who" ]; then
			wrong "nobody may sign step $goes_turn, $goes_step"
			return
		fi
		case " $goes_signers " in
		*" $goes_who "*) wrong "$goes_who is offered a second step" ;;
		esac
		[ "$goes_who" != "$goes_provider" ] ||
			wrong "the provider is offered $goes_step"
		signs "$goes_who" "$1"
		goes_signers="$goes_signers $goes_who"
	done
	expect 0 as auditor show "$1" --json
	holds '.work == "approved"'
	holds '[.route[].step] == [.signoffs[] | select(.valid) | .step]'
}

newsroom "$TMPDIR/rules"
plain=$home

afresh() { # NAME: a test in a newsroom without posts
	begin "$1"
	home=$plain
	afresh_count=$((${afresh_count:-0} + 1))
	twin "$TMPDIR/rules$afresh_count"
}

afresh "the provider never signs"
submitted manager
see "$post"
refuse 3 as manager sign "$post" --content "$content"
refuse 3 as manager return "$post" --content "$content" --opinion 请改
refuse 3 as manager reject "$post" --content "$content" --opinion 不发
may_sign "$post" | grep -qx manager && wrong "it is in the provider's queue"
submitted head
signs manager "$post"
refuse 3 as head sign "$post" --content "$content"

begin "only the queue's people may sign"
submitted collector
see "$post"
same manager "$(may_sign "$post" | tr '\n' ' ' | sed 's/ $//')" "the queue of step 1"
for who in $people; do
	[ "$who" = manager ] || refuse 3 as "$who" sign "$post" --content "$content"
done
signs manager "$post"
same head "$(may_sign "$post" | tr '\n' ' ' | sed 's/ $//')" "the queue of step 2"
signs head "$post"
same "propaganda propaganda2" "$(may_sign "$post" | tr '\n' ' ' | sed 's/ $//')" \
	"the queue of step 3"
signs propaganda2 "$post"
same '' "$(people='manager head propaganda propaganda2' may_sign "$post")" \
	"the queue of an approved post"

afresh "one person signs one step"
expect 0 as admin grant add manager unit-head@unit1
expect 0 as admin grant add manager propaganda@institution
submitted collector
signs manager "$post"
refuse 3 as manager sign "$post" --content "$content"
signs head "$post"
refuse 3 as manager sign "$post" --content "$content"
signs propaganda "$post"
same "manager head propaganda" \
	"$(shown "$post" '[.signoffs[].person] | join(" ")')" "the signers"

afresh "a wrong unit, a wrong role"
submitted collector2
see "$post"
refuse 3 as manager sign "$post" --content "$content"
refuse 3 as manager3 sign "$post" --content "$content"
refuse 3 as propaganda sign "$post" --content "$content"
refuse 3 as auditor sign "$post" --content "$content"
signs manager2 "$post"
refuse 3 as head sign "$post" --content "$content"

begin "a disabled person"
submitted collector
see "$post"
expect 0 as admin person disable manager
refuse 3 as manager sign "$post" --content "$content"
refuse 3 as manager queue
who=$(may_sign "$post")
[ -n "$who" ] || wrong "nobody took the step over"
expect 0 as admin person enable manager
signs manager "$post"

begin "a grant that ended"
submitted collector
see "$post"
expect 0 as admin grant end manager manager@unit1
refuse 3 as manager sign "$post" --content "$content"
refuse 6 as admin grant end manager manager@unit1
expect 0 as admin grant add manager manager@unit1 --from 2026-12-01
refuse 3 as manager sign "$post" --content "$content"
SANSHEN_NOW=2026-12-01T00:00:00+08:00
expect 0 as manager sign "$post" --content "$content"
expect 0 as admin grant end manager manager@unit1
expect 0 as admin grant add manager manager@unit1 --until 2026-12-05
submitted collector
see "$post"
SANSHEN_NOW=2026-12-06T00:00:00+08:00
refuse 3 as manager sign "$post" --content "$content"
SANSHEN_NOW=2026-11-23T10:00:00+08:00

afresh "return voids, and starts at the first step"
submitted collector
signs manager "$post"
signs head "$post"
see "$post"
first=$content
expect 0 as propaganda return "$post" --content "$content" --opinion 请核实时间
same returned "$(shown "$post" .work)" "the state"
same "[]" "$(shown "$post" '[.signoffs[] | select(.decision == "sign" and .valid)] | tostring')" \
	"what is still valid"
same 请核实时间 "$(shown "$post" '.signoffs[-1].opinion')" "the opinion"
expect 0 as collector save "$post" --from "$text2"
expect 0 as collector submit "$post"
same manager "$(shown "$post" .step)" "the open step"

begin "a stale signature"
see "$post"
[ "$content" != "$first" ] || wrong "the content id did not change"
refuse 4 as manager sign "$post" --content "$first"
refuse 4 as manager return "$post" --content "$first" --opinion 请改
refuse 4 as propaganda sign "$post" --content "$first"
signs manager "$post"
goes_through "$post"

begin "returned, handed in unchanged, starts at the first step"
submitted collector
signs manager "$post"
expect 0 as head return "$post" --content "$content" --opinion 请再核
expect 0 as collector submit "$post"
same manager "$(shown "$post" .step)" "the open step"
same 0 "$(shown "$post" '[.signoffs[] | select(.decision == "sign" and .valid)] | length')" \
	"valid signatures"
goes_through "$post"

begin "raise adds the leader and keeps signatures"
submitted collector
signs manager "$post"
refuse 3 as auditor raise "$post" --grade major --opinion 重大
refuse 3 as collector raise "$post" --grade major --opinion 重大
refuse 3 as manager2 raise "$post" --grade major --opinion 重大
expect 0 as propaganda raise "$post" --grade major --opinion 涉及学院重要活动
same major "$(shown "$post" .grade)" "the grade"
same "manager unit-head propaganda leader" \
	"$(shown "$post" '[.route[].step] | join(" ")')" "the route"
same "signed open waiting waiting" \
	"$(shown "$post" '[.route[].state] | join(" ")')" "its states"
same true "$(shown "$post" '.signoffs[0].valid')" "the first signature"
signs head "$post"
signs propaganda "$post"
same in_review "$(shown "$post" .work)" "the state"
signs leader "$post"
same approved "$(shown "$post" .work)" "the state"
refuse 3 as head raise "$post" --grade routine --opinion 一般

begin "raise on an approved post"
approved collector
expect 0 as manager raise "$post" --grade major --opinion 涉及学院重要活动
same in_review "$(shown "$post" .work)" "the state"
same leader "$(shown "$post" .step)" "the open step"
same 3 "$(shown "$post" '[.signoffs[] | select(.valid)] | length')" \
	"valid signatures"
refuse 3 as manager publish "$post"
signs leader "$post"
expect 0 as manager publish "$post"
refuse 3 as manager raise "$post" --grade major --opinion 重大

afresh "grade routine or major, from the form"
submitted collector --grade major
same 4 "$(shown "$post" '.route | length')" "the steps"
goes_through "$post"

begin "grade is free before the first submit, then only up"
draft collector --grade major
expect 0 as collector save "$post" --grade routine
expect 0 as collector save "$post" --grade major
expect 0 as collector save "$post" --grade routine
expect 0 as collector submit "$post"
expect 0 as collector withdraw "$post"
expect 0 as collector save "$post" --grade major
refuse 3 as collector save "$post" --grade routine
expect 0 as collector submit "$post"
same 4 "$(shown "$post" '.route | length')" "the steps"
refuse 3 as manager raise "$post" --grade routine --opinion 一般

begin "grade is not content"
draft collector
see "$post"
before=$content
expect 0 as collector save "$post" --grade major
see "$post"
same "$before" "$content" "the content id"

begin "withdraw"
submitted collector
signs manager "$post"
refuse 3 as manager withdraw "$post"
expect 0 as collector withdraw "$post"
same withdrawn "$(shown "$post" .work)" "the state"
refuse 3 as head sign "$post" --content "$content"
expect 0 as collector save "$post" --from "$text2"
expect 0 as collector submit "$post"
goes_through "$post"
expect 0 as collector withdraw "$post"
refuse 3 as manager publish "$post"
expect 0 as collector submit "$post"
same manager "$(shown "$post" .step)" "the open step"
goes_through "$post"
expect 0 as manager publish "$post"
refuse 3 as collector withdraw "$post"

begin "reject is final"
submitted collector
signs manager "$post"
expect 0 as head reject "$post" --content "$content" --opinion 不宜发布
same rejected "$(shown "$post" .work)" "the state"
refuse 3 as collector save "$post" --from "$text2"
refuse 3 as collector submit "$post"
refuse 3 as collector withdraw "$post"
refuse 3 as head sign "$post" --content "$content"
refuse 3 as manager raise "$post" --grade major --opinion 重大

afresh "the last signer takes an approved post back"
approved collector
refuse 3 as manager return "$post" --content "$content" --opinion 请改
refuse 3 as propaganda2 return "$post" --content "$content" --opinion 请改
expect 0 as propaganda return "$post" --content "$content" --opinion 请改日期
same returned "$(shown "$post" .work)" "the state"
approved collector
expect 0 as propaganda reject "$post" --content "$content" --opinion 活动取消
same rejected "$(shown "$post" .work)" "the state"

begin "publishing is not a signature"
approved collector
refuse 3 as collector publish "$post"
refuse 3 as head publish "$post"
expect 0 as manager publish "$post" --channel site --url https://www.example.edu.cn/2.html
same published "$(shown "$post" .public)" "the public state"
same approved "$(shown "$post" .work)" "the work state"
same 3 "$(shown "$post" '.signoffs | length')" "the signatures"

begin "not before its time"
approved collector --at 2026-11-24T09:00:00+08:00
refuse 3 as manager publish "$post"
SANSHEN_NOW=2026-11-24T08:59:59+08:00
refuse 3 as manager publish "$post"
SANSHEN_NOW=2026-11-24T09:00:00+08:00
expect 0 as manager publish "$post"
SANSHEN_NOW=2026-11-23T10:00:00+08:00

afresh "fallback: posts of the only manager, of heads, of propaganda"
for who in collector manager head collector2 manager2 head2 manager3 head3 \
	propaganda propaganda2; do
	submitted "$who"
	goes_through "$post"
done
for who in manager head propaganda; do
	submitted "$who" --grade major
	goes_through "$post"
done

afresh "submit names the missing appointment"
draft collector
expect 0 as admin grant end propaganda propaganda@institution
expect 0 as collector submit "$post"
expect 0 as collector withdraw "$post"
expect 0 as admin person disable propaganda2
expect 0 as admin person disable leader
refuse 3 as collector submit "$post"
said 党委宣传部负责人 # the policy's word for propaganda
same withdrawn "$(shown "$post" .work)" "the state"
expect 0 as admin person enable propaganda2
expect 0 as collector submit "$post"

begin "raise names it, too"
submitted collector
refuse 3 as manager raise "$post" --grade major --opinion 重大
said 分管领导
expect 0 as admin person enable leader
expect 0 as manager raise "$post" --grade major --opinion 重大

begin "an appointment that goes missing does not free a step"
submitted collector
signs manager "$post"
for who in head head2 head3; do
	expect 0 as admin person disable "$who"
done
see "$post"
for who in manager propaganda collector2; do
	may_sign "$post" | grep -q -x "$who" ||
		refuse 3 as "$who" sign "$post" --content "$content"
done
same in_review "$(shown "$post" .work)" "the state"

finish
