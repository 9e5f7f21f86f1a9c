#!/bin/sh
# reg-student-union - the posts of 《重要信息发布管理办法》 (S2): edited by a second
# hand, then three levels; party and league speak first in an emergency.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../newsrooms/house.sh"

house_of student-union

begin "R015 R016 R017 R045 R047: who edits, the groups, who collects; a student's right has a last day"
expect 0 as admin unit list --json
holds '[.[] | select(.tier == "group") | .unit] == ["design", "news-writing", "operation", "photo"]'
expect 0 as admin grant list --json
holds 'any(.[]; .person == "yeqing" and .role == "editor" and .unit == "media")'
refuse 3 as admin grant add panyue editor@media
said until
expect 0 archive show main:policy/policy.ini
same 8 "$(grep -c '^\[channel ' "$out")" 'channels'
same 6 "$(grep -c '^\[category ' "$out")" 'categories'

begin "R046 R047 R063: the application names class and subject; what is out of range says why"
story 关于举办校园歌手大赛的通知 '校园歌手大赛初赛定于下周三晚在大学生活动中心举行，欢迎报名。'
draft dingyi --channel wechat && plain=$post
refuse 3 as dingyi submit "$plain"
said 类别
expect 0 as dingyi save "$plain" --category arts
refuse 3 as dingyi submit "$plain"
said 信息范围
expect 0 as dingyi save "$plain" --field subject=其他
refuse 3 as dingyi submit "$plain"
said 范围外的理由
refuse 6 as dingyi save "$plain" --category sport
expect 0 as dingyi save "$plain" --field subject=文体活动
expect 0 as dingyi submit "$plain"
route_is "$plain" standard 'edit head presidium teacher'

begin "R017 R097 R098: edited by the media department, then three levels after two hands"
see "$plain"
refuse 3 as fuxue sign "$plain" --content "$content"
handed=$(shown "$plain" .revision)
expect 0 as yeqing save "$plain" --from "$text2"
same "$((handed + 1))" "$(shown "$plain" .revision)" 'the revision of the second hand'
same dingyi "$(shown "$plain" .provider)" 'the provider'
walks "$plain" yeqing:edit
see "$plain"
refuse 3 as yeqing sign "$plain" --content "$content"
refuse 3 as renhao sign "$plain" --content "$content"
refuse 3 as mengfei sign "$plain" --content "$content"
walks "$plain" fuxue:head renhao:presidium
too_soon yeqing "$plain"

begin "R098 R099 R121: nothing is public before the teacher; no student stands in for her"
see "$plain"
refuse 3 as shixin sign "$plain" --content "$content"
too_soon yeqing "$plain"
walks "$plain" zhanglaoshi:teacher
refuse 3 as dingyi publish "$plain"
goes_public yeqing "$plain"

real_text 002 dingyi yeqing \
	'yeqing:edit fuxue:head renhao:presidium zhanglaoshi:teacher' \
	--channel wechat --category news --field subject=重大新闻与通知公告

begin "R100: an emergency is agreed with party and league before the three levels"
story 关于校园停水的情况说明 '因市政管道抢修，今日下午校园部分区域停水，预计晚八时恢复。'
submitted dingyi --channel 'wechat, weibo' --category news --flag emergency \
	--field subject=重大新闻与通知公告 && urgent=$post
route_is "$urgent" urgent 'edit coordinate coordinate head presidium teacher'
walks "$urgent" yeqing:edit
see "$urgent"
refuse 3 as fuxue sign "$urgent" --content "$content"
passes guoming coordinate "$urgent"
refuse 3 as fuxue sign "$urgent" --content "$content"
refuse 3 as guoming sign "$urgent" --content "$content"
walks "$urgent" duanhong:coordinate fuxue:head shixin:presidium zhanglaoshi:teacher
goes_public yeqing "$urgent"
for flag in big-news opinion; do
	submitted dingyi --channel wechat --category news --flag "$flag" \
		--field subject=重大新闻与通知公告
	same urgent "$(shown "$post" .route_id)" "the route of $flag"
done

begin "R128: an original has more time to be edited"
submitted dingyi --channel wechat --category thought --flag original \
	--field subject=文体活动
route_is "$post" standard 'edit-original head presidium teacher'
same 2026-11-28T10:00:00+08:00 "$(shown "$post" .deadline)" 'its deadline'
walks "$post" yeqing:edit-original fuxue:head renhao:presidium zhanglaoshi:teacher
goes_public yeqing "$post"

begin "R018: volunteers write, a college's union is named, and its own posts have no route"
submitted huanglei --channel wechat --category arts --flag co-host \
	--field subject=文体活动 --field produced-by=信息工程学院学生会
walks "$post" yeqing:edit fuxue:head shixin:presidium zhanglaoshi:teacher
same wenti "$(shown "$post" .unit)" 'the unit it belongs to'
goes_public yeqing "$post"
draft huanglei --channel wechat --category arts --flag co-host --field subject=文体活动
refuse 3 as huanglei submit "$post"
said 收集和编辑排版单位
expect 0 as huanglei save "$post" --flag reprint
refuse 3 as huanglei submit "$post"
said 转载来源
draft lvyang --channel wechat --category arts --field subject=文体活动
refuse 3 as lvyang submit "$post"
said route

begin "R018: a volunteer's right ends on its day"
SANSHEN_NOW=2027-02-02T09:00:00+08:00 refuse 3 as huanglei new --from "$text" \
	--channel wechat --category arts

begin "R099 R117: sent back with a reason, edited and reviewed again; or refused for good"
submitted panyue --channel wechat --category career --field subject=讲座论坛 && back=$post
walks "$back" yeqing:edit mengfei:head
comes_back renhao "$back" 讲座时间与海报不一致
walks "$back" yeqing:edit mengfei:head renhao:presidium zhanglaoshi:teacher
goes_public yeqing "$back"
submitted panyue --channel wechat --category career --field subject=讲座论坛
walks "$post" yeqing:edit
see "$post"
expect 0 as mengfei reject "$post" --content "$content" --opinion 内容不实
too_soon yeqing "$post"

begin "R097: who provides reviews nothing, at no level"
submitted suyu --channel wechat --category arts --field subject=文体活动
see "$post"
refuse 3 as suyu sign "$post" --content "$content"
said provider
refuse 4 as yeqing sign "$post" --content 0000000000000000000000000000000000000000

begin "R224: where it is weaker than the school's own rule is named, line by line"
above=$TMPDIR/campus-media.ini
sed 's/^id = student-union$/id = campus-media/; /^parent = /d' "$filled" >"$above"
expect 0 as admin policy check "$filled" --parent "$above"
sed -i 's/^terms\/obscene = ack$/terms\/obscene = block/' "$above"
run as admin policy check "$filled" --parent "$above"
[ "$status" != 0 ] || wrong "nothing was found"
cat "$out" >>"$err"
said terms/obscene
said "$(grep -n '^terms/obscene' "$filled" | cut -d: -f1)"

begin "R096 R222 R228 R229: who signed what is read by plain git, and the archive is good"
same 'yeqing:edit fuxue:head renhao:presidium zhanglaoshi:teacher' "$(signers "$plain")" 'who signed'
same 'yeqing:edit guoming:coordinate duanhong:coordinate fuxue:head shixin:presidium zhanglaoshi:teacher' \
	"$(signers "$urgent")" 'who signed'
same 'standard: edit editor@media, head dept-head@wenti, presidium presidium@presidium, teacher teacher@union' \
	"$(routes "$plain")" 'the route'
expect 0 archive show main:policy/policy.ini
printed 'parent = campus-media'
sound
finish
