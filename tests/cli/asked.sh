#!/bin/sh
# asked - ticks, joint reviews, signers added, steps handed on, texts proposed.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034
. "$(dirname "$0")/lib.sh"

zeros=0000000000000000000000000000000000000000
policy=$TMPDIR/asked.ini
cat >"$policy" <<'INI'
[policy]
id = asked
title = 会签制度

[grade routine]
title = 一般
[grade major]
title = 重大
[grade grave]
title = 特别重大

[grade sole]
title = 直送领导

[column notice]
title = 通知公告
[channel site]
title = 官网

[step manager]
title = 一审
role = manager@owner
checklist = 内容, 格式
ticks = yes
attachments = tick
proof = yes
deadline = none

[step head]
title = 二审
role = unit-head@owner or manager@institution
deadline = none
joint = panel

[step panel]
title = 会审
kind = joint
mode = 2
role = propaganda@institution, unit-head@institution, unit-head@unit2
deadline = none

[step final]
title = 三审
role = propaganda@institution
deadline = none
opinion = required
joint = chosen

[step chosen]
title = 会签
kind = joint
choose = yes
role = unit-head@any, leader@institution
deadline = none

[step chief]
title = 领导审批
role = leader@institution
deadline = none
reject = no

[route routine]
when = grade is routine
steps = manager, head
[route major]
when = grade is major
steps = manager, head, final
[route grave]
when = grade is grave
steps = manager, head, final, chief
[route sole]
when = grade is sole
steps = head, chief

[publish]
role = manager@owner
INI

home=$TMPDIR/asked
"$SANSHEN" --home "$home" init --demo --policy "$policy" >"$out" 2>"$err" || {
	echo "FAIL asked: no newsroom: $(cat "$err")"
	exit 1
}

# Signed with everything ticked that is asked for.
ticks() { # PERSON POST [options…]
	ticks_person=$1 ticks_post=$2
	shift 2
	see "$ticks_post"
	expect 0 as "$ticks_person" sign "$ticks_post" --content "$content" \
		--tick all "$@"
}

row() { # POST STEP KEY: of its route
	shown "$1" "[.route[] | select(.step == \"$2\") | .$3 // \"-\"] | join(\" \")"
}

# ---- ticks -------------------------------------------------------------------

begin "a step that asks for ticks"
draft collector && ticked=$post
expect 0 as collector attach "$post" "$text" --name 附件.txt
expect 0 as collector submit "$post"
see "$post"
expect 0 as manager show "$post"
printed '一审'
printed '      attachment 001  附件.txt'
printed '      proofread'
LANGUAGE=zh_CN expect 0 as manager show "$post"
printed '      附件 001  附件.txt'
printed '      已校'
refuse 3 as manager sign "$post" --content "$content"
said '内容, 格式, attachment 001, proof'
LANGUAGE=zh_CN refuse 3 as manager sign "$post" --content "$content"
said '内容、格式、附件 001、已校'
refuse 3 as manager sign "$post" --content "$content" --tick 内容 --tick 'proof, 格式'
said 'attachment 001'
refuse 2 as manager sign "$post" --content "$content" --tick 内容,天气
said 天气
refuse 4 as manager sign "$post" --content "$zeros" --tick all
refuse 6 as manager sign 20991231-999 --content "$content" --tick all
refuse 2 as manager sign "$post" --tick all
refuse 3 as auditor sign "$post" --content "$content" --tick all

begin "ticks are recorded, in the words of the policy"
expect 0 as manager sign "$ticked" --content "$content" --tick 内容 \
	--tick 'proof, 格式, attachment 001' --op-id ticks-1
same '内容, proof, 格式, attachment 001' "$(trailer main Ticked)" ticks
expect 0 as manager sign "$ticked" --content "$content" --tick 内容 \
	--tick 'proof, 格式, attachment 001' --op-id ticks-1
