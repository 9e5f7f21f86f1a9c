#!/bin/sh
# held - what never enters the archive: identity numbers, secrecy markings.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

number=11010519491231002X # the standard's own example
secret=$TMPDIR/secret.txt
printf '%s\n\n%s\n' 国家奖学金拟推荐名单公示 \
	"张三，身份证号 $number，信息工程学院。" >"$secret"
covered=$TMPDIR/covered.txt
printf '%s\n\n%s\n' 国家奖学金拟推荐名单公示 \
	'张三，学号后四位 0231，信息工程学院。' >"$covered"

absent() { # TEXT: in no object of the archive
	archive cat-file --batch-all-objects --batch --buffer >"$TMPDIR/objects"
	[ -s "$TMPDIR/objects" ] || wrong "no objects could be read"
	if LC_ALL=C grep -a -q -F -e "$1" "$TMPDIR/objects"; then
		wrong "$1 is in the archive"
	fi
}

newsroom "$TMPDIR/held"

begin "new, held: its id is recorded and nothing else"
expect 1 as collector new --from "$secret"
post=$(cat "$out")
case $post in
20261123-[0-9][0-9][0-9]) ;;
*) wrong "it printed $post" ;;
esac
[ -s "$err" ] || wrong "it did not say why"
same "new $post" "$(subject main)" "the subject"
same "Actor At Event Op-Id Post Provider Role Unit" \
	"$(archive log -1 --format=%B main | git interpret-trailers --parse |
		sed 's/:.*//' | LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//')" "the trailers"
same 1 "$(archive log -1 --format=%P main | wc -w)" "the parents"
archive cat-file -e "main:$(path_of "$post")/content" 2>/dev/null &&
	wrong "there is a content/"
absent "$number"
absent 国家奖学金拟推荐名单公示
archive log -p main | grep -q -e "$number" && wrong "it is in git log -p"
archive grep -q -e "$number" main && wrong "git grep finds it"
same true "$(shown "$post" .held)" "held"

begin "saved with it again: nothing is recorded"
refuse 1 as collector save "$post" --from "$secret"
refuse 3 as collector submit "$post"
absent "$number"

begin "saved without it: revision 1"
expect 0 as collector save "$post" --from "$covered" --json
holds '.revision == 1 and .event == "save"'
same false "$(shown "$post" .held)" "held"
same 国家奖学金拟推荐名单公示 "$(shown "$post" .title)" "the title"
archive cat-file -e "main:$(path_of "$post")/content/post.md" || wrong "no content/"
absent "$number"
expect 0 as collector submit "$post"
expect 0 anybody verify

begin "a revision that holds it is not recorded"
draft collector
refuse 1 as collector save "$post" --from "$secret"
same 1 "$(shown "$post" .revision)" "the revision"
same true "$(shown "$post" .held)" "held"
refuse 3 as collector submit "$post"
expect 0 as collector save "$post" --from "$text2"
same 2 "$(shown "$post" .revision)" "the revision"
expect 0 as collector submit "$post"
absent "$number"

begin "release, by whom and with a reason"
expect 1 as collector new --from "$secret"
post=$(cat "$out")
refuse 3 as collector release "$post" --opinion 已核
refuse 3 as manager release "$post" --opinion 已核
refuse 3 as head2 release "$post" --opinion 已核
refuse 3 as auditor release "$post" --opinion 已核
refuse 2 as head release "$post"
refuse 2 as head release "$post" --opinion ''
absent "$number"
expect 0 as head release "$post" --opinion 本人书面同意公开 --json
holds '.event == "release" and .revision == 1'
same release "$(trailer main Event)" "the event"
same head "$(trailer main Actor)" "the actor"
archive log -1 --format=%B main | grep -q 本人书面同意公开 || wrong "the reason is missing"
archive show "main:$(path_of "$post")/content/post.md" | grep -q "$number" ||
	wrong "the text is missing"
same false "$(shown "$post" .held)" "held"
refuse 3 as head release "$post" --opinion 再次
expect 0 as collector submit "$post"
expect 0 anybody verify

begin "nobody releases a text of their own"
expect 1 as head new --from "$secret"
post=$(cat "$out")
refuse 3 as head release "$post" --opinion 已核
expect 0 as propaganda release "$post" --opinion 已核

