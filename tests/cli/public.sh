#!/bin/sh
# public - what becomes of a post once it is public: corrected, frozen, taken
# down, replaced.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034
. "$(dirname "$0")/lib.sh"

policy=$TMPDIR/public.ini
cat >"$policy" <<'INI'
[policy]
id = public
title = 发布制度

[grade routine]
title = 一般

[column notice]
title = 通知公告
[channel site]
title = 官网
[channel wechat]
title = 公众号

[step manager]
title = 一审
role = manager@owner
deadline = none

[step final]
title = 终审
role = propaganda@institution
deadline = none
checklist = 内容, 格式
ticks = yes

[route routine]
when = any
steps = manager, final

[publish]
role = manager@owner

[after]
takedown = leader@institution
settle_within = 24h
INI

home=$TMPDIR/public
"$SANSHEN" --home "$home" init --demo --policy "$policy" >"$out" 2>"$err" || {
	echo "FAIL public: no newsroom: $(cat "$err")"
	exit 1
}

published() { # drafted by collector, signed, and on both channels; id in $post
	submitted collector --channel 'site, wechat'
	signs manager "$post"
	expect 0 as propaganda sign "$post" --content "$content" --tick all
	expect 0 as manager publish "$post"
}

begin "posts that are public"
published && first=$post
published && second=$post
published && third=$post
published && fourth=$post
draft collector --channel site && draft=$post
nobody=20991231-999

begin "freeze: at once, by any office of the route"
refuse 2 as manager freeze "$first"
refuse 2 as manager freeze "$first" --opinion ''
refuse 2 as manager freeze --opinion 有误
refuse 6 as manager freeze "$nobody" --opinion 有误
refuse 3 as auditor freeze "$first" --opinion 有误
refuse 3 as manager2 freeze "$first" --opinion 有误
refuse 3 as manager freeze "$draft" --opinion 有误
refuse 1 as manager freeze "$first" --opinion '身份证号 11010519491231002X'
expect 0 as manager freeze "$first" --opinion 照片未授权 --op-id freeze-1
said 'only registers'
printed 'event: freeze'
expect 0 as manager freeze "$first" --opinion 照片未授权 --op-id freeze-1
same frozen "$(shown "$first" .public)" public
same 2026-11-24T10:00:00+08:00 "$(shown "$first" .settle)" settle
refuse 3 as manager freeze "$first" --opinion 有误
LANGUAGE=zh_CN expect 0 as manager freeze "$second" --opinion 照片未授权 --json
said '系统只登记，请立即到网站后台下线'
holds '.event == "freeze" and .revision == 1'

begin "a freeze waits for who decides"
expect 0 as propaganda queue --json
holds "any(.[]; .post == \"$first\" and .why == \"settle\")"
expect 0 as propaganda queue
printed 'to decide'
expect 0 as auditor show "$first"
printed 'To be decided by: 2026-11-24 10:00'

begin "unfreeze: by the last approving level"
refuse 2 as propaganda unfreeze "$first"
refuse 6 as propaganda unfreeze "$nobody" --opinion 已核
refuse 3 as manager unfreeze "$first" --opinion 已核
refuse 3 as auditor unfreeze "$first" --opinion 已核
refuse 3 as propaganda unfreeze "$third" --opinion 已核
expect 0 as propaganda unfreeze "$first" --opinion 授权已补
same published "$(shown "$first" .public)" public
same null "$(shown "$first" .settle)" settle

begin "takedown: by whom the policy names"
refuse 2 as leader takedown "$second"
refuse 6 as leader takedown "$nobody" --opinion 有误
refuse 3 as propaganda takedown "$second" --opinion 有误
refuse 3 as leader takedown "$draft" --opinion 有误
expect 0 as leader takedown "$second" --opinion 内容失实
said 'only registers'
same taken_down "$(shown "$second" .public)" public
refuse 3 as leader takedown "$second" --opinion 有误
refuse 3 as propaganda unfreeze "$second" --opinion 已核
refuse 3 as manager publish "$second"
refuse 3 as collector correct "$second" --from "$text2"

begin "supersede: by another post that is public"
refuse 2 as propaganda supersede "$third"
refuse 6 as propaganda supersede "$third" --by "$nobody"
refuse 6 as propaganda supersede "$third" --by nonsense
refuse 6 as propaganda supersede "$nobody" --by "$third"
refuse 3 as manager supersede "$third" --by "$fourth"
refuse 3 as propaganda supersede "$third" --by "$draft"
refuse 3 as propaganda supersede "$third" --by "$third"
expect 0 as propaganda supersede "$third" --by "$fourth" --opinion 有新通知
same superseded "$(shown "$third" .public)" public
same "$fourth" "$(shown "$third" .successor)" successor
expect 0 as auditor log "$third"
printed "→ $fourth"
expect 0 as auditor show "$third"
printed "Replaced by: $fourth"
refuse 3 as propaganda supersede "$third" --by "$fourth"

