#!/bin/sh
# migrate - a policy changes, a unit ends: with posts in every state. What was
# handed in keeps its policy; what is handed in later has the new one.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../newsrooms/house.sh"

export SANSHEN_NOW=2026-09-01T09:00:00+08:00

policies_of() { # POST EVENT: the policies its records of that kind name
	archive log --first-parent --reverse --grep="^Post: $1$" --grep="^Event: $2$" \
		--all-match --format='%(trailers:key=Policy,valueonly)' main |
		sed '/^$/d' | uniq
}

# ---- a new version of a policy ------------------------------------------------

begin "a newsroom, with a post in every state"
policy_of three-level
home=$TMPDIR/version
expect 0 sanshen --home "$home" init --demo --policy "$filled"
old=$(archive rev-parse main:policy)
draft collector && drafted=$post
submitted collector && fresh=$post
submitted collector && begun=$post
signs manager "$begun"
submitted collector && returned=$post
signs manager "$returned"
see "$returned"
expect 0 as head return "$returned" --content "$content" --opinion 日期有误
approved collector && ready=$post
approved collector && public=$post
expect 0 as manager publish "$public"

begin "R227: a new version: one step more, and other deadlines"
sed -i 's/^deadline = 8h$/deadline = 4h/
s/^steps = manager, unit-head, propaganda$/steps = manager, unit-head, legal, propaganda/' "$filled"
cat >>"$filled" <<'INI'

[step legal]
; 本单位自定。
title = 法务审核
; 本单位自定。
role = unit-head@institution
; 本单位自定。
deadline = 1wd
INI
applied
new=$(archive rev-parse main:policy)
[ "$old" != "$new" ] || wrong "the policy is the same"

begin "R227: what is in review keeps its steps and its deadlines to the end"
for post in "$fresh" "$begun"; do
	route_is "$post" standard 'manager unit-head propaganda'
	same 2026-09-01T17:00:00+08:00 "$(shown "$post" .deadline)" deadline
done
walks "$fresh" manager:manager
same 2026-09-01T17:00:00+08:00 "$(shown "$fresh" .deadline)" 'the deadline of the next step'
walks "$fresh" head:unit-head
see "$fresh"
refuse 3 as head3 sign "$fresh" --content "$content"
walks "$fresh" propaganda:propaganda
goes_public manager "$fresh"
same "$old" "$(policies_of "$fresh" sign)" 'the policy of its signatures'

begin "R227: raised, it is raised by its own policy"
expect 0 as head raise "$begun" --grade major --opinion 涉及重要活动
route_is "$begun" major 'manager unit-head propaganda leader'
walks "$begun" head:unit-head propaganda:propaganda leader:leader
goes_public manager "$begun"

begin "R227: approved is approved, and is published"
goes_public manager "$ready"
same "$old" "$(policies_of "$ready" publish)" 'the policy of its publication'

begin "R227: what was returned is handed in under the new version; so is a draft"
for post in "$returned" "$drafted"; do
	expect 0 as collector submit "$post"
	route_is "$post" standard 'manager unit-head legal propaganda'
	same 2026-09-01T13:00:00+08:00 "$(shown "$post" .deadline)" deadline
	walks "$post" manager:manager head:unit-head
	same 2026-09-02T09:00:00+08:00 "$(shown "$post" .deadline)" 'the working day'
	too_soon manager "$post"
	walks "$post" head3:legal propaganda:propaganda
	goes_public manager "$post"
done
same "$old $new" "$(policies_of "$returned" submit | tr '\n' ' ' | sed 's/ $//')" \
	'the policies it was handed in under'

begin "R227: a correction of a published post keeps the post's policy"
expect 0 as collector correct "$public" --from "$text2" --opinion 地点有误
same "$old" "$(policies_of "$public" correct)" policy
walks "$public" propaganda:propaganda
expect 0 as manager publish "$public"
same corrected "$(shown "$public" .public)" public

begin "a policy that cannot be read puts nothing in force"
sed 's/^steps = manager/steps = nobody/' "$filled" >"$TMPDIR/broken.ini"
refuse 2 as admin policy apply "$TMPDIR/broken.ini"
said 'There is no step “nobody”'
same "$new" "$(archive rev-parse main:policy)" 'the policy in force'

begin "the archive is good after a new version"
sound

# ---- a unit that ends ----------------------------------------------------------------

begin "a unit ends with a post in every state; its successor's people take over"
draft collector2 && drafted=$post
submitted collector2 && at1=$post
submitted collector2 && at2=$post
walks "$at2" manager2:manager
submitted collector2 && at3=$post
walks "$at3" manager2:manager head2:unit-head
submitted collector2 && at4=$post
walks "$at4" manager2:manager head2:unit-head head3:legal
submitted collector2 && ready=$post
walks "$ready" manager2:manager head2:unit-head head3:legal propaganda:propaganda
submitted collector2 && public=$post
walks "$public" manager2:manager head2:unit-head head3:legal propaganda:propaganda
expect 0 as manager2 publish "$public"
submitted collector2 && returned=$post
see "$returned"
expect 0 as manager2 return "$returned" --content "$content" --opinion 日期有误
expect 0 as admin unit end unit2 --into unit1
for post in "$drafted" "$at1" "$at2" "$at3" "$at4" "$ready" "$public" "$returned"; do
	same unit2 "$(shown "$post" .unit)" "the unit of $post"
done

begin "they stand in the queues of the successor's people, and in nobody else's"
expect 0 as manager queue --json
holds "any(.[]; .post == \"$at1\" and .why == \"sign\")"
holds "any(.[]; .post == \"$ready\" and .why == \"publish\")"
expect 0 as head queue --json
holds "any(.[]; .post == \"$at2\" and .why == \"sign\")"
expect 0 as propaganda queue --json
holds "any(.[]; .post == \"$at4\" and .why == \"sign\")"
for gone in manager2 head2; do
	expect 0 as "$gone" queue --json
	holds 'all(.[]; .why != "sign" and .why != "publish")'
done
see "$at1"
refuse 3 as manager2 sign "$at1" --content "$content"
refuse 3 as manager2 publish "$ready"

begin "each goes on from the step where it stood"
walks "$at1" manager:manager head:unit-head head3:legal propaganda:propaganda
walks "$at2" head:unit-head head3:legal propaganda:propaganda
walks "$at3" head3:legal propaganda:propaganda
walks "$at4" propaganda:propaganda
for post in "$at1" "$at2" "$at3" "$at4" "$ready"; do
	goes_public manager "$post"
done
same 'manager2:manager head:unit-head head3:legal propaganda:propaganda' \
	"$(signers "$at2")" 'who signed'

begin "its draft and its returned post are handed in once their writer belongs there"
refuse 3 as collector2 submit "$drafted"
expect 0 as admin grant add collector2 collector@unit1
for post in "$drafted" "$returned"; do
	expect 0 as collector2 submit "$post"
	walks "$post" manager:manager head:unit-head head3:legal propaganda:propaganda
	goes_public manager "$post"
done

begin "what it published is corrected and taken offline by its successor"
expect 0 as collector2 correct "$public" --from "$text2"
walks "$public" propaganda:propaganda
expect 0 as manager publish "$public"
expect 0 as manager freeze "$public" --opinion 照片未授权
expect 0 as propaganda unfreeze "$public" --opinion 授权已补
same corrected "$(shown "$public" .public)" public

begin "the archive is good after a unit ended"
sound
finish