draft collector
expect 0 as collector submit "$post"
ticks manager "$post"
same '内容, 格式, proof' "$(trailer main Ticked)" ticks
for said_tick in 附件001 '附件 1' '附件 附件.txt' 附件.txt 'attachment 001'; do
	draft collector
	expect 0 as collector attach "$post" "$text" --name 附件.txt
	expect 0 as collector submit "$post"
	see "$post"
	refuse 2 as manager sign "$post" --content "$content" --tick 附件002
	refuse 3 as manager sign "$post" --content "$content" --tick 附件.txt、已校
	expect 0 as manager sign "$post" --content "$content" \
		--tick "已校、$said_tick" --tick '格式，内容'
	same 'proof, attachment 001, 格式, 内容' "$(trailer main Ticked)" ticks
done
submitted collector
see "$post"
expect 0 as manager sign "$post" --content "$content" --tick 全部
same '内容, 格式, proof' "$(trailer main Ticked)" ticks
submitted collector && ticked=$post
ticks manager "$post"
expect 0 as head sign "$post" --content "$content" --tick all
same '' "$(trailer main Ticked)" ticks

# ---- a joint review opened by a signer -------------------------------------------

begin "a joint review, 2 of 3, one objects"
submitted collector && joint=$post
refuse 3 as manager joint "$post" --content "$content"
ticks manager "$post"
refuse 2 as head joint "$post"
refuse 4 as head joint "$post" --content "$zeros"
refuse 3 as head2 joint "$post" --content "$content"
refuse 3 as collector joint "$post" --content "$content"
refuse 6 as head joint 20991231-999 --content "$content"
refuse 3 as head joint "$post" --content "$content" --with unit-head@unit2
said 'no seat'
refuse 1 as head joint "$post" --content "$content" \
	--opinion '请审 11010519491231002X'
expect 0 as head joint "$post" --content "$content" --opinion 请会审 --op-id joint-1
printed '会审'
expect 0 as head joint "$post" --content "$content" --opinion 请会审 --op-id joint-1
same 'open open open' "$(row "$post" panel state)" seats
same '2 2 2' "$(row "$post" panel needs)" needs
same 'head head head' "$(row "$post" panel by)" by
same 'head head head' "$(row "$post" panel host)" host
same waiting "$(row "$post" head state)" 'the opener'
refuse 3 as head joint "$post" --content "$content"
refuse 3 as head sign "$post" --content "$content"
refuse 3 as head2 reject "$post" --content "$content" --opinion 不妥
expect 0 as head2 return "$post" --content "$content" --opinion 不妥
printed objection
same in_review "$(shown "$post" .work)" work
same waiting "$(row "$post" head state)" 'the opener'
signs propaganda "$post"
expect 0 as head3 sign "$post" --content "$content"
same open "$(row "$post" head state)" 'the opener'
expect 0 as head queue --json
holds "any(.[]; .post == \"$post\" and .why == \"sign\" and .again == false)"
signs head "$post"
same approved "$(shown "$post" .work)" work

begin "a joint review that fails comes back to the opener"
submitted collector
ticks manager "$post"
expect 0 as head joint "$post" --content "$content"
expect 0 as head2 return "$post" --content "$content" --opinion 不妥
expect 0 as head3 return "$post" --content "$content" --opinion 不妥
same open "$(row "$post" head state)" 'the opener'
refuse 3 as propaganda sign "$post" --content "$content"
expect 0 as head return "$post" --content "$content" --opinion 会审未通过
same returned "$(shown "$post" .work)" work
expect 0 as auditor log "$post"
printed 'joint review opened'
printed 'unit-head@unit2'

begin "a joint review of all, whom the opener chooses"
submitted collector --grade major && chosen=$post
ticks manager "$post"
expect 0 as head sign "$post" --content "$content"
refuse 3 as propaganda joint "$post" --content "$content"
refuse 3 as propaganda joint "$post" --content "$content" --with collector@unit1
refuse 3 as propaganda joint "$post" --content "$content" --with nonsense
expect 0 as propaganda joint "$post" --content "$content" \
	--with unit-head@unit2 --with 'leader@institution, unit-head@institution'
