#!/bin/sh
# reg-san-shen-san-jiao - three reviews, and at each the text proofread once. A
# common practice and no regulation, so its tests name no R lines.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2086,SC2154,SC2034
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../newsrooms/house.sh"

house_of san-shen-san-jiao

story 关于做好冬季校园防火工作的通知 '各部门请于本周内检查消防通道和灭火器材，发现问题及时报告。'
reviewed='--field secrecy-review=已审查可以公开'

begin "a post says what its secrecy review found, in one of two ways"
draft liming && plain=$post
refuse 3 as liming submit "$plain"
said 保密审查结论
expect 0 as liming save "$plain" --field secrecy-review=有定密疑问
refuse 3 as liming submit "$plain"
expect 0 as liming save "$plain" --field secrecy-review=已审查可以公开
expect 0 as liming submit "$plain"
route_is "$plain" all 'first second third'

begin "an ordinary post: three reviews by three people"
too_soon wangfang "$plain"
walks "$plain" wangfang:first
see "$plain"
refuse 3 as wangfang sign "$plain" --content "$content" --tick all
refuse 3 as luojing sign "$plain" --content "$content" --tick all
walks "$plain" zhaoqiang:second
too_soon wangfang "$plain"
walks "$plain" gaofeng:third

begin "each review is a proofreading; no review without its tick"
submitted sunli --field secrecy-review=已审查可以公开 && ticked=$post
for pair in linna:first heping:second luojing:third; do
	see "$ticked"
	refuse 3 as "${pair%:*}" sign "$ticked" --content "$content"
	said proof
	expect 0 as "${pair%:*}" sign "$ticked" --content "$content" --tick proof
	same proof "$(trailer main Ticked)" 'what was ticked'
	same "${pair#*:}" "$(trailer main Step)" 'the step'
done
goes_public linna "$ticked"

begin "the editor of the unit publishes, and the page names who reviewed"
refuse 3 as liming publish "$plain"
goes_public wangfang "$plain"
expect 0 archive show "main:$(path_of "$plain")/record/publication.md"
for reviewer in 王芳 赵强 高峰; do
	printed "$reviewer"
done

begin "the house's own post, by its only editor: three other people all the same"
submitted zhouyu $reviewed && own=$post
see "$own"
refuse 3 as zhouyu sign "$own" --content "$content" --tick all
said provider
walks "$own" zhengyan:first
see "$own"
refuse 3 as zhengyan sign "$own" --content "$content" --tick all
walks "$own" luojing:second gaofeng:third
goes_public zhouyu "$own"

begin "returned with what to mend; it starts at the first review again"
submitted liming $reviewed
walks "$post" wangfang:first zhaoqiang:second
comes_back luojing "$post" 请写明检查截止日期
walks "$post" wangfang:first zhaoqiang:second luojing:third
goes_public wangfang "$post"

begin "refused for good, nothing is public"
submitted liming $reviewed
see "$post"
refuse 3 as auditor sign "$post" --content "$content" --tick all
refuse 4 as wangfang sign "$post" --content 0000000000000000000000000000000000000000 --tick all
refuse 2 as wangfang reject "$post" --content "$content"
expect 0 as wangfang reject "$post" --content "$content" --opinion 与已发通知重复
refuse 3 as wangfang publish "$post"

begin "who signed what is read by plain git, and the archive is good"
same 'wangfang:first zhaoqiang:second gaofeng:third' "$(signers "$plain")" 'who signed'
same 'zhengyan:first luojing:second gaofeng:third' "$(signers "$own")" 'who signed'
same 'all: first editor@jiaowu, second unit-head@jiaowu, third chief@institution' \
	"$(routes "$plain")" 'the route'
sound
finish
