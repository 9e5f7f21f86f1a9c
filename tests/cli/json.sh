#!/bin/sh
# json - the shapes of --json: stable keys, absent is null, times with offset.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

# Filters used below.
id='test("^[0-9a-f]{40}$")'
sha='test("^[0-9a-f]{64}$")'
moment='test("^2026-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+]08:00$")'

keys() { # JQ PATH KEY…: that object has exactly these keys
	keys_path=$1
	shift
	keys_want=$(printf ', "%s"' "$@")
	holds "($keys_path | keys) == ([${keys_want#, }] | sort)"
}

receipt() { # EVENT: the last answer is a receipt for it
	keys . post revision content event op_id receipt
	keys .receipt origin number commit at allowed_signers signature
	holds ".event == \"$1\" and (.op_id | test(\"^[A-Za-z0-9._-]{1,64}$\"))
		and (.receipt | (.commit | $id) and (.allowed_signers | $sha)
		and (.at | $moment) and all(.origin, .signature;
			type == \"string\" and length > 0))"
	same "$(main)" "$(field .receipt.commit)" "the receipt's commit"
	same "$(records)" "$(field .receipt.number)" "the receipt's number"
	same "$(field .receipt.at) $(field .op_id)" "$(archive log -1 --format=\
'%(trailers:key=At,valueonly,separator=) %(trailers:key=Op-Id,valueonly,separator=)' main)" \
		"the record's At and Op-Id"
	same "$(archive show main:allowed_signers | sha256sum)" \
		"$(field .receipt.allowed_signers)  -" "the receipt's allowed_signers"
}

newsroom "$TMPDIR/json"

begin "check"
printf '%s\r\n\r\n%s\r\n%s\r\n' '关于报名的通知' \
	'报名请发电子邮件给我们,或致电 13800138000 咨询。' \
	'We recieve applications until Friday.' >"$TMPDIR/found.txt"
expect 1 anybody check --json "$TMPDIR/found.txt"
keys . findings
holds '.findings | length >= 3'
for key in check rule severity start end line column text message suggestions source; do
	holds ".findings | all(has(\"$key\"))"
done
holds '.findings | all(.rule | test("^[a-z0-9-]+/[a-z0-9-]+$"))'
holds '.findings | all(.severity | IN("block", "ack", "warn", "info"))'
holds '.findings | all((.rule | split("/")[0]) == .check)'
holds '.findings | all(.suggestions | type == "array" and all(type == "string"))'
holds '.findings | all(.message | type == "string" and length > 0)'
holds '.findings | all(.start < .end and .line >= 1 and .column >= 1)'
holds '.findings | any(.rule == "privacy/mobile" and .severity == "ack"
	and .text == "13800138000")'
holds '.findings | any(.rule == "spelling/unknown" and .text == "recieve"
	and (.suggestions | index("receive")))'
holds '.findings | any(.rule == "typography/half-width" and .text == ",")'
holds '[.findings[].start] | . == sort'

begin "check, ranges slice to the text"
cp "$out" "$TMPDIR/findings"
jq -r '.findings[] | "\(.start) \(.end) \(.line) \(.column) \(.text)"' \
	"$TMPDIR/findings" >"$TMPDIR/ranges"
while read -r start end line column words; do
	same "$words" "$(tail -c +$((start + 1)) "$TMPDIR/found.txt" |
		head -c $((end - start)))" "bytes $start to $end"
	same "$words" "$(sed -n "${line}p" "$TMPDIR/found.txt" | tr -d '\r' |
		jq -Rr ".[$((column - 1)):]" | head -c $((end - start)))" \
		"line $line, column $column"
done <"$TMPDIR/ranges"

begin "check of clean text"
expect 0 anybody check --json "$text"
holds '. == {"findings": []}'

begin "new"
expect 0 as collector new --from "$text" --json
receipt new
holds '.revision == 1'
holds ".content | $id"
holds '.post | test("^20261123-[0-9]{3,}$")'
post=$(field .post)
content=$(field .content)
same "$content" "$(archive rev-parse "main:$(path_of "$post")/content")" \
	"the content id"

begin "op-id as given"
expect 0 as collector save "$post" --audience 师生 --json --op-id My.own_op-1
receipt save
holds '.op_id == "My.own_op-1" and .revision == 2'

begin "new, held"
printf '%s\n\n%s\n' 公示 '身份证号 11010519491231002X。' >"$TMPDIR/secret.txt"
expect 1 as collector new --from "$TMPDIR/secret.txt" --json
receipt new
holds '.revision == null and .content == null'
held=$(field .post)

begin "submit"
expect 0 as collector submit "$post" --json
receipt submit
holds '.revision == 2'
content=$(field .content)

