#!/bin/sh
# contract - every command's success and refusals, and in which order it judges.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034
. "$(dirname "$0")/lib.sh"

newsroom "$TMPDIR/contract"
zeros=0000000000000000000000000000000000000000
nobody=20991231-999
phone=$TMPDIR/phone.txt
printf '%s\n\n%s\n' '关于报名的通知' '报名请联系 13800138000 张老师。' >"$phone"
secret=$TMPDIR/secret.txt
printf '%s\n\n%s\n' '公示' '身份证号 11010519491231002X，特此公示。' >"$secret"
broken=$TMPDIR/broken.txt
printf '通知\377通知\n' >"$broken"
policy=$TMPDIR/policy.ini

# A post in each state.
begin "posts in every state"
draft collector && draft=$post
submitted collector && review=$post && see "$review" && review_id=$content
submitted collector && two=$post && signs manager "$two" && two_id=$content
approved collector && ready=$post && ready_id=$content
approved collector && public=$post && public_id=$content
expect 0 as manager publish "$public"
submitted collector && back=$post && see "$back" && back_id=$content
expect 0 as manager return "$back" --content "$back_id" --opinion '请补充时间。'
submitted collector && taken=$post
expect 0 as collector withdraw "$taken"
submitted collector && dead=$post && see "$dead" && dead_id=$content
expect 0 as manager reject "$dead" --content "$dead_id" --opinion '不宜发布。'
expect 1 as collector new --from "$secret" && held=$(cat "$out")
approved collector --at 2026-12-24T09:00:00+08:00 && later=$post
submitted manager && mine=$post && see "$mine" && mine_id=$content
expect 0 as collector new --from "$phone" && open=$(cat "$out")
submitted collector && other=$post && see "$other" && other_id=$content
submitted collector --grade major && major=$post
expect 0 as collector withdraw "$major"
expect 0 as admin person add gone --name 钱去 --unit unit1
expect 0 as admin person disable gone
expect 0 as admin policy show --text && cp "$out" "$policy"

# name | as (-: nobody named) | command | status. Refused ones (2 to 6), and 1
# but for `check`, must leave main and the index as they were.
table() {
	while IFS='|' read -r row who command want <&3; do
		case $row in '' | '#'*) continue ;; esac
		begin "$row"
		eval "set -- $command"
		[ "$who" = - ] || set -- --as "$who" "$@"
		case $want in
		0) expect 0 anybody "$@" ;;
		*) refuse "$want" anybody "$@" ;;
		esac
	done
}

