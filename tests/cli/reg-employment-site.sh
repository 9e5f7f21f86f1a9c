#!/bin/sh
# reg-employment-site - the posts of 《就业信息网信息发布管理细则》 (S0): routine,
# important policy, sensitive with a joint review, and a college's own.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../newsrooms/house.sh"

house_of employment-site

begin "R001 R004 R006: two tiers of publishers; a unit outside them has no route"
expect 0 as admin unit list --json
holds 'any(.[]; .unit == "career-centre" and .parent == "student-office")'
holds '[.[] | select(.tier == "college") | .unit] == ["shangxue", "xingong"]'
person heqiang 贺强 jiaowu collector@jiaowu
draft heqiang --column notice --channel site --category news
refuse 3 as heqiang submit "$post"
said route

begin "R002 R035 R038: the columns are those of the text, each with its three duties"
expect 0 archive show main:policy/policy.ini
same 5 "$(grep -c '^\[column ' "$out")" columns
for duty in collect review publish; do
	same 5 "$(grep -c "^$duty = .*@" "$out")" "$duty named"
done
same 2 "$(grep -c '^kind = dynamic' "$out")" 'dynamic columns'
same 2 "$(grep -c '^kind = static' "$out")" 'static columns'

begin "R007 R008 R009: who manages, until when, is a list; a unit without one is told"
expect 0 as admin grant list --json
holds '[.[] | select(.role == "manager") | .unit] | contains(["shangxue", "student-office", "xingong"])'
unit yishu 艺术学院 institution college
run as admin doctor
printed '艺术学院 has nobody with the role 信息管理员'
run as auditor grant list
printed linna

begin "R090 R118: a routine post of the school: the centre's head, then the manager publishes"
story 关于举办秋季企业宣讲会的通知 '本周五下午在大学生活动中心举办企业宣讲会，欢迎毕业班同学参加。'
submitted xuting --column notice --channel site --category news && school=$post
route_is "$school" school 'first-review centre-review'
too_soon linna "$school"
walks "$school" linna:first-review
see "$school"
refuse 3 as zhaoqiang sign "$school" --content "$content"
too_soon linna "$school"
walks "$school" fangzhou:centre-review
refuse 3 as xuting publish "$school"
goes_public linna "$school"

real_text 000 xuting linna 'linna:first-review gaofeng:office-review' \
	--column policy --channel site --category policy --grade policy

begin "R037 R054 R093: what only a college has passes the college's own review"
refuse 3 as fangzhou sign "$school" --content "$content"
story 信息工程学院优秀毕业生案例 '王同学入职本地一家软件企业，从事测试工作，实习期间表现突出。'
submitted liming --column guidance --channel college-site --category college-special && college=$post
route_is "$college" college 'first-review college-review'
walks "$college" wangfang:first-review
see "$college"
refuse 3 as jiangtao sign "$college" --content "$content"
walks "$college" zhaoqiang:college-review
goes_public wangfang "$college"
draft xuting --column guidance --channel site --category college-special
refuse 3 as xuting submit "$post"
said form/category

begin "R056: a job advert says who the employer is, and how it was checked"
story 软件测试工程师招聘信息 '某软件公司招聘测试工程师三名，工作地点为本市，要求本科以上学历。'
draft liming --column recruitment --channel college-site --category recruitment
refuse 3 as liming submit "$post"
said 用人单位资质
expect 0 as liming save "$post" --field employer=某软件公司，营业执照已核
refuse 3 as liming submit "$post"
said 岗位核实记录
expect 0 as liming save "$post" --field vacancy=十一月二十日电话核实
expect 0 as liming submit "$post"
route_is "$post" college 'first-review college-review'

begin "R036 R091: an important one goes to the head of the student office"
story 学校就业工作管理规定 '为做好毕业生就业工作，制定本规定，自发布之日起施行。'
draft xuting --column policy --channel site --category policy && important=$post
refuse 3 as xuting submit "$important"
said form/grade
expect 0 as xuting save "$important" --grade policy
expect 0 as xuting submit "$important"
route_is "$important" policy 'first-review office-review'
walks "$important" linna:first-review
see "$important"
refuse 3 as fangzhou sign "$important" --content "$content"
too_soon linna "$important"
walks "$important" gaofeng:office-review
goes_public linna "$important"

begin "R092: a sensitive one is approved by the leader, who asks for a joint review"
story 毕业生就业质量报告发布说明 '学校将于下月发布毕业生就业质量报告，各学院统一以学校发布的数据为准。'
submitted xuting --column notice --channel site --category news --flag school-wide \
	--grade sensitive && sensitive=$post