begin "one op-id for two people, or two posts, mixes no texts"
draft collector
first=$post
draft collector2
second=$post
draft collector
third=$post
refuse 1 as collector save "$first" --from "$secret" --op-id one
refuse 1 as collector2 save "$second" --from "$secret" --title 他人的题 --op-id one
refuse 1 as collector save "$third" --from "$secret" --title 另一篇 --op-id one
for post in "$first" "$second" "$third"; do
	same true "$(shown "$post" .held)" "held"
done
expect 0 as collector save "$third" --from "$covered"
same true "$(shown "$first" .held)" "held, still"
same true "$(shown "$second" .held)" "held, still"
expect 0 as collector2 new --from "$covered" --op-id one
same false "$(shown "$(cat "$out")" .held)" "held"
refuse 3 as head2 release "$(cat "$out")" --opinion 已核

# The rest must leave no trace of another number.
number=11010119900307475X
printf '%s\n\n%s\n' 关于领取证书的通知 "请 $number 的同学领取。" >"$secret"
newsroom "$TMPDIR/second"

begin "held by the title"
expect 1 as collector new --from "$text" --title "关于$number的通知"
post=$(cat "$out")
same "new $post" "$(subject main)" "the subject"
absent "$number"

begin "held by summary, audience, attachment name"
expect 1 as collector new --from "$text" --summary "见 $number"
expect 1 as collector new --from "$text" --audience "$number"
draft collector
refuse 1 as collector attach "$post" "$text" --name "$number.txt"
refuse 1 as collector save "$post" --title "关于$number的通知"
absent "$number"

begin "an opinion that holds it: nothing is recorded"
submitted collector
see "$post"
refuse 1 as manager sign "$post" --content "$content" --opinion "同意，$number 已核。"
refuse 1 as manager return "$post" --content "$content" --opinion "请删 $number"
refuse 1 as manager reject "$post" --content "$content" --opinion "含 $number"
refuse 1 as manager raise "$post" --grade major --opinion "含 $number"
expect 1 as collector new --from "$secret"
held=$(cat "$out")
refuse 1 as head release "$held" --opinion "$number 同意公开"
absent "$number"

begin "a reason that holds it: nothing is recorded"
printf '%s\n\n%s\n' 关于报名的通知 '报名请致电 13800138000 咨询。' >"$TMPDIR/phone.txt"
expect 0 as collector new --from "$TMPDIR/phone.txt"
post=$(cat "$out")
refuse 1 as collector submit "$post" --waive "privacy/mobile=$number 本人同意"
expect 0 as collector submit "$post" --waive privacy/mobile=值班电话
same 'privacy/mobile=值班电话' "$(trailer main Waive)" "the waiver recorded"
absent "$number"

begin "a wrong check digit is no identity number"
printf '%s\n\n%s\n' 关于编号的通知 '设备编号 110105194912310021，请核对。' >"$TMPDIR/device.txt"
expect 0 as collector new --from "$TMPDIR/device.txt"

begin "lower case x, full width"
printf '%s\n\n%s\n' 关于编号的通知 '编号 11010519491231002x，请核对。' >"$TMPDIR/lower.txt"
expect 1 as collector new --from "$TMPDIR/lower.txt"

begin "secrecy markings are held"
for marking in 机密★5年 秘密★1年 绝密★长期 机密★; do
	printf '%s\n%s\n\n%s\n' "$marking" 关于召开会议的通知 '会议定于周三召开。' \
		>"$TMPDIR/marked.txt"
	expect 1 as collector new --from "$TMPDIR/marked.txt"
	absent "$marking"
done

begin "words about secrecy are not"
printf '%s\n\n%s\n' 关于加强保密工作的通知 \
	'各单位不得发布涉密信息，严守国家秘密和机密，做好保密审查。' >"$TMPDIR/prose.txt"
expect 0 as collector new --from "$TMPDIR/prose.txt"

begin "check says block for what would be held"
expect 1 anybody check --json "$secret"
holds '.findings | any(.rule == "privacy/id-number" and .severity == "block")'
expect 1 anybody check --json "$TMPDIR/marked.txt"
holds '.findings | any(.rule == "secrecy/marking" and .severity == "block")'

finish
