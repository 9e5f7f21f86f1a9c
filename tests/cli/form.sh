#!/bin/sh
# form - categories, flags and the policy's own fields, from new to the archive.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034
. "$(dirname "$0")/lib.sh"

policy=$TMPDIR/form.ini
cat >"$policy" <<'INI'
[policy]
id = form
title = 填报制度

[grade routine]
title = 一般

[category notice]
title = 通知公告类
[category news]
title = 新闻类
[category college]
title = 学院专用
tiers = college

[flag abroad]
title = 涉外
[flag minors]
title = 涉未成年人

[field contact]
title = 联系人
required = category is news
[field origin]
title = 稿件来源
options = 原创, 转载

[column notice]
title = 通知公告
[channel site]
title = 官网

[step manager]
title = 一审
role = manager@owner
deadline = none
[step foreign]
title = 外事审核
role = propaganda@institution
when = flag abroad
deadline = none
[step origin]
title = 版权审核
role = leader@institution
when = field origin is 转载
deadline = none

[route all]
when = any
steps = manager, foreign, origin

[publish]
role = manager@owner
INI

home=$TMPDIR/form
"$SANSHEN" --home "$home" init --demo --policy "$policy" >"$out" 2>"$err" || {
	echo "FAIL form: no newsroom: $(cat "$err")"
	exit 1
}

begin "what the form says is kept and shown"
draft collector --category news --flag abroad --flag 'minors, abroad' \
	--field contact=张三 --field 'origin=原创' && first=$post
same news "$(shown "$first" .category)" category
same 'abroad minors' "$(shown "$first" '.flags | join(" ")')" flags
same '{"contact":"张三","origin":"原创"}' "$(shown "$first" '.fields | tojson')" fields
expect 0 as auditor show "$first"
printed 'Category: 新闻类'
printed 'Involves: 涉外, 涉未成年人'
printed '联系人: 张三'
printed '稿件来源: 原创'
expect 0 archive show "main:$(path_of "$first")/content/form.ini"
printed 'category = news'
printed 'flags = abroad, minors'
printed 'contact = 张三'

begin "a save changes only what is given"
expect 0 as collector save "$first" --from "$text2"
same news "$(shown "$first" .category)" category
same 'abroad minors' "$(shown "$first" '.flags | join(" ")')" flags
expect 0 as collector save "$first" --flag minors --field contact= --category ''
same null "$(shown "$first" .category)" category
same minors "$(shown "$first" '.flags | join(" ")')" flags
same '{"origin":"原创"}' "$(shown "$first" '.fields | tojson')" fields
expect 0 as collector save "$first" --flag '' --field origin=
same '' "$(shown "$first" '.flags | join(" ")')" flags
same '{}' "$(shown "$first" '.fields | tojson')" fields
expect 0 as auditor diff "$first" 1 4
printed '联系人'

begin "what the policy does not know"
refuse 6 as collector new --from "$text" --category sport
refuse 6 as collector new --from "$text" --flag loud
refuse 6 as collector new --from "$text" --field colour=红
refuse 6 as collector save "$first" --category sport
refuse 6 as collector save "$first" --flag 'minors, loud'
refuse 6 as collector save "$first" --field colour=红
refuse 2 as collector save "$first" --field contact
refuse 2 as collector save "$first" --field '=张三'
refuse 2 as collector save "$first" --field 'Contact=张三'
refuse 2 as collector save "$first" --field "contact=$(printf 'a\nb')"
refuse 2 as collector save "$first" --category
refuse 3 as auditor save "$first" --category news

begin "the form decides the route"
expect 0 as collector save "$first" --category notice
expect 0 as collector submit "$first"
same manager "$(shown "$first" '[.route[].step] | join(" ")')" route
same all "$(shown "$first" .route_id)" 'the route'
draft collector --flag abroad --field origin=转载
expect 0 as collector submit "$post"
same 'manager foreign origin' "$(shown "$post" '[.route[].step] | join(" ")')" route
see "$post"
signs manager "$post"
signs propaganda "$post"
signs leader "$post"
same approved "$(shown "$post" .work)" work

begin "a form that is not filled in is not handed in"
draft collector --category news
refuse 3 as collector submit "$post"
said 联系人
expect 0 as collector save "$post" --field contact=李四 --field origin=抄来
refuse 3 as collector submit "$post"
said '稿件来源 (origin) = “抄来”; it must be one of: 原创, 转载'
expect 0 as collector save "$post" --field origin=原创
expect 0 as collector submit "$post"

begin "a proposal and a correction carry the form, too"
see "$post"
expect 0 as manager propose "$post" --content "$content" --from "$text2" \
	--category notice --flag minors --field contact= --opinion 改为通知
expect 0 as auditor diff "$post" proposal
printed '通知公告'
expect 0 as collector accept "$post"
same notice "$(shown "$post" .category)" category
same minors "$(shown "$post" '.flags | join(" ")')" flags
same '{"origin":"原创"}' "$(shown "$post" '.fields | tojson')" fields
same "$(shown "$post" .proposal.content)" "$(shown "$post" .content)" content
signs manager "$post"
expect 0 as manager publish "$post"
expect 0 as collector correct "$post" --from "$text" --category news \
	--field contact=王五
same news "$(shown "$post" .category)" category
same '{"contact":"王五","origin":"原创"}' "$(shown "$post" '.fields | tojson')" fields

begin "nothing is amiss in the archive"
expect 0 anybody verify
finish
