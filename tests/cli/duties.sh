#!/bin/sh
# duties - what doctor asks of the policy: duties, roles in every unit, the end
# of the policy, units and grants that ended.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

newsroom "$TMPDIR/duties"
plain=$home
anybody policy show --text >"$TMPDIR/plain.ini" 2>/dev/null


has() { # NAME
	run as admin doctor --json
	grep -q -F -e "\"$1\"" "$out" || wrong "doctor does not say $1: $(head -c 300 "$out")"
}

lacks() { # NAME
	run as admin doctor --json
	! grep -q -F -e "\"$1\"" "$out" || wrong "doctor says $1"
}

begin "a newsroom in order"
for name in no-holder duty-open duty-nobody policy-ends policy-over policy-early \
	unit-missing unit-ended grant-ended unit-posts; do
	lacks "$name"
done

begin "a column that names nobody, and one whom nobody is"
twin "$TMPDIR/columns"
sed -e 's/^id = three-level$/id = three-level\nduties = collect, review/' \
	-e 's/^title = 通知公告$/title = 通知公告\ncollect = collector/' \
	"$TMPDIR/plain.ini" >"$TMPDIR/duties.ini"
expect 0 as admin policy apply "$TMPDIR/duties.ini"
has duty-open
lacks duty-nobody
LANGUAGE=zh_CN run as admin doctor
printed '由谁负责：审核'
expect 0 as admin person disable collector
has duty-nobody
expect 0 as admin person enable collector
sed 's/^collect = collector$/collect = auditor@unit1/' "$TMPDIR/duties.ini" >"$TMPDIR/office.ini"
expect 0 as admin policy apply "$TMPDIR/office.ini"
has duty-nobody

begin "a role that every unit needs, and the grant that ended"
home=$plain
twin "$TMPDIR/every"
expect 0 as admin grant end manager manager@unit1
has no-holder
has grant-ended
LANGUAGE=zh_CN run as admin doctor
printed 信息工程学院
printed 周文博
expect 1 as admin doctor
sed 's/^every = all$/every = college/' "$TMPDIR/plain.ini" >"$TMPDIR/college.ini"
expect 0 as admin policy apply "$TMPDIR/college.ini"
lacks no-holder

begin "the end of the policy"
home=$plain
twin "$TMPDIR/end"
with_days() { # FROM UNTIL
	sed "s/^id = three-level\$/id = three-level\\nfrom = $1\\nuntil = $2/" \
		"$TMPDIR/plain.ini" >"$TMPDIR/days.ini"
	expect 0 as admin policy apply "$TMPDIR/days.ini"
}
with_days 2026-01-01 2027-12-31
lacks policy-ends
with_days 2026-01-01 2027-01-31
has policy-ends
expect 1 as admin doctor
printed 2027-01-31
with_days 2026-01-01 2026-11-22
has policy-over
printed 2026-11-22
refuse 3 as collector new --from "$text"
with_days 2026-12-01 2027-12-31
has policy-early
printed 2026-12-01

begin "a unit that is not there"
home=$plain
twin "$TMPDIR/units"
{
	cat "$TMPDIR/plain.ini"
	printf '\n[unit press]\ntitle = 报社\ntier = dept\n'
} >"$TMPDIR/units.ini"
expect 0 as admin policy apply "$TMPDIR/units.ini"
has unit-missing
expect 0 as admin unit add press --name 报社
lacks unit-missing
expect 0 anybody verify

begin "a kind of unit that none is"
home=$plain
twin "$TMPDIR/tier"
lacks tier-missing
sed 's/^fallback = manager@institution, propaganda@institution$/fallback = manager@tier:kampus/' \
	"$TMPDIR/plain.ini" >"$TMPDIR/tier.ini"
cmp -s "$TMPDIR/plain.ini" "$TMPDIR/tier.ini" && wrong "nothing was changed"
expect 0 as admin policy apply "$TMPDIR/tier.ini"
has tier-missing
LANGUAGE=en run as admin doctor
printed 'of the kind kampus'

begin "each duty that nobody has is said once, and named"
home=$plain
twin "$TMPDIR/once"
sed 's/^title = 通知公告$/&\ncollect = auditor@unit1\nreview = auditor@unit1/;s/^title = 学院官网$/&\nkeeper = auditor@unit1/' \
	"$TMPDIR/plain.ini" >"$TMPDIR/once.ini"
expect 0 as admin policy apply "$TMPDIR/once.ini"
LANGUAGE=en run as admin doctor
printed 'The column “通知公告” names whom nobody is (collecting:'
printed 'The column “通知公告” names whom nobody is (reviewing:'
printed 'The channel “学院官网” names whom nobody is (keeping:'
same 3 "$(grep -c duty-nobody "$out")" "lines of duty-nobody"
same '' "$(sort "$out" | uniq -d)" "said twice"

begin "the end of a grant that no route of the unit needs"
home=$plain
twin "$TMPDIR/needless"
lacks grant-ended
expect 0 as admin grant add collector leader@unit1 --from 2026-01-01
expect 0 as admin grant end collector leader@unit1
lacks grant-ended
sed 's/^leader = of-propaganda$/leader = of-unit/' "$TMPDIR/plain.ini" >"$TMPDIR/needed.ini"
expect 0 as admin policy apply "$TMPDIR/needed.ini"
has grant-ended
sed 's/^when = grade is major and leader is of-unit$/& and tier is nowhere/' \
	"$TMPDIR/needed.ini" >"$TMPDIR/needless.ini"
cmp -s "$TMPDIR/needed.ini" "$TMPDIR/needless.ini" && wrong "nothing was changed"
expect 0 as admin policy apply "$TMPDIR/needless.ini"
lacks grant-ended

begin "grants: a day that is over, and a role for staff"
home=$plain
twin "$TMPDIR/grants"
refuse 2 as admin grant add collector manager@unit1 --until 2026-11-22
said --until
expect 0 as admin grant add collector manager@unit1 --until 2026-11-23
expect 0 as admin person add pupil --name 学生 --unit unit1 --kind student
expect 0 as admin grant add pupil propaganda@institution
lacks_note() { ! grep -q 'for staff only' "$err" || wrong "a note on staff"; }
lacks_note
sed '/^\[step propaganda\]/a staff_only = yes' "$TMPDIR/plain.ini" |
	sed 's/, propaganda@institution//' >"$TMPDIR/staff.ini"
expect 0 as admin policy apply "$TMPDIR/staff.ini"
expect 0 as admin grant add pupil propaganda@unit1
said 'for staff only'
expect 0 as admin grant add collector propaganda@unit1
lacks_note
expect 0 anybody verify

begin "a unit that ended, with posts on their way"
submitted collector
flight=$post
run as admin unit end unit1
if [ "$status" = 0 ]; then
	has unit-posts
	printed "$flight"
fi
expect 0 anybody verify

finish
