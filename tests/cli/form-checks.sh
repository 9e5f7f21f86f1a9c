#!/bin/sh
# form-checks - findings that come from the policy: grade, category, channel,
# time; and the severities of [checks].
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

newsroom "$TMPDIR/form"
anybody policy show --text >"$TMPDIR/plain.ini" 2>/dev/null
sed -e 's/^title = 重大$/title = 重大\npropose = flag money or check privacy > 0/' \
	-e 's/^title = 学院官网$/title = 学院官网\ncategories = news/' \
	"$TMPDIR/plain.ini" >"$TMPDIR/policy.ini"
cat >>"$TMPDIR/policy.ini" <<'INI'

[flag money]
title = 涉及经费

[category news]
title = 新闻

[category special]
title = 专题
tiers = college

[column events]
title = 活动
categories = news

[checks]
privacy/mobile = warn
typography = ack
INI
expect 0 as admin policy apply "$TMPDIR/policy.ini"

rules_of() { # POST: the rules found
	as collector check "$1" --json 2>/dev/null | jq -r '[.findings[].rule] | unique | join(" ")'
}

begin "no finding where the policy asks for nothing"
draft collector --column notice --category news
same "" "$(rules_of "$post")" "what was found"
expect 0 as collector submit "$post"

begin "form/grade: the policy proposes a higher one"
draft collector --column notice --flag money
same "form/grade" "$(rules_of "$post")" "what was found"
expect 1 as collector check "$post"
printed '[grade]'
printed 一般
printed 重大
run as collector check "$post" --json
holds '.findings[0] | .check == "form" and .severity == "ack" and .field == "grade"
	and .source == "网络阵地管理办法（三级审核）"'
refuse 3 as collector submit "$post"
said 'form/grade'
expect 0 as collector submit "$post" --waive form/grade=金额为零
draft collector --column notice --flag money --grade major
same "" "$(rules_of "$post")" "what was found"
expect 0 as collector submit "$post"

begin "form/grade: by what the other checks found"
printf '关于报名的通知\n\n请致电13800138000报名。\n' >"$TMPDIR/mobile"
expect 0 as collector new --from "$TMPDIR/mobile" --column notice
post=$(cat "$out")
same "form/grade privacy/mobile" "$(rules_of "$post")" "what was found"

begin "[checks] says how severe"
run as collector check "$post" --json
holds '[.findings[] | select(.rule == "privacy/mobile")][0].severity == "warn"'
printf '讲座通知\n\n请准时,参加。\n' >"$TMPDIR/mark"
expect 0 as collector new --from "$TMPDIR/mark" --column notice
post=$(cat "$out")
refuse 3 as collector submit "$post"
said typography/half-width
expect 0 as collector submit "$post" --waive typography/half-width=原文如此

begin "form/category: not for this unit, not in this column"
draft collector --column notice --category special
same "form/category form/channel" "$(rules_of "$post")" "of another tier"
refuse 3 as collector submit "$post"
draft collector --column events --category news
same "" "$(rules_of "$post")" "in its column"

begin "form/time: over when it is checked"
draft collector --column notice --category news --at 2026-11-23T09:00:00+08:00
same "form/time" "$(rules_of "$post")" "what was found"
expect 0 as collector submit "$post"
draft collector --column notice --category news --at 2026-11-24T09:00:00+08:00
same "" "$(rules_of "$post")" "of a time to come"

begin "in both languages"
draft collector --column notice --flag money
LANGUAGE=zh_CN run as collector check "$post"
printed '按审核制度，此类稿件应为“重大”'

begin "handed in, a post is checked by its own policy"
draft collector --column notice --flag money --grade routine
expect 0 as collector submit "$post" --waive form/grade=已报备
expect 0 as admin policy apply "$TMPDIR/plain.ini"
same "form/grade" "$(rules_of "$post")" "by its own policy"
expect 0 anybody verify

finish
