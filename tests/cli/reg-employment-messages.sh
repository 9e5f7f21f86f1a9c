#!/bin/sh
# reg-employment-messages - the messages of 《公共就业业务信息服务平台管理办法》
# (S1): one review by the city's agency, templates, and a rule with a last day.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2086,SC2154,SC2034
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../newsrooms/house.sh"

export SANSHEN_NOW=2026-09-01T09:00:00+08:00
house_of employment-messages

# The form of a message, but for its class and channels.
form='--audience 全市登记求职者 --field timing=立即 --field template=ZP-01'

begin "R013 R014 R034: one house with its districts; the technicians take no part in content"
expect 0 as admin unit list --json
holds '[.[] | select(.tier == "district") | .unit] == ["huancui", "nanhai", "rongcheng"]'
refuse 3 as jiangping new --from "$text" --channel hall --category campaign
expect 0 as admin grant list --json
holds 'any(.[]; .person == "songjie" and .role == "liaison" and .unit == "nanhai")'
refuse 3 as luojing grant add quyan operator@agency

begin "R011 R039 R058: a message says class, range, channel, time and template"
story 关于举办金秋招聘会的公告 '金秋招聘会定于九月十日在市人力资源市场举行，欢迎求职者参加。'
draft taoran --channel 'hall, wechat' && plain=$post
refuse 3 as taoran submit "$plain"
said 信息类型
expect 0 as taoran save "$plain" --category campaign
refuse 3 as taoran submit "$plain"
said 发送范围
expect 0 as taoran save "$plain" --audience 全市登记求职者 --field timing=立即
refuse 3 as taoran submit "$plain"
said 信息模板
expect 0 as taoran save "$plain" --field template=ZP-01
expect 0 as taoran submit "$plain"
expect 0 archive show main:policy/policy.ini
for class in site app wechat terminal sms; do
	same 1 "$(grep -c "^class = $class$" "$out")" "channels of class $class"
done

begin "R011 R040 R042 R094: a district's message is reviewed once, by the city, item by item"
route_is "$plain" message review
too_soon biqiang "$plain"
see "$plain"
refuse 3 as conglin sign "$plain" --content "$content"
for item in 信息类型 内容 级别 发送范围 渠道 时机; do
	said "$item"
done
refuse 3 as conglin sign "$plain" --content "$content" --tick 信息类型,内容,级别,发送范围,渠道
said 时机
refuse 3 as biqiang sign "$plain" --content "$content" --tick all
refuse 3 as jiangping sign "$plain" --content "$content" --tick all
walks "$plain" conglin:review
same '信息类型, 内容, 级别, 发送范围, 渠道, 时机' "$(trailer main Ticked)" 'what was ticked'

begin "R119 R120: the agency sends it, in the name of the unit"
refuse 3 as taoran publish "$plain"
goes_public biqiang "$plain"
expect 0 archive show "main:$(path_of "$plain")/record/publication.md"
printed 环翠区公共就业服务机构

real_text 001 taoran biqiang conglin:review --title 平台管理办法 --channel hall \
	--category campaign $form

begin "R059: a text message names who bears its cost"
draft quyan --channel sms --category directed $form && sms=$post
refuse 3 as quyan submit "$sms"
said 短信费用承担单位
expect 0 as quyan save "$sms" --field cost-unit=荣成市公共就业服务机构
expect 0 as quyan submit "$sms"
route_is "$sms" message review
walks "$sms" conglin:review
goes_public biqiang "$sms"

begin "R041 R043: a trigger and a topic are the city's alone, reviewed once"
story 失业登记办结提醒 '您的失业登记已办结，可在网上服务大厅查询办理结果。'
draft taoran --channel app --category trigger $form --field trigger=失业登记办结
refuse 3 as taoran submit "$post"
said form/category
draft yuhai --channel app --category trigger $form && trigger=$post
refuse 3 as yuhai submit "$trigger"
said 触发条件
expect 0 as yuhai save "$trigger" --field trigger=失业登记办结
expect 0 as yuhai submit "$trigger"
walks "$trigger" conglin:review
goes_public biqiang "$trigger"
submitted yuhai --channel wechat --category subscription --audience 订阅人 \
	--field timing=每周一 --field topic=招聘会
route_is "$post" message review

begin "R061 R062: a template is reviewed, and one for text messages filed before use"
story 招聘会短信模板 '某月某日在某地举行招聘会，欢迎参加。'
submitted wanli --channel sms --category template --audience 求职者 --field timing=按需 &&
	template=$post
