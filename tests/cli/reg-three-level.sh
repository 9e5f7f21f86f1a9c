#!/bin/sh
# reg-three-level - the posts of 《网络阵地管理办法》 (S4): its three levels, its
# major posts, and the readings of 第六条 that the policy leaves to a switch.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../newsrooms/house.sh"

house_of three-level

begin "R029 R030 R031: every unit has its administrator and its head, appointed by record"
expect 0 as admin grant list --json
holds 'any(.[]; .person == "wangfang" and .role == "manager" and .unit == "xingong")'
holds 'any(.[]; .person == "zhaoqiang" and .role == "unit-head" and .unit == "xingong")'
expect 0 archive log --format=%an --grep='^Event: grant$' main -- people/wangfang.ini
printed 高翔

begin "R033 R107 R108 R112 R127: an ordinary post: three levels in order, published by the administrator"
story 关于图书馆国庆节期间开放时间的通知 '图书馆国庆节期间每天八时至十八时开放，请持校园卡入馆。'
draft liming && ordinary=$post
see "$ordinary"
refuse 3 as wangfang sign "$ordinary" --content "$content"
expect 0 as liming submit "$ordinary"
route_is "$ordinary" standard 'manager unit-head propaganda'
same 2026-11-23T18:00:00+08:00 "$(shown "$ordinary" .deadline)" 'the deadline set locally'
too_soon wangfang "$ordinary"
passes wangfang manager "$ordinary"
too_soon wangfang "$ordinary"

begin "R109: level 2 is the unit's head, not that of another unit"
see "$ordinary"
refuse 3 as wujie sign "$ordinary" --content "$content"
expect 0 as zhaoqiang show "$ordinary"
printed 二审（单位负责人）
passes zhaoqiang unit-head "$ordinary"
too_soon wangfang "$ordinary"

begin "R026 R067 R110 R113: level 3 is the propaganda office, and nothing is public before it"
passes heping propaganda "$ordinary"
refuse 3 as sunli publish "$ordinary"
goes_public wangfang "$ordinary"

begin "R108 R109 R110: what each level looks at stands on the sheet"
expect 0 as zhouyu show "$ordinary"
expect 0 archive show "main:$(path_of "$ordinary")/record/signoffs.md"
for title in 一审（网络阵地管理员） 二审（单位负责人） 三审（党委宣传部负责人）; do
	printed "$title"
done

real_text 004 liming wangfang 'wangfang:manager zhaoqiang:unit-head heping:propaganda'

begin "R111: a major post goes to the leader after the three levels"
story '关于学校“十五五”规划征求意见的公告' '学校发展规划征求意见稿现予公布，请于月底前反馈意见。'
submitted sunli --grade major && major=$post
route_is "$major" major 'manager unit-head propaganda leader'
walks "$major" qianjun:manager wujie:unit-head heping:propaganda
too_soon qianjun "$major"
see "$major"
refuse 3 as heping sign "$major" --content "$content"
walks "$major" luojing:leader
goes_public qianjun "$major"

begin "R036 R111: raised under way, it goes to the leader too, and its signatures stay"
submitted sunli
passes qianjun manager "$post"
refuse 3 as wujie lower "$post" --grade routine --opinion 一般事项
expect 0 as wujie raise "$post" --grade major --opinion 涉及重要活动
route_is "$post" major 'manager unit-head propaganda leader'
walks "$post" wujie:unit-head shiyun:propaganda luojing:leader
goes_public qianjun "$post"

begin "R116: returned with what to mend, to who handed it in; it starts at level 1 again"
submitted liming && returned=$post
passes wangfang manager "$returned"
passes zhaoqiang unit-head "$returned"
comes_back heping "$returned" 开放日期写错，请改
walks "$returned" wangfang:manager zhaoqiang:unit-head heping:propaganda
goes_public wangfang "$returned"

begin "R025: who only reads decides nothing; the leader decides what is major"
expect 0 as auditor log --json
refuse 3 as auditor return "$major" --content "$content" --opinion 有误
refuse 3 as luojing sign "$returned" --content "$content"