table 3<<'TABLE'
# 2: used wrongly
no command and no terminal|collector||2
edit without terminal|collector|edit $draft|2
edit of two posts|collector|edit $draft $review|2
unknown command|collector|frobnicate|2
unknown option|collector|new --frobnicate x|2
unknown option of a reader|auditor|show $draft --frobnicate|2
unknown option before the command|collector|--frobnicate queue|2
option without its value|collector|new --title|2
show without a post|auditor|show|2
show of two posts|auditor|show $draft $review|2
get without a name|auditor|get $draft|2
save without a post|collector|save|2
submit without a post|collector|submit|2
publish without a post|manager|publish|2
check without a file|collector|check|2
attach without a name|collector|attach $draft $phone|2
person without a verb|admin|person|2
person with an unknown verb|admin|person promote head|2
person add without a name|admin|person add zhang --unit unit1|2
person add without a unit|admin|person add zhang --name 张三|2
person add with a bad id|admin|person add Zhang.San --name 张三 --unit unit1|2
person set with a bad language|admin|person set head --lang klingon|2
unit add without a name|admin|unit add unit9|2
unit add with a bad id|admin|unit add ../x --name 某部|2
grant add without a right|admin|grant add head|2
grant add without a unit|admin|grant add head manager|2
grant add with a bad day|admin|grant add head manager@unit1 --from 2026-02-30|2
policy without a verb|admin|policy|2
key without a verb|admin|key|2
key add without a file|admin|key add head|2
key add of a file that is no key|admin|key add head $phone|2
key end without a fingerprint|admin|key end head|2
serve without a person|-|serve|2
policy apply without a file|admin|policy apply|2
sign without content and terminal|manager|sign $review|2
sign without post and terminal|manager|sign|2
return without an opinion|manager|return $review --content $review_id|2
return with an empty opinion|manager|return $review --content $review_id --opinion ""|2
return without content|manager|return $review --opinion 请改|2
reject without an opinion|manager|reject $review --content $review_id|2
reject without content|manager|reject $review --opinion 不发|2
raise without a grade|manager|raise $review --opinion 重大事项|2
raise without an opinion|manager|raise $review --grade major|2
lower without a grade|leader|lower $major --opinion 一般|2
lower without an opinion|leader|lower $major --grade routine|2
release without an opinion|head|release $held|2
joint without content|head|joint $two|2
joint without a post|head|joint --content $two_id|2
add without a person|head|add $two --content $two_id|2
add without content|head|add $two --to leader|2
hand-on without a person|head|hand-on $two --content $two_id|2
propose without a text|head|propose $two --content $two_id --opinion 请改|2
propose without an opinion|head|propose $two --content $two_id --from $text2|2
propose without content|head|propose $two --from $text2 --opinion 请改|2
propose like another|head|propose $two --content $two_id --from $text2 --opinion 请改 --like $draft|2
accept without a post|collector|accept|2
correct without a text|collector|correct $public|2
correct of the grade|collector|correct $public --from $text2 --grade major|2
freeze without an opinion|manager|freeze $public|2
freeze with an empty opinion|manager|freeze $public --opinion ""|2
unfreeze without an opinion|propaganda|unfreeze $public|2
takedown without an opinion|propaganda|takedown $public|2
supersede without a successor|propaganda|supersede $public|2
tick that is not asked for|manager|sign $review --content $review_id --tick 天气|2
tick without a content|manager|sign $review --tick all|2
field without a value|collector|save $draft --field contact|2
show of two texts|auditor|show $draft --text --proposal|2
show of a proposal as JSON|auditor|show $draft --json --proposal|2
diff with half a pair|auditor|diff $draft 1|2
person set without a word|admin|person set head|2
person add of a bad kind|admin|person add zhang --name 张三 --unit unit1 --kind robot|2
unit set without a word|admin|unit set unit1|2
unit set of a bad tier|admin|unit set unit1 --tier "No Tier"|2
unit end without an heir|admin|unit end unit1|2
unit end with a bad day|admin|unit end unit1 --into unit2 --from 2026-02-30|2
waiver without a reason|collector|submit $open --waive privacy/mobile|2
waiver with an empty reason|collector|submit $open --waive privacy/mobile=|2
op-id with a blank|collector|new --from $text --op-id "a b"|2
op-id of 65 letters|collector|new --from $text --op-id aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|2
op-id of none|collector|new --from $text --op-id ""|2
op-id with a slash|manager|publish $ready --op-id a/b|2
publish time that is none|collector|new --from $text --at tomorrow|2
empty text|collector|new --from /dev/null|2
text that is no UTF-8|collector|new --from $broken|2
title with a line break|collector|new --from $text --title "$(printf "a\nb")"|2
title with an escape|collector|new --from $text --title "$(printf "a\033b")"|2
nobody named|-|queue|2
nobody named for a change|-|new --from $text|2
unknown person|stranger|queue|2
unknown person for a change|stranger|submit $draft|2
# verbs of later versions are in a table of their own, below
# 3: the person
disabled person reads|gone|queue|3
disabled person writes|gone|new --from $text|3
# 6: no such thing
show of no post|auditor|show $nobody|6
log of no post|auditor|log $nobody|6
diff of no post|auditor|diff $nobody|6
diff of no revision|auditor|diff $draft 1 9|6
check of no post|auditor|check $nobody|6
check of no file|auditor|check ./none.txt|6
get of no post|auditor|get $nobody a.txt|6
get of no attachment|auditor|get $draft none.txt|6
save of no post|collector|save $nobody --from $text|6
attach to no post|collector|attach $nobody $phone --name a.txt|6
submit of no post|collector|submit $nobody|6
sign of no post|manager|sign $nobody --content $review_id|6
return of no post|manager|return $nobody --content $review_id --opinion 请改|6
reject of no post|manager|reject $nobody --content $review_id --opinion 不发|6
raise of no post|manager|raise $nobody --grade major --opinion 重大|6
withdraw of no post|collector|withdraw $nobody|6
publish of no post|manager|publish $nobody|6
release of no post|head|release $nobody --opinion 已核|6
new from no file|collector|new --from ./none.txt|6
new like no post|collector|new --like $nobody|6
unknown column|collector|new --from $text --column sport|6
unknown channel|collector|new --from $text --channel radio|6
unknown grade|collector|new --from $text --grade gigantic|6
save with an unknown column|collector|save $draft --column sport|6
save with an unknown grade|collector|save $draft --grade gigantic|6
raise to an unknown grade|manager|raise $review --grade gigantic --opinion 重大|6
lower to an unknown grade|leader|lower $major --grade gigantic --opinion 一般|6
new of an unknown category|collector|new --from $text --category sport|6
new with an unknown flag|collector|new --from $text --flag loud|6
new with an unknown field|collector|new --from $text --field colour=红|6
joint of no post|head|joint $nobody --content $two_id|6
add of no post|head|add $nobody --content $two_id --to leader|6
add of no person|head|add $two --content $two_id --to stranger|6
hand-on to no person|head|hand-on $two --content $two_id --to stranger|6
propose of no post|head|propose $nobody --content $two_id --from $text2 --opinion 请改|6
propose from no file|head|propose $two --content $two_id --from ./none.txt --opinion 请改|6
accept of no post|collector|accept $nobody|6
accept of no proposal|collector|accept $back|6
show of no proposal|auditor|show $draft --proposal|6
diff of no proposal|auditor|diff $draft proposal|6
correct of no post|collector|correct $nobody --from $text2|6
freeze of no post|manager|freeze $nobody --opinion 有误|6
unfreeze of no post|propaganda|unfreeze $nobody --opinion 已核|6
takedown of no post|propaganda|takedown $nobody --opinion 有误|6
supersede of no post|propaganda|supersede $nobody --by $public|6
supersede by no post|propaganda|supersede $public --by $nobody|6
key of no person|admin|key add stranger $phone|6
key from no file|admin|key add head ./none.txt|6
end of no key|admin|key end head SHA256:none|6
set of no unit|admin|unit set unit9 --name 某部|6
end of no unit|admin|unit end unit9 --into unit1|6
end into no unit|admin|unit end unit1 --into unit9|6
publish on an unknown channel|manager|publish $ready --channel radio|6
person of an unknown unit|admin|person add zhang --name 张三 --unit unit9|6
set of no person|admin|person set stranger --lang en|6
disable of no person|admin|person disable stranger|6
enable of no person|admin|person enable stranger|6
unit below no unit|admin|unit add unit9 --name 某部 --parent unit8|6
grant to no person|admin|grant add stranger manager@unit1|6
grant of no role|admin|grant add head emperor@unit1|6
grant in no unit|admin|grant add head manager@unit9|6
end of a grant not held|admin|grant end collector manager@unit1|6
copy of no policy|collector|policy copy no-such-policy|6
check of no policy file|collector|policy check ./none.ini|6
apply of no policy file|admin|policy apply ./none.ini|6
# 3: the right
auditor drafts|auditor|new --from $text|3
leader drafts|leader|new --from $text|3
admin drafts|admin|new --from $text|3
another saves|collector2|save $draft --from $text2|3
a manager saves another's|manager|save $draft --from $text2|3
another attaches|manager|attach $draft $phone --name a.txt|3
another submits|manager|submit $draft|3
another withdraws|manager|withdraw $review|3
auditor signs|auditor|sign $review --content $review_id|3
collector signs|collector2|sign $review --content $review_id|3
another unit's manager signs|manager2|sign $review --content $review_id|3
another unit's head signs|head2|sign $two --content $two_id|3
leader signs a routine post|leader|sign $review --content $review_id|3
auditor returns|auditor|return $review --content $review_id --opinion 请改|3
auditor rejects|auditor|reject $review --content $review_id --opinion 不发|3
auditor raises|auditor|raise $review --grade major --opinion 重大|3
provider raises|collector|raise $review --grade major --opinion 重大|3
provider publishes without the role|collector|publish $ready|3
another unit's manager publishes|manager2|publish $ready|3
auditor publishes|auditor|publish $ready|3
provider releases|collector|release $held --opinion 已核|3
another unit's head releases|head2|release $held --opinion 已核|3
manager adds a person|manager|person add zhang --name 张三 --unit unit1|3
manager disables a person|manager|person disable collector|3
manager adds a unit|manager|unit add unit9 --name 某部|3
manager grants|manager|grant add manager unit-head@unit1|3
head ends a grant|head|grant end manager manager@unit1|3
provider lowers|collector|lower $two --grade routine --opinion 一般|3
auditor lowers|auditor|lower $two --grade routine --opinion 一般|3
another unit's head opens a joint review|head2|joint $two --content $two_id|3
auditor adds a signer|auditor|add $two --content $two_id --to leader|3
auditor hands on|auditor|hand-on $two --content $two_id --to head3|3
auditor proposes|auditor|propose $two --content $two_id --from $text2 --opinion 请改|3
another corrects|auditor|correct $public --from $text2|3
auditor freezes|auditor|freeze $public --opinion 有误|3
auditor unfreezes|auditor|unfreeze $public --opinion 已核|3
manager takes down|manager|takedown $public --opinion 有误|3
manager supersedes|manager|supersede $public --by $ready|3
manager sets a unit|manager|unit set unit1 --name 某部|3
manager ends a unit|manager|unit end unit1 --into unit2|3
manager sets a kind|manager|person set head --kind guest|3
one's own kind|head|person set head --kind guest|3
manager applies a policy|manager|policy apply $policy|3
# 3: provider and second signature
provider signs|manager|sign $mine --content $mine_id|3
provider rejects|manager|reject $mine --content $mine_id --opinion 不发|3
second signature|manager|sign $two --content $two_id|3
# 4: stale
wrong content|manager|sign $review --content $zeros|4
wrong content, return|manager|return $review --content $zeros --opinion 请改|4
wrong content, reject|manager|reject $review --content $zeros --opinion 不发|4
wrong content, joint|head|joint $two --content $zeros|4
wrong content, add|head|add $two --content $zeros --to leader|4
wrong content, hand-on|head|hand-on $two --content $zeros --to head3|4
wrong content, propose|head|propose $two --content $zeros --from $text2 --opinion 请改|4
# 3: turn and state
not yet the head's turn|head|sign $review --content $review_id|3
not yet propaganda's turn|propaganda|sign $two --content $two_id|3
not propaganda's turn to return|propaganda|return $two --content $two_id --opinion 请改|3
save while in review|collector|save $review --from $text2|3
attach while in review|collector|attach $review $phone --name a.txt|3
submit while in review|collector|submit $review|3
save while approved|collector|save $ready --from $text2|3
save while published|collector|save $public --from $text2|3
save once rejected|collector|save $dead --from $text2|3
submit once rejected|collector|submit $dead|3
sign once rejected|manager|sign $dead --content $dead_id|3
sign once returned|manager|sign $back --content $back_id|3
sign once approved|propaganda2|sign $ready --content $ready_id|3
return a published post|propaganda|return $public --content $public_id --opinion 请改|3
reject a published post|propaganda|reject $public --content $public_id --opinion 不发|3
return an approved post, not the last signer|head|return $ready --content $ready_id --opinion 请改|3
withdraw a draft|collector|withdraw $draft|3
withdraw a published post|collector|withdraw $public|3
withdraw twice|collector|withdraw $taken|3
raise a draft|manager|raise $draft --grade major --opinion 重大|3
raise to the same grade|manager|raise $review --grade routine --opinion 一般|3
no joint review in this policy|head|joint $two --content $two_id|3
add of who signed|head|add $two --content $two_id --to manager|3
add of the provider|head|add $two --content $two_id --to collector|3
hand-on without the office|head|hand-on $two --content $two_id --to auditor|3
propose once rejected|manager|propose $dead --content $dead_id --from $text2 --opinion 请改|3
lower a draft|propaganda|lower $draft --grade routine --opinion 一般|3
lower to the same grade|propaganda|lower $two --grade routine --opinion 一般|3
correct what is not public|collector|correct $ready --from $text2|3
freeze what is not public|manager|freeze $ready --opinion 有误|3
unfreeze what is not frozen|propaganda|unfreeze $public --opinion 已核|3
take down what is not public|propaganda|takedown $ready --opinion 有误|3
supersede by what is not public|propaganda|supersede $public --by $ready|3
supersede by itself|propaganda|supersede $public --by $public|3
the root ends|admin|unit end institution --into unit1|3
a unit ends into itself|admin|unit end unit1 --into unit1|3
the root moves|admin|unit set institution --parent unit1|3
grade lowered after a submit|collector|save $major --grade routine|3
publish a draft|manager|publish $draft|3
publish in review|manager|publish $review|3
publish twice|manager|publish $public|3
publish before its time|manager|publish $later|3
submit with an open finding|collector|submit $open|3
waive another finding|collector|submit $open --waive terms/none=无|3
submit what is held|collector|submit $held|3
release what is not held|head|release $draft --opinion 已核|3
person added twice|admin|person add collector --name 张三 --unit unit1|3
unit added twice|admin|unit add unit1 --name 某部|3
last admin disabled|admin|person disable admin|3
last admin's grant ended|admin|grant end admin admin@institution|3
newsroom made twice|-|init --demo|3
# the order: 2, 6, right, provider or second signature, content, state or turn
2 before 6, opinion|manager|return $nobody --content $zeros|2
2 before 6, person|stranger|show $nobody|2
2 before 6, op-id|manager|withdraw $nobody --op-id "a b"|2
2 before right|auditor|return $review --content $review_id|2
6 before right, post|auditor|sign $nobody --content $zeros|6
6 before right, grade|auditor|raise $review --grade gigantic --opinion 重大|6
6 before right, channel|auditor|publish $ready --channel radio|6
6 before right, column|auditor|new --from $text --column sport|6
6 before right, unit|manager|person add zhang --name 张三 --unit unit9|6
right before content|auditor|sign $review --content $zeros|3
provider before content|manager|sign $mine --content $zeros|3
second signature before content|manager|sign $two --content $zeros|3
content before turn|propaganda|sign $review --content $zeros|4
content before state|manager|sign $dead --content $zeros|4
# held: status 1, and nothing moved
held again|collector|save $held --from $secret|1
correction that is held|collector|correct $public --from $secret|1
proposal that is held|head|propose $two --content $two_id --from $secret --opinion 请改|1
reason that is held|manager|freeze $public --opinion "见 11010519491231002X"|1
opinion that is held|manager|sign $review --content $review_id --opinion "同意 11010519491231002X"|1
TABLE