same 'unit-head@unit2, leader@institution, unit-head@institution' \
	"$(trailer main Seats)" seats
signs head2 "$post"
signs leader "$post"
same waiting "$(row "$post" final state)" 'the opener'
signs head3 "$post"
same open "$(row "$post" final state)" 'the opener'
refuse 3 as propaganda sign "$post" --content "$content"
said opinion
expect 0 as propaganda sign "$post" --content "$content" --opinion 会签一致同意
same approved "$(shown "$post" .work)" work

# ---- one more, and a colleague -------------------------------------------------------

begin "a signer is added after the step"
submitted collector
ticks manager "$post"
refuse 2 as head add "$post" --content "$content"
refuse 2 as head add "$post" --to leader
refuse 3 as head add "$post" --content "$content" --to collector
refuse 3 as head add "$post" --content "$content" --to manager
refuse 3 as head add "$post" --content "$content" --to head
refuse 6 as head add "$post" --content "$content" --to stranger
refuse 4 as head add "$post" --content "$zeros" --to leader
refuse 3 as head2 add "$post" --content "$content" --to leader
expect 0 as head add "$post" --content "$content" --to leader --opinion 请把关
same leader "$(shown "$post" '[.route[].assignee // empty] | join(" ")')" assignee
leads='.route[] | select(.assignee == "leader") | "\(.role)@\(.unit)"'
same leader@institution "$(shown "$post" "$leads")" 'the office of who was added'
expect 0 as auditor show "$post"
printed 'one more signer asked  → leader'
printed '      “请把关”'
signs head "$post"
same in_review "$(shown "$post" .work)" work
refuse 3 as propaganda sign "$post" --content "$content"
same leader@institution "$(shown "$post" "$leads")" 'the office of who was added'
expect 0 as leader queue
printed "$post"
signs leader "$post"
same approved "$(shown "$post" .work)" work

begin "a step is handed on, and comes back when the colleague is gone"
submitted collector
ticks manager "$post"
refuse 3 as head hand-on "$post" --content "$content" --to leader
refuse 3 as head hand-on "$post" --content "$content" --to head
refuse 2 as head hand-on "$post" --content "$content"
expect 0 as head hand-on "$post" --content "$content" --to manager3 --opinion 请代办
same manager3 "$(row "$post" head assignee)" assignee
refuse 3 as head sign "$post" --content "$content"
expect 0 as admin person disable manager3
signs head "$post"
same approved "$(shown "$post" .work)" work
expect 0 as admin person enable manager3
submitted collector
ticks manager "$post"
expect 0 as head hand-on "$post" --content "$content" --to manager3
signs manager3 "$post"
same manager3 "$(row "$post" head person)" 'who signed'
expect 0 as auditor log "$post"
printed 'manager3'

# ---- another text -----------------------------------------------------------------

begin "a text is proposed, accepted, and signed by the same people"
submitted collector --grade major && proposed=$post
ticks manager "$post"
refuse 2 as head propose "$post" --content "$content" --opinion 改日期
refuse 2 as head propose "$post" --content "$content" --from "$text2"
refuse 2 as head propose "$post" --from "$text2" --opinion 改日期
refuse 2 as head propose "$post" --content "$content" --from "$text2" --opinion ''
refuse 4 as head propose "$post" --content "$zeros" --from "$text2" --opinion 改日期
refuse 3 as auditor propose "$post" --content "$content" --from "$text2" --opinion 改日期
refuse 3 as collector propose "$post" --content "$content" --from "$text2" --opinion 改日期
printf '通知\n\n身份证号 11010519491231002X。\n' >"$TMPDIR/held"
refuse 1 as head propose "$post" --content "$content" --from "$TMPDIR/held" --opinion 改
refuse 6 as collector accept "$post"
refuse 6 as head show "$post" --proposal
refuse 6 as head diff "$post" proposal
expect 0 as head propose "$post" --content "$content" --from "$text2" \
	--title 关于讲座改期的通知 --opinion 改日期