begin "sign"
expect 0 as manager sign "$post" --content "$content" --opinion 同意发布。 --json
receipt sign
holds ".post == \"$post\" and .content == \"$content\" and .revision == 2"

begin "raise, return, withdraw, publish"
expect 0 as manager raise "$post" --grade major --opinion 重要活动 --json
receipt raise
expect 0 as head return "$post" --content "$content" --opinion 请改 --json
receipt return
expect 0 as collector submit "$post" --json
receipt submit
expect 0 as collector withdraw "$post" --json
receipt withdraw
approved collector
expect 0 as manager publish "$post" --json
receipt publish
public=$post

begin "correct, freeze, unfreeze, takedown, supersede"
expect 0 as manager freeze "$public" --opinion 有误 --json
receipt freeze
expect 0 as propaganda unfreeze "$public" --opinion 已核 --json
receipt unfreeze
expect 0 as collector correct "$public" --from "$text2" --json
receipt correct
holds '.revision == 2'
signs propaganda "$public"
expect 0 as manager publish "$public" --json
receipt publish
approved collector
expect 0 as manager publish "$post"
expect 0 as propaganda supersede "$public" --by "$post" --json
receipt supersede
expect 0 as propaganda takedown "$post" --opinion 有误 --json
receipt takedown
approved collector
expect 0 as manager publish "$post" --json
public=$post

begin "propose, accept, add, hand on, lower"
submitted collector --grade major
see "$post"
expect 0 as manager propose "$post" --content "$content" --from "$text2" \
	--opinion 改日期 --json
receipt propose
expect 0 as auditor show "$post" --json
keys .proposal content by revision
holds ".proposal.by == \"manager\" and .proposal.revision == 1
	and (.proposal.content | $id)"
expect 0 as collector accept "$post" --json
receipt submit
holds '.revision == 2'
see "$post"
expect 0 as manager add "$post" --content "$content" --to head3 --json
receipt add
expect 0 as auditor log "$post" --json
holds '.[-1].event == "add" and .[-1].person == "head3"'
signs manager "$post"
expect 0 as auditor show "$post" --json
holds '.route | any(.assignee == "head3" and .by == "manager"
	and .host == "manager")'
signs head3 "$post"
signs head "$post"
expect 0 as propaganda hand-on "$post" --content "$content" --to propaganda2 --json
receipt hand-on
expect 0 as leader lower "$post" --grade routine --opinion 一般 --json
receipt lower

begin "reject, attach, release"
expect 0 as head release "$held" --opinion 已获同意 --json
receipt release
holds '.revision == 1'
submitted collector
see "$post"
expect 0 as manager reject "$post" --content "$content" --opinion 不宜 --json
receipt reject
draft collector
expect 0 as collector attach "$post" "$text" --name 附件.txt --json
receipt save
holds '.revision == 2'

begin "organisation records"
expect 0 as admin person add zhang --name 张三 --unit unit1 --json
receipt person
holds '.post == null and .revision == null and .content == null'
expect 0 as admin unit add unit9 --name 体育部 --json
receipt unit
expect 0 as admin grant add zhang manager@unit9 --json
receipt grant

expect 0 as admin unit set unit9 --tier dept --json
receipt unit
expect 0 as admin unit end unit9 --into unit1 --json
receipt unit
expect 0 as auditor unit list --json
keys '.[-1]' unit name parent tier from until successor
holds ".[-1] | .unit == \"unit9\" and .tier == \"dept\" and .from == null
	and (.until | $moment) and .successor == \"unit1\""
expect 0 as admin person set zhang --kind guest --json
receipt person
expect 0 as auditor person list --json
keys '.[-1]' person name unit office lang kind disabled
holds '.[-1] | .person == "zhang" and .kind == "guest"'

begin "a receipt as text has the same keys"
expect 0 as collector new --from "$text" --title 另一篇 --json
post=$(field .post)
expect 0 as collector submit "$post"
signs manager "$post"
for key in origin number commit at allowed_signers signature; do
	grep -q "^$key: ." "$out" || wrong "no line $key: in the receipt"
done

begin "show"
submitted collector
signs manager "$post"
expect 0 as auditor show "$post" --json
keys . post title column unit provider grade work public revision content step \
	route signoffs deadline held category flags fields route_id proposal settle \
	successor public_revision
keys '.route[0]' step role unit state person at needs host by assignee
holds '.route | all(.needs == null and .host == null and .by == null
	and .assignee == null)'
holds '.category == null and .flags == [] and .fields == {}'
holds '.proposal == null and .settle == null and .successor == null
	and .public_revision == null'