# What later versions bring.
table 3<<'TABLE'
not built: search|auditor|search 讲座|2
not built: remind|collector|remind $review|2
not built: terms|admin|terms list|2
not built: maintain|admin|maintain|2
not built: backup|admin|backup $TMPDIR/none.tar|2
not built: restore|admin|restore $TMPDIR/none.tar|2
not built: restore-test|admin|restore-test $TMPDIR/none.tar|2
not built: report|admin|report month|2
not built: print|collector|print $ready|2
not built: tick|admin|tick|2
not built: sign --prepare|manager|sign $review --prepare|2
not built: sign --with-signature|manager|sign $review --with-signature|2
TABLE
for verb in search remind backup report tick; do
	begin "$verb says what it is"
	expect 2 as admin "$verb"
	said 'not in this version'
done

# 0 and 1: done, and found wanting. In this order: the later need the earlier.
begin "check found wanting"
expect 1 anybody check "$phone"
begin "check of a post found wanting"
expect 1 as collector check "$open"
table 3<<'TABLE'
check of a file without findings|-|check $text|0
check of a post without findings|auditor|check $draft|0
new|collector|new --from $text --column notice --channel site --summary 讲座 --audience 师生 --grade routine|0
new with a time|collector|new --from $text --at 2026-12-01T09:00:00+08:00|0
new like another|collector|new --like $draft --from $text2|0
save|collector|save $draft --from $text2|0
save the form|collector|save $draft --title 关于讲座改期的通知 --audience 师生|0
save a returned post|collector|save $back --from $text2|0
save a withdrawn post|collector|save $taken --from $text2|0
grade raised in a draft|collector|save $draft --grade major|0
grade lowered in a draft|collector|save $draft --grade routine|0
attach|collector|attach $draft $phone --name 附件.txt|0
get|auditor|get $draft 附件.txt|0
submit|collector|submit $draft|0
submit with a waiver|collector|submit $open --waive privacy/mobile=学院公开的值班电话|0
submit again, returned|collector|submit $back|0
submit again, withdrawn|collector|submit $taken|0
queue|manager|queue|0
queue of all|auditor|queue --all|0
queue as JSON|manager|queue --json|0
show|auditor|show $draft|0
show as JSON|auditor|show $draft --json|0
show the text|auditor|show $draft --text|0
show what is held|collector|show $held|0
diff|auditor|diff $draft|0
diff of two revisions|auditor|diff $draft 1 2|0
log|auditor|log|0
log of a post|auditor|log $draft|0
list|auditor|list|0
list as JSON|auditor|list --json|0
sign|manager|sign $review --content $review_id --opinion 同意|0
sign the second step|head|sign $review --content $review_id|0
raise|head|raise $two --grade major --opinion 涉及重要活动|0
return|head|return $two --content $two_id --opinion 请核实时间|0
return an approved post by its last signer|propaganda|return $later --content $(shown $later .content) --opinion 请改时间|0
reject|propaganda|reject $review --content $review_id --opinion 不宜发布|0
publish|manager|publish $ready --channel site --url https://www.example.edu.cn/1.html|0
propose|manager|propose $other --content $other_id --from $text2 --title 关于讲座改期的通知 --opinion 日期有误|0
show a proposal|collector|show $other --proposal|0
diff of a proposal|collector|diff $other proposal|0
accept|collector|accept $other|0
add|manager|add $other --content $(shown $other .content) --to head3 --opinion 请把关|0
sign after accepting|manager|sign $other --content $(shown $other .content)|0
the one added signs|head3|sign $other --content $(shown $other .content)|0
raised and lowered: raise|head|raise $other --grade major --opinion 涉及重要活动|0
raised and lowered: lower|leader|lower $other --grade routine --opinion 一般事项|0
head signs|head|sign $other --content $(shown $other .content)|0
hand-on|propaganda|hand-on $other --content $(shown $other .content) --to propaganda2|0
the colleague signs|propaganda2|sign $other --content $(shown $other .content)|0
freeze|manager|freeze $public --opinion 有误|0
unfreeze|propaganda|unfreeze $public --opinion 已核|0
correct|collector|correct $public --from $text2 --opinion 日期有误|0
the last level signs|propaganda|sign $public --content $(shown $public .content)|0
publish the correction|manager|publish $public|0
publish another|manager|publish $other|0
supersede|propaganda|supersede $public --by $other --opinion 有新通知|0
takedown|propaganda|takedown $other --opinion 内容失实|0
release|head|release $held --opinion 获奖人已书面同意公开|0
person add|admin|person add zhang --name 张三 --unit unit1 --lang en|0
person set|admin|person set zhang --lang zh_CN|0
person disable|admin|person disable zhang|0
person enable|admin|person enable zhang|0
person list|auditor|person list|0
unit add|admin|unit add unit9 --name 体育部 --parent institution|0
unit set|admin|unit set unit9 --name 体育工作部 --tier dept --parent unit1|0
unit list|auditor|unit list|0
grant add|admin|grant add zhang manager@unit9 --from 2026-11-23 --until 2027-07-01|0
grant list|auditor|grant list|0
grant end|admin|grant end zhang manager@unit9|0
person set, a kind|admin|person set zhang --kind student|0
unit end|admin|unit end unit9 --into unit1 --from 2026-12-01|0
key list|auditor|key list|0
client|-|client|0
authorized-keys|-|authorized-keys|0
policy copy|-|policy copy three-level|0
policy todo|-|policy todo $policy|0
policy check|-|policy check $policy|0
policy show|auditor|policy show|0
policy apply|admin|policy apply $policy|0
verify|-|verify|0
verify as JSON|-|verify --json|0
dump|-|dump|0
dump of a rebuilt index|-|dump --rebuilt|0
rebuild|admin|rebuild|0
doctor, a unit without a manager|admin|doctor|1
TABLE