route_is "$sensitive" sensitive 'first-review approval'
walks "$sensitive" linna:first-review
see "$sensitive"
refuse 3 as linna joint "$sensitive" --content "$content" --with consulted@propaganda-office
refuse 3 as luojing joint "$sensitive" --content "$content" --with consulted@nowhere
expect 0 as luojing joint "$sensitive" --content "$content" \
	--with consulted@propaganda-office --with consulted@jiaowu --opinion 请会审
same luojing "$(trailer main Actor)" 'who found it necessary'
refuse 3 as luojing sign "$sensitive" --content "$content"
refuse 3 as fangzhou sign "$sensitive" --content "$content"
expect 0 as heping queue --json
holds "any(.[]; .post == \"$sensitive\")"
expect 0 as heping sign "$sensitive" --content "$content" --opinion 无意见
refuse 3 as luojing sign "$sensitive" --content "$content"
expect 0 as wujie sign "$sensitive" --content "$content" --opinion 数据已核
too_soon linna "$sensitive"
walks "$sensitive" luojing:approval
goes_public linna "$sensitive"

begin "R092: where it is not necessary, the leader approves alone; a college's goes there too"
submitted maolin --column notice --channel college-site --category news --grade sensitive
route_is "$post" sensitive 'first-review approval'
walks "$post" shenbo:first-review luojing:approval
goes_public shenbo "$post"

begin "R036: what is handed in too low is raised; only the last level lowers it"
submitted xuting --column notice --channel site --category news && lowered=$post
expect 0 as linna raise "$lowered" --grade policy --opinion 属于重要公告
route_is "$lowered" policy 'first-review office-review'
refuse 3 as linna lower "$lowered" --grade routine --opinion 日常通知
expect 0 as gaofeng lower "$lowered" --grade routine --opinion 日常通知
route_is "$lowered" school 'first-review centre-review'

begin "R090: returned with a reason, mended, and again from the first review"
walks "$lowered" linna:first-review
comes_back fangzhou "$lowered" 时间与附件不一致
walks "$lowered" linna:first-review fangzhou:centre-review
goes_public linna "$lowered"
submitted xuting --column notice --channel site --category news
see "$post"
expect 0 as linna reject "$post" --content "$content" --opinion 与就业无关
same rejected "$(shown "$post" .work)" work

begin "R053: where it comes from can be said, and is kept"
draft xuting --column notice --channel site --category news --field source=校招企业来函
expect 0 as linna show "$post"
printed '信息来源: 校招企业来函'

begin "R003 R010: only the admin changes columns and people, and each change is a record"
refuse 3 as linna policy apply "$filled"
refuse 3 as gaofeng grant add linna manager@career-centre
before=$(records)
expect 0 as admin grant end maolin collector@shangxue
same $((before + 1)) "$(records)" records
expect 0 archive log -1 --format='%an: %s' main
printed 高翔
printed maolin
refuse 3 as maolin new --from "$text" --column notice --channel college-site

begin "R055: who provides answers for it, and does not review it; the only manager's post goes to another's"
submitted wangfang --column notice --channel college-site --category news && own=$post
declares "$own" 本人对内容的真实性、规范性负责
see "$own"
refuse 3 as wangfang sign "$own" --content "$content"
said provider
walks "$own" linna:first-review zhaoqiang:college-review
goes_public wangfang "$own"

begin "R091 R092: levels = in-turn: each level signs before the next"
change 'switch levels' value in-turn
change 'switch approver' value office-deputy
applied
submitted liming --column notice --channel college-site --category news --grade sensitive
route_is "$post" sensitive 'first-review college-review office-review approval-office'
walks "$post" wangfang:first-review zhaoqiang:college-review gaofeng:office-review \
	tangwei:approval-office
goes_public wangfang "$post"
submitted xuting --column policy --channel site --category policy --grade policy
route_is "$post" policy 'first-review centre-review office-review'

begin "R096 R221 R227: who signed what is read by plain git, and the archive is good"
same 'linna:first-review fangzhou:centre-review' "$(signers "$school")" 'who signed'
same 'linna:first-review heping:consult wujie:consult luojing:approval' \
	"$(signers "$sensitive")" 'who signed'
same 'college: first-review manager@xingong, college-review college-lead@xingong' \
	"$(routes "$college")" 'the route'
expect 0 archive show "main:policy/policy.ini"
printed 'issuer = 学生处'
sound
finish