same returned "$(shown "$post" .work)" work
same head "$(shown "$post" .proposal.by)" by
same 1 "$(shown "$post" .proposal.revision)" revision
expect 0 as auditor show "$post"
printed 'Another text proposed by'
expect 0 as collector show "$post" --proposal
cmp -s "$out" "$text2" || wrong "the proposal is not the text"
refuse 2 as collector show "$post" --proposal --text
refuse 2 as collector show "$post" --json --proposal
expect 0 as collector diff "$post" proposal
printed '改'
refuse 3 as manager accept "$post"
expect 0 as collector accept "$post" --op-id accept-1
number=$(records)
expect 0 as collector accept "$post" --op-id accept-1
same "$number" "$(records)" 'the number of records'
same in_review "$(shown "$post" .work)" work
same 2 "$(shown "$post" .revision)" revision
same "$(shown "$post" .proposal.content)" "$(shown "$post" .content)" content
expect 0 as auditor show "$post"
grep -q 'text proposed by' "$out" && wrong 'the proposal stays after it was accepted'
same 关于讲座改期的通知 "$(shown "$post" .title)" title
expect 0 as manager queue --json
holds "any(.[]; .post == \"$post\" and .again)"
expect 0 as manager queue
printed 'please sign again'
tail -n 1 "$out" | grep -q "$post" || wrong "it does not stand last"
ticks manager "$post"
signs head "$post"
see "$post"
expect 0 as propaganda sign "$post" --content "$content" --opinion 同意
same approved "$(shown "$post" .work)" work
expect 0 as auditor log "$post"
printed 'another text proposed'

begin "an acceptance that is not submitted says so"
submitted collector
see "$post"
printf '%s\n\n%s\n' '关于报名的通知' '报名请联系 13800138000 张老师。' >"$TMPDIR/phone"
expect 0 as manager propose "$post" --content "$content" --from "$TMPDIR/phone" \
	--opinion 写明电话
expect 3 as collector accept "$post"
said "sanshen submit $post"
same returned "$(shown "$post" .work)" work
expect 0 as collector submit "$post" --waive privacy/mobile=值班电话

# ---- a lower grade -------------------------------------------------------------------

begin "the grade is lowered"
submitted collector --grade grave
ticks manager "$post"
refuse 2 as leader lower "$post" --grade major
refuse 2 as leader lower "$post" --opinion 一般事项
refuse 6 as leader lower "$post" --grade none --opinion 一般事项
refuse 3 as manager lower "$post" --grade major --opinion 一般事项
refuse 3 as leader lower "$post" --grade grave --opinion 一般事项
refuse 3 as collector lower "$post" --grade major --opinion 一般事项
expect 0 as leader lower "$post" --grade major --opinion 一般事项 --json
holds '.event == "lower"'
same major "$(shown "$post" .grade)" grade
same 'manager head final' "$(shown "$post" '[.route[].step] | join(" ")')" route
same signed "$(row "$post" manager state)" 'what was signed'

begin "a grade whose route has not the step: its signature counts no more"
submitted collector
ticks manager "$post"
expect 0 as head raise "$post" --grade major --opinion 涉及面广
printed 'Its signatures stay.'
refuse 2 as head raise "$post" --grade sole
expect 0 as head raise "$post" --grade sole --opinion 领导直接把关 --op-id sole-1
printed "Raised the grade of $post."
said '“一审” by'
said '(manager)'
expect 0 as head raise "$post" --grade sole --opinion 领导直接把关 --op-id sole-1
grep -q 'stay' "$out" && wrong 'it says that they stay'
same false "$(shown "$post" '.signoffs[0].valid')" 'the signature counts'
expect 0 as auditor show "$post"
printed 'or its step left the route'
printed 'grade raised  → 重大'
printed '      “涉及面广”'
grep -A 20 Decisions "$out" | grep -e signed -e raised | head -n 1 |
	grep -q signed || wrong 'they are not in the order of time'

begin "nothing is amiss in the archive"
expect 0 anybody verify
finish