begin "doctor of a new newsroom"
newsroom "$TMPDIR/new"
expect 0 anybody doctor
home=$TMPDIR/contract

begin "no newsroom"
expect 6 sanshen --home "$TMPDIR/none" --as collector queue
[ ! -e "$TMPDIR/none" ] || wrong "a reader made a folder"

begin "init without --demo needs an institution and an admin"
expect 2 sanshen --home "$TMPDIR/none" init
expect 2 sanshen --home "$TMPDIR/none" init --institution example.edu.cn

begin "init with a policy that is none"
expect 6 sanshen --home "$TMPDIR/none" init --demo --policy no-such-policy

begin "init of a real newsroom"
"$SANSHEN" policy copy three-level >"$TMPDIR/real.ini" 2>"$err"
sed 's/^\([a-z_]* *= *\)local$/\18h/' "$TMPDIR/real.ini" >"$TMPDIR/filled.ini"
expect 0 sanshen --home "$TMPDIR/real" init \
	--institution example.edu.cn --admin chief --name 陈主任 \
	--policy "$TMPDIR/filled.ini"
home=$TMPDIR/real
expect 0 as chief person add zhang --name 张三 --unit institution
expect 0 anybody verify
same 700 "$(stat -c %a "$home")" "the mode of the home"

begin "who am I"
home=$TMPDIR/contract
expect 0 env SANSHEN_AS=manager "$SANSHEN" --home "$home" queue
expect 0 env SANSHEN_HOME="$home" "$SANSHEN" --as manager queue
expect 0 env SANSHEN_AS=stranger "$SANSHEN" --home "$home" --as manager queue
expect 2 env SANSHEN_AS=stranger "$SANSHEN" --home "$home" queue
mkdir -p "$TMPDIR/data" && cp -a "$home" "$TMPDIR/data/sanshen"
expect 0 env XDG_DATA_HOME="$TMPDIR/data" "$SANSHEN" --as manager queue
expect 2 anybody queue
said collector

