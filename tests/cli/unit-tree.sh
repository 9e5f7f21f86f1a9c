#!/bin/sh
# unit-tree - units the policy names, tiers, units that end; people's kinds; grants
# that must end; and init asking on a terminal for what a policy leaves open.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034
. "$(dirname "$0")/lib.sh"

policy=$TMPDIR/units.ini
cat >"$policy" <<'INI'
[policy]
id = units
title = 单位制度

[grade routine]
title = 一般

[unit institution]
title = 滨江职业技术学院
tier = school
[unit office]
title = 党政办公室
tier = dept
[unit press]
title = 新闻中心
parent = office
tier = dept
from = 2026-01-01
until = 2026-12-31
successor = office

[role student-editor]
title = 学生编辑
draft = yes
until = required

[column notice]
title = 通知公告
[channel site]
title = 官网

[step manager]
title = 一审
role = manager@owner
deadline = none
[step head]
title = 二审
role = unit-head@owner
deadline = none
staff_only = yes

[route all]
when = any
steps = manager, head

[publish]
role = manager@owner
INI

home=$TMPDIR/units
"$SANSHEN" --home "$home" init --demo --policy "$policy" >"$out" 2>"$err" || {
	echo "FAIL units: no newsroom: $(cat "$err")"
	exit 1
}

unit() { # UNIT JQ FILTER
	as auditor unit list --json | jq -r ".[] | select(.unit == \"$1\") | $2"
}

begin "init makes the units that the policy names"
same 党政办公室 "$(unit office .name)" name
same institution "$(unit office .parent)" parent
same dept "$(unit press .tier)" tier
same 'office 2026-01-01T00:00:00+08:00 2027-01-01T00:00:00+08:00 office' \
	"$(unit press '"\(.parent) \(.from) \(.until) \(.successor)"')" press
same school "$(unit institution .tier)" 'the root'
same 信息工程学院 "$(unit unit1 .name)" 'the demo'
expect 0 as auditor unit list
printed '[dept]'
printed '→ 党政办公室'
expect 0 anybody verify
room=$home
home=$TMPDIR/plain
expect 0 sanshen --home "$home" init --policy "$policy" \
	--institution example.edu.cn --admin gao --name 高翔
same 滨江职业技术学院 "$(as gao unit list --json | jq -r '.[] | select(.unit == "institution") | .name')" 'the root'
same 'institution office press' "$(as gao unit list --json | jq -r '[.[].unit] | join(" ")')" units
expect 0 anybody verify
home=$room

begin "unit add and set"
refuse 2 as admin unit add lab --name 实验中心 --tier 'No Tier'
refuse 2 as admin unit add lab
refuse 6 as admin unit add lab --name 实验中心 --parent none
refuse 3 as admin unit add office --name 办公室
refuse 3 as manager unit add lab --name 实验中心
expect 0 as admin unit add lab --name 实验中心 --parent unit1 --tier centre --op-id lab-1
expect 0 as admin unit add lab --name 实验中心 --parent unit1 --tier centre --op-id lab-1
same 'unit1 centre' "$(unit lab '"\(.parent) \(.tier)"')" lab
refuse 2 as admin unit set lab
refuse 2 as admin unit set lab --name ''
refuse 2 as admin unit set lab --tier 'No Tier'
refuse 6 as admin unit set none --name 某部
refuse 6 as admin unit set lab --parent none
refuse 3 as manager unit set lab --name 某部
refuse 3 as admin unit set institution --parent unit1
refuse 3 as admin unit set unit1 --parent lab
refuse 3 as admin unit set lab --parent lab
expect 0 as admin unit set lab --name 实训中心 --parent unit2
same '实训中心 unit2 centre' "$(unit lab '"\(.name) \(.parent) \(.tier)"')" lab
expect 0 as admin unit set lab --tier ''
same null "$(unit lab .tier)" tier
expect 0 as admin unit set institution --name 滨江学院
same 'true' "$(unit institution '.name == "滨江学院" and .tier == "school"')" 'the root'

begin "unit end: refusals"
refuse 2 as admin unit end lab
refuse 2 as admin unit end lab --into unit1 --from tomorrow
refuse 6 as admin unit end none --into unit1
refuse 6 as admin unit end lab --into none
refuse 3 as admin unit end institution --into unit1
refuse 3 as admin unit end lab --into lab
refuse 3 as manager unit end lab --into unit1
expect 0 as admin unit end lab --into unit2 --from 2026-12-01
same '2026-12-01T00:00:00+08:00 unit2' "$(unit lab '"\(.until) \(.successor)"')" lab
refuse 3 as admin unit end unit2 --into lab
expect 0 as admin unit end lab --into unit1
same '2026-11-23T10:00:00+08:00 unit1' "$(unit lab '"\(.until) \(.successor)"')" lab
refuse 3 as admin unit end lab --into unit2
said unit1
refuse 3 as admin unit end unit2 --into lab
refuse 3 as admin unit add room --name 机房 --parent lab
refuse 3 as admin unit set unit2 --parent lab
refuse 3 as admin person add zhang --name 张三 --unit lab
refuse 3 as admin grant add head2 manager@lab
expect 0 as auditor unit list
printed ended