begin "a correction passes its last approving level, and is published again"
refuse 2 as collector correct "$first"
refuse 6 as collector correct "$nobody" --from "$text2"
refuse 6 as collector correct "$first" --from ./none.txt
refuse 3 as auditor correct "$first" --from "$text2"
refuse 3 as collector correct "$draft" --from "$text2"
printf '%s\n\n%s\n' '关于报名的通知' '报名请联系 13800138000 张老师。' >"$TMPDIR/phone"
refuse 3 as collector correct "$first" --from "$TMPDIR/phone"
said privacy/mobile
printf '通知\n\n身份证号 11010519491231002X。\n' >"$TMPDIR/held"
refuse 1 as collector correct "$first" --from "$TMPDIR/held"
expect 0 as collector correct "$first" --from "$text2" --opinion 日期有误 \
	--op-id correct-1
printed '终审'
expect 0 as collector correct "$first" --from "$text2" --opinion 日期有误 \
	--op-id correct-1
same 2 "$(shown "$first" .revision)" revision
same in_review "$(shown "$first" .work)" work
same 1 "$(shown "$first" .public_revision)" 'the public revision'
expect 0 as auditor show "$first"
printed 'Published is revision 1.'
printed 'a correction that is not approved'
printed 'publication recorded'
same final "$(shown "$first" '[.route[] | select(.state == "open") | .step] | join(" ")')" 'the open step'
refuse 3 as collector correct "$first" --from "$text"
see "$first"
refuse 3 as manager sign "$first" --content "$content"
expect 0 as propaganda sign "$first" --content "$content" --tick all
same approved "$(shown "$first" .work)" work
same published "$(shown "$first" .public)" public
expect 0 as auditor show "$first"
printed 'approved, but not published yet'
expect 0 as manager queue --json
holds "any(.[]; .post == \"$first\" and .why == \"publish\")"
expect 0 as manager publish "$first" --channel site
expect 0 as manager publish "$first" --channel wechat
same corrected "$(shown "$first" .public)" public
refuse 3 as manager publish "$first"
expect 0 as collector correct "$first" --from "$text" --title 关于讲座的通知
same 3 "$(shown "$first" .revision)" revision
expect 0 as auditor log "$first"
printed 'correction drafted'
printed '日期有误'

begin "a frozen post is corrected"
expect 0 as manager freeze "$fourth" --opinion 有误
expect 0 as collector correct "$fourth" --from "$text2"
expect 0 as propaganda queue --json
holds "[.[] | select(.post == \"$fourth\") | {why, due, step}] == [
	{why: \"settle\", due: \"2026-11-24T10:00:00+08:00\", step: null},
	{why: \"sign\", due: null, step: \"final\"}]"
expect 0 as propaganda queue --all --json
holds "[.[] | select(.post == \"$fourth\") | .why] == [\"settle\", \"sign\"]"
expect 0 as propaganda queue
same 2 "$(grep -c "^$fourth" "$out")" 'how often it stands there'
grep "^$fourth" "$out" | head -n 1 | grep -q 'tomorrow 10:00' ||
	wrong 'not by when it is to be decided'
SANSHEN_NOW=2026-11-24T11:00:00+08:00 expect 0 as propaganda queue
grep "^$fourth" "$out" | head -n 1 | grep -q overdue || wrong 'not overdue'
see "$fourth"
expect 0 as propaganda sign "$fourth" --content "$content" --tick all
expect 0 as manager publish "$fourth"
same 2 "$(shown "$fourth" .public_revision)" 'the public revision'
same corrected "$(shown "$fourth" .public)" public

begin "a correction that is taken back leaves what is published"
published && fifth=$post
expect 0 as collector correct "$fifth" --from "$text2"
expect 0 as collector withdraw "$fifth"
printed 'The published text stays'
printed "sanshen correct $fifth"
grep -q 'saved and submitted' "$out" && wrong 'it says that it may be saved'
expect 0 as auditor show "$fifth"
printed 'Published is revision 1.'
grep -q ' $' "$out" && wrong 'a blank at the end of a line'
submitted collector --channel site
expect 0 as collector withdraw "$post"
printed 'It may be saved and submitted again'

begin "a frozen post whose correction waits stands in the queue once for each"
timed=$home
home=$TMPDIR/timeless
sed '/^settle_within/d' "$policy" >"$TMPDIR/timeless.ini"
expect 0 sanshen --home "$home" init --demo --policy "$TMPDIR/timeless.ini"
published
expect 0 as propaganda freeze "$post" --opinion 有误
expect 0 as collector correct "$post" --from "$text2"
expect 0 as propaganda queue --json
holds "[.[] | select(.post == \"$post\") | .why] == [\"settle\", \"sign\"]"
settle
home=$timed

begin "nothing is amiss in the archive"
expect 0 anybody verify
finish