begin "new prints the id and nothing else"
expect 0 as collector new --from "$text"
grep -qx '20261123-[0-9]\{3,\}' "$out" || wrong "it printed $(cat "$out")"
same 1 "$(wc -l <"$out")" "the number of lines"

begin "submit prints the route"
post=$(cat "$out")
expect 0 as collector submit "$post"
[ "$(wc -l <"$out")" -ge 3 ] || wrong "it printed $(cat "$out")"

begin "text from standard input"
input=$text
expect 0 as collector new --from -
input=$text
expect 0 anybody check -

begin "show --text is the text, diff what changed"
post=$(as collector new --from "$text")
expect 0 as auditor show "$post" --text
cmp -s "$out" "$text" || wrong "another text"
expect 0 as collector save "$post" --from "$text2"
expect 0 as auditor diff "$post"
printed 改在
cp "$out" "$TMPDIR/diff"
expect 0 as auditor diff "$post" 1 2
cmp -s "$out" "$TMPDIR/diff" || wrong "diff 1 2 is another"
expect 0 as auditor diff "$post" 2 2
grep -q '【[+-]' "$out" && wrong "a revision differs from itself"
archive show "main:$(path_of "$post")/content/post.md" | cmp -s - "$text2" ||
	wrong "another text in the archive"

begin "demo fills an empty home"
home=$TMPDIR/demo
expect 0 anybody demo
expect 0 as auditor list --json
holds 'length >= 20'
holds '(map(.work) | index("returned")) and (map(.public) | index("published"))
	and any(.content == null)'
expect 0 as auditor queue --all --json
holds 'any(.due != null and .due < "2026-11-23T10:00:00+08:00")'
expect 0 anybody verify
refuse 3 anybody demo
home=$TMPDIR/contract

begin "a machine that fails answers 5"
refuse 5 env LD_PRELOAD="$BUILD/fault.so" ASAN_OPTIONS=verify_asan_link_order=0 \
	FAULT_AT=ENOSPC FAULT_N=1 FAULT_STICKY=1 FAULT_DIR="$home/archive.git" \
	"$SANSHEN" --home "$home" --as collector new --from "$text"

begin "help and version"
expect 0 "$SANSHEN" --help
[ -s "$out" ] || wrong "no help"
expect 0 "$SANSHEN" --version
[ -s "$out" ] || wrong "no version"

finish
