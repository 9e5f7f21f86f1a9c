# shellcheck shell=sh disable=SC2154
# house - makes the test newsroom of a shipped policy, and walks its posts.
#
# Sourced after tests/cli/lib.sh. Each NAME.sh beside it says how the values
# that the policy NAME leaves open are filled (`fill_policy`), and which units,
# people and grants its newsroom has (`hire`). It is a demo newsroom, so that
# $SANSHEN_NOW is its clock; of the demo's own people only admin and auditor
# stay where an office of theirs would count.

rooms=$(dirname "$0")/../newsrooms
filled=      # the policy file of the newsroom, its open values filled

# ---- how a newsroom is made ---------------------------------------------------

fill() { # SECTION KEY VALUE: in $filled
	sed -i "/^\\[$1\\]/,/^\\[/s/^$2 = local\$/$2 = $3/" "$filled"
}

change() { # SECTION KEY VALUE: in $filled, whatever stood there
	sed -i "/^\\[$1\\]/,/^\\[/s/^$2 = .*\$/$2 = $3/" "$filled"
}

unit() { # ID NAME PARENT TIER
	expect 0 as admin unit add "$1" --name "$2" --parent "$3" --tier "$4"
}

person() { # ID NAME UNIT [ROLE@UNIT | --option VALUE]…
	person_id=$1 person_name=$2 person_unit=$3
	shift 3
	person_kind=
	case ${1:-} in
	student | guest) person_kind=$1 && shift ;;
	esac
	expect 0 as admin person add "$person_id" --name "$person_name" \
		--unit "$person_unit" ${person_kind:+--kind "$person_kind"}
	grant "$person_id" "$@"
}

grant() { # ID ROLE@UNIT[/LAST DAY]…
	grant_id=$1
	shift
	for grant_right in "$@"; do
		case $grant_right in
		*/*) expect 0 as admin grant add "$grant_id" "${grant_right%/*}" \
			--until "${grant_right#*/}" ;;
		*) expect 0 as admin grant add "$grant_id" "$grant_right" ;;
		esac
	done
}

leave() { # ID…: of the demo's people
	for leave_id in "$@"; do
		expect 0 as admin person disable "$leave_id"
	done
}

policy_of() { # NAME: filled in, in $filled
	# shellcheck source=/dev/null
	. "$rooms/$1.sh"
	filled=$TMPDIR/$1.ini
	program /dev/null "$filled" "$err" policy copy "$1"
	fill_policy
	expect 0 "$SANSHEN" policy check "$filled"
}

house_of() { # NAME
	begin "the newsroom of $1: nothing left open, everybody hired"
	policy_of "$1"
	home=$TMPDIR/$1
	program /dev/null "$out" "$err" --home "$home" init --demo --policy "$filled" || {
		printf 'FAIL %s: no newsroom: %s\n' "$script" "$(head -n 3 "$err")"
		exit 1
	}
	hire
}

applied() { # the policy in $filled is in force from here on
	expect 0 as admin policy apply "$filled"
}

# ---- what is quicker here than in lib.sh ------------------------------------------
# contract.sh and rules.sh hold every refusal against the whole index, and every
# test there ends with a rebuilt one; a walk looks at the archive alone, and at
# the index once, at its end.

same_dump() { :; }

same_rebuilt() {
	expect 0 anybody dump
	cp "$out" "$out.live"
	expect 0 anybody dump --rebuilt
	[ -s "$out" ] || wrong "dump is empty"
	cmp -s "$out" "$out.live" ||
		wrong "dump is not dump --rebuilt: $(diff "$out.live" "$out" | sed -n 2p)"
}

refuse() { # STATUS command…: and main did not move
	refuse_main=$(main)
	expect "$@"
	[ "$refuse_main" = "$(main)" ] || wrong "main moved"
}

# ---- how a post goes -----------------------------------------------------------

story() { # TITLE TEXT: of the next drafts, in $text
	printf '%s\n\n%s\n' "$1" "$2" >"$text"
}

opens() { # POST: the steps that are open, in order
	shown "$1" '[.route[] | select(.state == "open") | .step] | join(" ")'
}

steps_of() { # POST: all of its route
	shown "$1" '[.route[].step] | join(" ")'
}