holds '.route_id | test("^[a-z][a-z0-9-]*$")'
keys '.signoffs[0]' step role person decision opinion revision content at \
	valid signature
holds ".post == \"$post\" and .column == \"notice\" and .unit == \"unit1\""
holds '.provider == "collector" and .grade == "routine" and .revision == 1'
holds '.work == "in_review" and .public == "none" and .step == "unit-head"'
holds ".content | $id"
holds ".deadline | . == null or ($moment)"
holds '.held == false'
holds '[.route[].step] == ["manager", "unit-head", "propaganda"]'
holds '[.route[].state] == ["signed", "open", "waiting"]'
holds ".route[0].person == \"manager\" and (.route[0].at | $moment)"
holds '.route[1].person == null and .route[1].at == null'
holds '.signoffs | length == 1'
holds '.signoffs[0] | .step == "manager" and .person == "manager"
	and .decision == "sign" and .revision == 1 and .valid == true
	and .signature == "workstation"'
holds ".signoffs[0].role | test(\"manager\")"
holds ".signoffs[0].at | $moment"
holds '.content == .signoffs[0].content'

begin "show, a draft"
draft collector
expect 0 as auditor show "$post" --json
holds '.work == "draft" and .step == null and .deadline == null'
holds '.route == [] and .signoffs == []'

begin "show, held"
expect 1 as collector new --from "$TMPDIR/secret.txt" --title 公示名单
held=$(cat "$out")
expect 0 as auditor show "$held" --json
keys . post title column unit provider grade work public revision content step \
	route signoffs deadline held category flags fields route_id proposal settle \
	successor public_revision
holds '.held == true and .revision == null and .content == null'

begin "show, skipped never blocks"
approved collector
expect 0 as auditor show "$post" --json
holds '.work == "approved" and .step == null'
holds '.route | all(.state | IN("waiting", "open", "signed", "skipped"))'

row='post title work public step due unit content why soon again'
begin "queue"
submitted collector
expect 0 as manager queue --json
holds 'type == "array" and length >= 1'
# shellcheck disable=SC2086 # a list of keys
keys "(map(select(.post == \"$post\"))[0])" $row
holds "any(.post == \"$post\" and .why == \"sign\" and .step == \"manager\"
	and .work == \"in_review\" and .public == \"none\" and .unit == \"unit1\")"
holds "all(.due | . == null or ($moment))"
holds "all(.content | $id)"
holds '[.[].due | select(. != null)] | . == sort'
holds 'all(.why | IN("sign", "fix", "publish", "settle"))'
holds 'all(.again == false)'
holds 'any(.why == "publish")'
expect 0 as head queue --json
holds "all(.post != \"$post\")"
see "$post"
expect 0 as manager return "$post" --content "$content" --opinion 请改
expect 0 as collector queue --json
holds "any(.post == \"$post\" and .why == \"fix\" and .work == \"returned\")"
expect 0 as auditor queue --json
holds '. == []'
expect 0 as auditor queue --all --json
holds "any(.post == \"$post\")"

begin "list"
expect 0 as auditor list --json
holds 'type == "array"'
# shellcheck disable=SC2086 # a list of keys
keys '.[0]' $row
for key in $row; do
	holds "all(has(\"$key\"))"
done
holds "any(.post == \"$public\" and .public == \"published\")"
holds "any(.post == \"$held\" and .content == null)"
same "$(archive log --first-parent --format=%s main | grep -c '^new ')" \
	"$(field length)" "the number of posts"

begin "log"
expect 0 as auditor log "$public" --json
holds 'type == "array"'
keys '.[0]' commit event post revision content step actor at signature person \
	seats successor
holds '[.[].event] == ["new", "submit", "sign", "sign", "sign", "publish"]'
holds "all(.post == \"$public\")"
holds "all(.commit | $id)"
holds "all(.at | $moment)"
holds 'all(.signature | IN("person", "workstation"))'
holds '[.[] | select(.event == "sign") | .step] == ["manager", "unit-head", "propaganda"]'
holds '.[0].step == null'
expect 0 as auditor log --json
same "$(records)" "$(field length)" "the number of records"
same "$(archive rev-list --reverse --first-parent main)" "$(field '.[].commit')" \
	"the order of records"

begin "verify"
expect 0 anybody verify --json
holds '.flaws == []'

begin "one document, whatever the language"
expect 0 env LANGUAGE=zh_CN "$SANSHEN" --home "$home" --as auditor show "$public" --json
cp "$out" "$TMPDIR/zh"
expect 0 as auditor show "$public" --json
cmp -s "$out" "$TMPDIR/zh" || wrong "show --json differs by language"

finish
