#!/bin/sh
# reg-info-centre - the posts of 《信息發布中心管理制度》 (S3): the centre first,
# then the department, then the leader; a plan, and a last look.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../newsrooms/house.sh"

house_of info-centre

at=2026-11-24T09:00:00+08:00
story 公司舉辦秋季產品交流會 '公司將於下週二在總部舉辦產品交流會，歡迎各部門同事參加。'

begin "R021 R022 R024 R048 R050 R051: each department names who hands in, each channel who keeps it"
expect 0 as admin grant list --json
holds '[.[] | select(.role == "submitter") | .unit] | sort == ["centre", "research", "sales"]'
holds 'any(.[]; .person == "caiyun" and .role == "site-keeper")'
expect 0 archive show main:policy/policy.ini
printed 'keeper = site-keeper@centre'
printed 'keeper = wechat-keeper@centre'
same 9 "$(grep -c '^\[category ' "$out")" 'categories'
same 7 "$(grep -c '^\[column ' "$out")" 'columns'
refuse 3 as limei new --from "$text" --column news --channel site

begin "R065: the application has its five fields, and a class"
draft xiewen --column news --channel site --category news && plain=$post
for want in 內容摘要 發布時間 擬稿人; do
	refuse 3 as xiewen submit "$plain"
	said "$want"
	case $want in
	內容摘要) expect 0 as xiewen save "$plain" --summary 秋季產品交流會 ;;
	發布時間) expect 0 as xiewen save "$plain" --at "$at" ;;
	擬稿人) expect 0 as xiewen save "$plain" --field drafter=謝文 ;;
	esac
done
expect 0 as xiewen submit "$plain"
route_is "$plain" all 'first dept leader recheck'
same 2026-11-23T18:00:00+08:00 "$(shown "$plain" .deadline)" 'the deadline of the first review'

begin "R101 R102 R114: the centre is first; it sends back with a reason, and refuses nothing"
see "$plain"
refuse 3 as tangyi sign "$plain" --content "$content" --opinion 同意
refuse 3 as limei reject "$plain" --content "$content" --opinion 內容不完整
comes_back limei "$plain" 請補充報名方式
walks "$plain" limei:first

begin "R103 R104 R106: then the department's head, with a signed opinion"
see "$plain"
refuse 3 as luojing sign "$plain" --content "$content" --opinion 同意
refuse 3 as yuanjie sign "$plain" --content "$content" --opinion 同意
refuse 3 as tangyi sign "$plain" --content "$content"
said opinion
expect 0 as tangyi show "$plain"
printed 審核（部門負責人）
walks "$plain" tangyi:dept
too_soon caiyun "$plain"

begin "R103 R105 R106: then the leader, with one, too"
see "$plain"
refuse 3 as luojing sign "$plain" --content "$content"
said opinion
walks "$plain" luojing:leader
too_soon caiyun "$plain"

begin "R123: the centre looks again before it is public, item by item"
see "$plain"
refuse 3 as caiyun sign "$plain" --content "$content" --tick 信息準確無誤
said 發布時間
refuse 3 as xiewen sign "$plain" --content "$content" --tick all
walks "$plain" caiyun:recheck
is_approved "$plain"

begin "R122: on the planned channel, not before the planned time"
refuse 3 as caiyun publish "$plain"
export SANSHEN_NOW=2026-11-24T09:00:00+08:00
refuse 3 as caiyun publish "$plain" --channel mail
refuse 3 as xiewen publish "$plain"
goes_public caiyun "$plain"

# The clock stands still from here on: at once, as soon as it is approved.
filed() { # PERSON [options…]: an application with everything filled in
	filed_by=$1
	shift
	submitted "$filed_by" --summary 摘要 --at "$at" --field drafter=謝文 "$@"
}

real_text 003 xiewen caiyun \
	'limei:first tangyi:dept luojing:leader caiyun:recheck' \
	--column rules --channel site --category rules --summary 管理制度 --at "$at" \
	--field drafter=謝文

begin "R124: an important one has its plan first; so has one about the company's image"
filed xiewen --column news --channel 'site, wechat' --category news --grade important &&
	important=$post
route_is "$important" all 'first dept leader plan recheck'
walks "$important" limei:first tangyi:dept luojing:leader
see "$important"
refuse 3 as caiyun sign "$important" --content "$content" --tick 發布方案,預熱宣傳
said 專人負責
walks "$important" caiyun:plan caiyun:recheck
goes_public caiyun "$important"
filed dongbo --column news --channel site --category news --flag company-image
route_is "$post" all 'first dept leader plan recheck'
same leader "$(shown "$post" '.route[2].step')" 'the third step'

begin "R049 R052: what a channel is not for is said"
draft dongbo --column rules --channel wechat --category rules --summary 摘要 --at "$at" \
	--field drafter=袁傑
refuse 3 as dongbo submit "$post"
said form/channel
expect 0 as dongbo save "$post" --channel site
expect 0 as dongbo submit "$post"

begin "R115: not passed: mended, or refused and handed in anew"
walks "$post" limei:first
comes_back yuanjie "$post" 第三條與現行制度不一致
walks "$post" limei:first
see "$post"
expect 0 as yuanjie reject "$post" --content "$content" --opinion 暫不發布
same rejected "$(shown "$post" .work)" work
refuse 3 as dongbo submit "$post"
expect 0 as dongbo new --like "$post" --at "$at"
post=$(cat "$out")
expect 0 as dongbo submit "$post"
walks "$post" limei:first yuanjie:dept luojing:leader limei:recheck
goes_public caiyun "$post"

begin "R066 R103: the statement; the centre's own post: who provides does not review"
filed zengli --column news --channel site --category news
declares "$post" 本人確認信息內容真實、準確、完整，並對其合法性和合規性負責。
walks "$post" limei:first
see "$post"
refuse 3 as zengli sign "$post" --content "$content" --opinion 同意
said provider
walks "$post" hongwei:dept luojing:leader caiyun:recheck
goes_public caiyun "$post"

begin "R083: mail names its recipients; mail = sender: the department sends it itself"
draft xiewen --column news --channel mail --category news --summary 摘要 --at "$at" \
	--field drafter=謝文
refuse 3 as xiewen submit "$post"
said 郵件收件人
change 'switch mail' value sender
applied
filed xiewen --column news --channel mail --category news --field mail-to=全體員工
route_is "$post" mail-sender dept
walks "$post" tangyi:dept
refuse 3 as caiyun publish "$post"
goes_public xiewen "$post"

begin "R023: board = centre-only: the notice board passes the centre alone"
change 'switch board' value centre-only
applied
filed xiewen --column notice --channel board --category notice
route_is "$post" board-only 'first recheck'
walks "$post" limei:first caiyun:recheck
goes_public caiyun "$post"
filed xiewen --column notice --channel 'board, site' --category notice
route_is "$post" all 'first dept leader recheck'

begin "R106 R142: who signed what is read by plain git, and the archive is good"
same 'limei:first tangyi:dept luojing:leader caiyun:recheck' "$(signers "$plain")" 'who signed'
same 'limei:first tangyi:dept luojing:leader caiyun:plan caiyun:recheck' \
	"$(signers "$important")" 'who signed'
same 'all: first clerk@centre, dept dept-head@sales, leader leader@sales, plan publisher@centre, recheck publisher@centre' \
	"$(routes "$important")" 'the route'
expect 0 archive show "main:$(path_of "$important")/record/signoffs.md"
printed 同意
sound
finish