begin "a unit ends with posts on their way"
submitted collector2 && first=$post
submitted collector2 && second=$post
signs manager2 "$second"
draft collector2 && third=$post
expect 0 as admin unit end unit2 --into unit1
see "$first"
refuse 3 as manager2 sign "$first" --content "$content"
expect 0 as manager queue --json
holds "any(.[]; .post == \"$first\" and .why == \"sign\")"
signs manager "$first"
signs head "$first"
same approved "$(shown "$first" .work)" work
signs head "$second"
expect 0 as manager publish "$second"
refuse 3 as collector2 submit "$third"
refuse 3 as collector2 new --from "$text"
expect 0 as admin grant add collector2 collector@unit1
expect 0 as collector2 submit "$third"
signs manager "$third"
signs head "$third"
expect 0 as collector2 new --from "$text"
expect 0 anybody verify

begin "a unit ends on a day to come"
expect 0 as admin unit add shop --name 印刷厂
expect 0 as admin person add worker --name 吴工 --unit shop
expect 0 as admin grant add worker collector@shop
expect 0 as admin person add boss --name 厂长 --unit shop
expect 0 as admin grant add boss manager@shop
expect 0 as admin person add chief --name 主任 --unit office
expect 0 as admin grant add chief manager@office
expect 0 as admin grant add chief unit-head@shop
expect 0 as admin unit end shop --into office --from 2026-12-01
submitted worker
see "$post"
expect 0 as boss queue --json
holds "any(.[]; .post == \"$post\")"
expect 0 as chief queue --json
holds "all(.[]; .post != \"$post\")"
refuse 3 as chief sign "$post" --content "$content"
SANSHEN_NOW=2026-12-01T00:00:00+08:00
expect 0 as boss queue --json
holds "all(.[]; .post != \"$post\")"
expect 0 as chief queue --json
holds "any(.[]; .post == \"$post\")"
refuse 3 as boss sign "$post" --content "$content"
expect 0 as chief sign "$post" --content "$content"
expect 0 anybody verify

begin "kinds of people"
refuse 2 as admin person add xiao --name 肖一 --unit unit1 --kind robot
refuse 2 as admin person set head --kind robot
refuse 2 as admin person set head
refuse 6 as admin person set none --kind student
expect 0 as admin person add xiao --name 肖一 --unit unit1 --kind student
same student "$(as auditor person list --json | jq -r '.[] | select(.person == "xiao") | .kind')" kind
expect 0 as auditor person list
printed student
refuse 3 as xiao person set xiao --kind staff
expect 0 as xiao person set xiao --lang en
same student "$(as auditor person list --json | jq -r '.[] | select(.person == "xiao") | .kind')" kind
refuse 3 as manager person set xiao --kind staff
expect 0 as admin person set xiao --kind guest --lang zh_CN
same guest "$(as auditor person list --json | jq -r '.[] | select(.person == "xiao") | .kind')" kind

begin "a grant that must end"
refuse 3 as admin grant add xiao student-editor@unit1
said --until
refuse 3 as manager grant add xiao student-editor@unit1 --until 2027-07-01
expect 0 as admin grant add xiao student-editor@unit1 --until 2027-07-01
expect 0 as xiao new --from "$text"
expect 0 as admin grant add xiao manager@unit1

begin "staff only: a guest does not sign"
expect 0 as admin grant add xiao unit-head@unit1
submitted collector
signs manager "$post"
refuse 3 as xiao sign "$post" --content "$content"
signs head "$post"

# ---- init on a terminal ---------------------------------------------------------

open=$TMPDIR/open.ini
sed 's/^deadline = none/# 问：应在多长时间内完成？\
deadline = local/' "$policy" >"$open"

typed() { # LINES ROOM: init with these lines typed; what was said in $out
	typed_home=$2
	status=0
	printf '%b' "$1" | script -qec "'$SANSHEN' --home '$typed_home' init --policy '$open' --institution a.example --admin gao --name 高翔" /dev/null >"$out" 2>"$err" || status=$?
}

begin "init without a terminal lists what is open"
expect 3 sanshen --home "$TMPDIR/open" init --policy "$open" \
	--institution a.example --admin gao --name 高翔
said 'still open'
[ ! -e "$TMPDIR/open" ] || wrong "something was made"

begin "init on a terminal asks"
if command -v script >/dev/null; then
	typed '\nsoon\n4h\ndeadline = 2wd\n' "$TMPDIR/open"
	same 0 "$status" status
	printed '问：应在多长时间内完成？'
	printed 'To write: deadline = 8h'
	printed 'cannot stand here'
	same 'deadline = 4h,deadline = 2wd,' \
		"$("$SANSHEN" --home "$TMPDIR/open" policy show --text | grep '^deadline' | tr '\n' ',')" 'what was filled in'
	expect 0 sanshen --home "$TMPDIR/open" verify
	typed '\n\n\n' "$TMPDIR/open2"
	same 3 "$status" status
	[ ! -e "$TMPDIR/open2" ] || wrong "something was made"
	typed '4h\n\004' "$TMPDIR/open3"
	same 3 "$status" status
	[ ! -e "$TMPDIR/open3" ] || wrong "something was made"
fi

begin "nothing is amiss in the archive"
expect 0 anybody verify
finish