route_is "$template" template 'review filing'
walks "$template" conglin:review
too_soon biqiang "$template"
see "$template"
refuse 3 as biqiang sign "$template" --content "$content" --tick 已移交短信运营商
said 已取得备案
walks "$template" biqiang:filing
goes_public biqiang "$template"
submitted wanli --channel hall --category template --audience 求职者 --field timing=按需
route_is "$post" template review

begin "R057: a district states a need"
submitted songjie --channel hall --category campaign --flag demand $form
expect 0 as conglin show "$post"
printed 需求提报

begin "R116 R222: returned with a reason, mended, and reviewed from the start"
submitted taoran --channel hall --category campaign $form
comes_back conglin "$post" 范围过大，请改为本区求职者
walks "$post" conglin:review
goes_public biqiang "$post"
submitted taoran --channel hall --category campaign $form
see "$post"
expect 0 as conglin reject "$post" --content "$content" --opinion 与就业服务无关
same rejected "$(shown "$post" .work)" work
refuse 3 as biqiang publish "$post"

begin "R044: range, channel, class and time are content: changed, they are reviewed again"
submitted taoran --channel hall --category campaign $form
see "$post"
before=$content
expect 0 as conglin return "$post" --content "$before" --opinion 范围过大
for change in '--audience 环翠区求职者' '--channel app' '--category directed' \
	'--field timing=次日'; do
	expect 0 as taoran save "$post" $change
	see "$post"
	[ "$content" != "$before" ] || wrong "$change is not in the content"
	before=$content
done
expect 0 as taoran submit "$post"
same review "$(opens "$post")" 'the open step'

begin "R061: template-review = own-unit: another person of the district"
change 'switch template-review' value own-unit
applied
submitted wanli --channel sms --category template --audience 求职者 --field timing=按需
route_is "$post" template-own 'own-review filing'
see "$post"
refuse 3 as wanli sign "$post" --content "$content" --tick all
said provider
walks "$post" taoran:own-review biqiang:filing
goes_public biqiang "$post"

begin "R188 R189: a password is assigned, changed by its owner first, and asked for at the review"
submitted taoran --channel hall --category campaign $form
see "$post"
expect 0 as admin password reset conglin
read -r assigned <"$out"
printf '%s\n' "$assigned" >"$TMPDIR/password"
input=$TMPDIR/password
refuse 3 as conglin sign "$post" --content "$content" --tick all --password-from -
said 'set your own'
printf '%s\n' "$assigned" 'deng yue lou 1' >"$TMPDIR/password"
input=$TMPDIR/password
expect 0 as conglin password set -
refuse 3 as conglin sign "$post" --content "$content" --tick all
echo 'deng yue lou 1' >"$TMPDIR/password"
input=$TMPDIR/password
expect 0 as conglin sign "$post" --content "$content" --tick all --password-from -
# The rest of this script asks no more.
change password at none
applied

begin "R223: in the last 90 days the house is told; on the last day a message still goes"
submitted taoran --channel hall --category campaign $form && last=$post
SANSHEN_NOW=2026-08-01T09:00:00+08:00 run as admin doctor
grep -q 2026-10-31 "$out" && wrong "doctor speaks too early"
run as admin doctor
printed 2026-10-31
export SANSHEN_NOW=2026-10-31T23:59:00+08:00
submitted yuhai --channel hall --category campaign $form
draft taoran --channel hall --category campaign $form && late=$post

begin "R223: after it nothing new is taken in; what is under way is finished"
export SANSHEN_NOW=2026-11-01T00:00:00+08:00
refuse 3 as taoran submit "$late"
said 'ended on 2026-10-31'
refuse 3 as taoran new --from "$text" --channel hall --category campaign $form
said 'ended on 2026-10-31'
walks "$last" conglin:review
goes_public biqiang "$last"

begin "R223: a new file with a later end takes posts in again"
change policy until 2031-10-31
applied
expect 0 as taoran submit "$late"
walks "$late" conglin:review
goes_public biqiang "$late"

begin "R095 R096 R137: who signed what is read by plain git, and the archive is good"
same conglin:review "$(signers "$plain")" 'who signed'
same 'conglin:review biqiang:filing' "$(signers "$template")" 'who signed'
same 'template: review reviewer@agency, filing publisher@agency' "$(routes "$template")" 'the route'
sound
finish