begin "R112: nobody signs his own, out of turn, twice, or without a right"
submitted wangfang && own=$post
see "$own"
refuse 3 as wangfang sign "$own" --content "$content"
said 'provider'
refuse 3 as zhaoqiang sign "$own" --content "$content"
refuse 3 as liming sign "$own" --content "$content"
refuse 3 as auditor sign "$own" --content "$content"
refuse 4 as zhouyu sign "$own" --content 0000000000000000000000000000000000000000
passes zhouyu manager "$own"
refuse 3 as zhouyu sign "$own" --content "$content"
see "$own"
expect 0 as zhaoqiang reject "$own" --content "$content" --opinion 内容重复
same rejected "$(shown "$own" .work)" work
refuse 3 as wangfang publish "$own"

# ---- the other readings -------------------------------------------------------

other() { # SECTION KEY VALUE: another reading of the shipped file, in force
	change "$1" "$2" "$3"
	applied
}

begin "R107: third_level = major: two levels for an ordinary post, four for a major one"
other policy third_level major
submitted liming
route_is "$post" two-level 'manager unit-head'
walks "$post" wangfang:manager zhaoqiang:unit-head
goes_public wangfang "$post"
submitted liming --grade major
route_is "$post" major 'manager unit-head propaganda leader'

begin "R052 R107: third_level = main-channels: three levels for the main site only"
cat >>"$filled" <<'INI'

[channel college-site]
; 第七条(二)：二级单位网站。
title = 二级学院网站
; 第七条(二)。
class = site
INI
other policy third_level main-channels
submitted liming --channel college-site
route_is "$post" two-level 'manager unit-head'
submitted liming --channel site
route_is "$post" standard 'manager unit-head propaganda'
walks "$post" wangfang:manager zhaoqiang:unit-head heping:propaganda
goes_public wangfang "$post"

begin "R111: leader = of-unit: the leader in charge of the unit, else the house's"
other policy leader of-unit
person weihua 魏华 institution leader@xingong
submitted liming --grade major --channel site
route_is "$post" major-of-unit 'manager unit-head propaganda leader-of-unit'
walks "$post" wangfang:manager zhaoqiang:unit-head heping:propaganda
see "$post"
refuse 3 as luojing sign "$post" --content "$content"
walks "$post" weihua:leader-of-unit
goes_public wangfang "$post"
submitted sunli --grade major --channel site
walks "$post" qianjun:manager wujie:unit-head shiyun:propaganda luojing:leader-of-unit
goes_public qianjun "$post"

begin "R227: a post keeps the policy it was handed in under"
same '1' "$(archive log --grep="^Post: $ordinary$" --grep='^Event: sign$' --all-match \
	--format='%(trailers:key=Policy,valueonly)' main | sed '/^$/d' | sort -u | wc -l)" \
	'policies of the first post'
expect 0 archive show "$(archive log --grep="^Post: $ordinary$" --grep='^Event: submit$' \
	--all-match --format='%(trailers:key=Policy,valueonly)' main | head -n 1):policy.ini"
printed 'issuer = 学院党委宣传部'
printed 'third_level = all'

begin "R196 R199: a password, where one is used beside the key, is a strong one, and can be asked for"
password() { # LINE…: what the next command reads
	printf '%s\n' "$@" >"$TMPDIR/password"
	input=$TMPDIR/password
}
for weak in 'ab1#xyz' '12345678' 'lampoil77' 'Password#1'; do
	password "$weak"
	refuse 3 as wangfang password set -
done
password 'lamp-oil-77'
expect 0 as wangfang password set -
draft liming --channel site
expect 0 as liming submit "$post"
change password at 'sign\nmax_age = 90d'
applied
see "$post"
refuse 3 as wangfang sign "$post" --content "$content"
password 'lamp-oil-77'
expect 0 as wangfang sign "$post" --content "$content" --password-from -
change password at none
applied

begin "R221 R228 R229: who signed what is read by plain git, and the archive is good"
same 'wangfang:manager zhaoqiang:unit-head heping:propaganda' "$(signers "$ordinary")" 'who signed'
same 'qianjun:manager wujie:unit-head heping:propaganda luojing:leader' "$(signers "$major")" 'who signed'
same 'standard: manager manager@xingong, unit-head unit-head@xingong, propaganda propaganda@institution' "$(routes "$ordinary")" 'the route'
sound
finish