route_is() { # POST ROUTE STEPS
	same "$2" "$(shown "$1" .route_id)" 'the route'
	same "$3" "$(steps_of "$1")" 'its steps'
}

passes() { # PERSON STEP POST: signed there with all ticks and an opinion
	see "$3"
	expect 0 as "$1" sign "$3" --content "$content" --tick all --opinion 同意
	same "$2" "$(trailer main Step)" 'the step signed'
}

walks() { # POST PERSON:STEP…
	walks_post=$1
	shift
	for walks_pair in "$@"; do
		passes "${walks_pair%%:*}" "${walks_pair#*:}" "$walks_post"
	done
}

is_approved() { # POST
	same approved "$(shown "$1" .work)" work
}

goes_public() { # PERSON POST
	is_approved "$2"
	expect 0 as "$1" publish "$2" --url "https://www.example.edu.cn/$2.html"
	same published "$(shown "$2" .public)" public
}

too_soon() { # PERSON POST: not published before the last level
	refuse 3 as "$1" publish "$2"
}

comes_back() { # PERSON POST WHY: returned, mended, and at step 1 again
	see "$2"
	comes_first=$(shown "$2" '.route[0].step')
	comes_route=$(steps_of "$2")
	refuse 2 as "$1" return "$2" --content "$content"
	expect 0 as "$1" return "$2" --content "$content" --opinion "$3"
	same returned "$(shown "$2" .work)" work
	comes_to=$(shown "$2" .provider)
	expect 0 as "$comes_to" queue --json
	holds "any(.[]; .post == \"$2\")"
	expect 0 as "$comes_to" save "$2" --from "$text2"
	expect 0 as "$comes_to" submit "$2"
	same "$comes_first" "$(opens "$2")" 'the step it begins at again'
	same "$comes_route" "$(steps_of "$2")" 'its steps'
	same 0 "$(shown "$2" '[.route[] | select(.state == "signed")] | length')" \
		'signatures that stayed'
}

# The regulation itself as a post, where $SANSHEN_SAMPLES holds its text; what the
# checks find in it is waived.
real_text() { # NUMBER PROVIDER PUBLISHER 'PERSON:STEP…' [options of new…]
	real_file=$(find "${SANSHEN_SAMPLES:-/nowhere}" -name "$1_*.txt" 2>/dev/null)
	[ -n "$real_file" ] || return 0
	real_by=$2 real_publisher=$3 real_walk=$4
	shift 4
	begin "the regulation itself goes its way"
	expect 0 as "$real_by" new --from "$real_file" "$@"
	real_post=$(cat "$out")
	run as "$real_by" check --json "$real_post"
	field '.findings[] | select(.severity == "ack") | .rule' |
		sort -u >"$TMPDIR/rules"
	set --
	while read -r rule; do
		set -- "$@" --waive "$rule=原文如此"
	done <"$TMPDIR/rules"
	expect 0 as "$real_by" submit "$real_post" "$@"
	# shellcheck disable=SC2086 # a list of pairs
	walks "$real_post" $real_walk
	goes_public "$real_publisher" "$real_post"
}

# ---- what every script ends with --------------------------------------------------

signers() { # POST: who signed which step, by plain git
	archive log --first-parent --reverse --grep="^Post: $1$" \
		--grep='^Event: sign$' --all-match \
		--format='%(trailers:key=Actor,valueonly,separator=)%x3a%(trailers:key=Step,valueonly,separator=)' \
		main | tr '\n' ' ' | sed 's/ $//'
}

routes() { # POST: the routes it was handed in on, by plain git
	archive log --first-parent --reverse --grep="^Post: $1$" \
		--grep='^Event: submit$' --all-match \
		--format='%(trailers:key=Route,valueonly,separator=): %(trailers:key=Steps,valueonly,separator=)' \
		main
}

declares() { # POST TEXT: said when it was handed in, on the record itself
	archive log --grep="^Post: $1$" --grep='^Event: submit$' --all-match \
		--format=%B main | grep -q -F -e "$2" || wrong "$1 was handed in without '$2'"
}

sound() { # the archive is good, for sanshen and for git, and so is the index
	expect 0 anybody verify
	same_rebuilt
	archive fsck --strict >"$out" 2>&1 || wrong "git fsck failed"
	[ ! -s "$out" ] || wrong "git fsck said $(head -n 2 "$out")"
}
