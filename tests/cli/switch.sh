#!/bin/sh
# switch - every shipped policy after every other, with posts in flight: what was
# handed in goes on as it began, what is handed in later is the new one's.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2086,SC2154,SC2034
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../newsrooms/house.sh"

export SANSHEN_NOW=2026-09-01T09:00:00+08:00

# One newsroom with the units of all six. Its posts come from one unit that is a
# college, and belongs to the students' union, so that each policy has a route.

walk_of() { # POLICY: person:step… of an ordinary post of that unit, in $walk
	case $1 in
	three-level) walk='guan:manager tou:unit-head propaganda:propaganda' by=guan ;;
	employment-site) walk='guan:first-review ling:college-review' by=guan ;;
	employment-messages) walk=shen:review by=fasong ;;
	student-union) walk='mei:edit bu:head zhu:presidium shi:teacher' by=mei ;;
	info-centre) walk='chu:first bu:dept leader:leader kan:recheck' by=kan ;;
	san-shen-san-jiao) walk='bian:first tou:second zong:third' by=bian ;;
	esac
}

form_of() { # POLICY: the form that its posts need, in $form
	case $1 in
	three-level) form='--column notice --channel site --grade routine' ;;
	employment-site) form='--column notice --channel college-site --grade routine
		--category news' ;;
	employment-messages) form='--column message --channel hall --grade ordinary
		--category campaign --audience 求职者 --field timing=立即 --field template=ZP-01' ;;
	student-union) form='--column tweets --channel wechat --grade ordinary
		--category news --field subject=讲座论坛' ;;
	info-centre) form="--column news --channel site --grade ordinary
		--category news --summary 摘要 --at $SANSHEN_NOW --field drafter=谢文" ;;
	san-shen-san-jiao) form='--column notice --channel site --grade normal
		--field secrecy-review=已审查可以公开' ;;
	esac
}

nothing_of() { # POLICY: what takes away what only its form has, in $nothing
	case $1 in
	three-level) nothing= ;;
	employment-site) nothing='--category=' ;;
	employment-messages) nothing='--category= --field timing= --field template=' ;;
	student-union) nothing='--category= --field subject=' ;;
	info-centre) nothing='--category= --field drafter=' ;;
	san-shen-san-jiao) nothing='--field secrecy-review=' ;;
	esac
}

offices_of() { # POLICY: who holds which of its offices
	case $1 in
	three-level)
		grant xie collector@xueyuan
		grant guan manager@xueyuan
		grant tou unit-head@xueyuan
		;;
	employment-site) grant ling college-lead@xueyuan ;;
	employment-messages)
		grant xie liaison@xueyuan
		grant shen reviewer@agency
		grant fasong publisher@agency
		;;
	student-union)
		grant mei editor@media/2027-06-30
		grant bu dept-head@xueyuan/2027-06-30
		grant zhu presidium@presidium/2027-06-30
		grant shi teacher@union
		;;
	info-centre)
		grant xie submitter@xueyuan
		grant chu clerk@centre
		grant kan publisher@centre
		;;
	san-shen-san-jiao)
		grant bian editor@xueyuan
		grant zong chief@institution
		;;
	esac
}

units_of() { # the units that the policy in $filled names: ID PARENT TIER
	awk -F ' = ' '
		function put() { if (id) print id, parent, tier }
		/^\[/ { put(); id = "" }
		/^\[unit / { id = $0; gsub(/^\[unit |\]$/, "", id)
			parent = "institution"; tier = "none" }
		id && $1 == "parent" { parent = $2 }
		id && $1 == "tier" { tier = $2 }
		END { put() }' "$filled"
}

begin "one newsroom for all six policies"
shipped='three-level employment-site employment-messages student-union info-centre
	san-shen-san-jiao'
home=$TMPDIR/switch
for one in $shipped; do
	policy_of "$one"
	[ "$one" != three-level ] ||
		expect 0 sanshen --home "$home" init --demo --policy "$filled"
	units_of >"$TMPDIR/units"
	while read -r id parent tier; do
		unit "$id" "$id" "$parent" "$tier"
	done <"$TMPDIR/units"
done
unit xueyuan 信息工程学院 union college
for one in xie guan tou ling bu bian; do
	person "$one" "$one" xueyuan
done
for one in shen fasong mei zhu shi chu kan zong; do
	person "$one" "$one" institution
done

begins_under() { # POLICY: and everybody has his office
	filled=$TMPDIR/$1.ini
	applied
	case $hired in
	*" $1 "*) ;;
	*) offices_of "$1" && hired="$hired$1 " ;;
	esac
}

# A post that $was knew is handed in under $now: as it is, or else refused with
# a sentence and handed in once its form is what $now asks for.
hands_in() { # POST
	run as xie submit "$1"
	if [ "$status" != 0 ]; then
		case $status in
		3 | 6) ;;
		*) wrong "the answer to a form of $was under $now is $status" ;;
		esac
		grep -q -e grade -e column -e category -e channel -e field -e form "$err" ||
			wrong "it did not say what of $was is unknown under $now: $(cat "$err")"
		nothing_of "$was"
		form_of "$now"
		expect 0 as xie save "$1" $nothing $form
		expect 0 as xie submit "$1"
	fi
	walk_of "$now"
	steps=
	for pair in $walk; do
		steps="$steps${steps:+ }${pair#*:}"
	done
	same "$steps" "$(steps_of "$1")" "the steps under $now"
}

first_signs() { # POST
	walk_of "$now"
	see "$1"
	expect 0 as "${walk%%:*}" sign "$1" --content "$content" --tick all --opinion 同意
}

goes_on() { # POST: signed once, to the end, by the policy it was handed in under
	walk_of "$2"
	see "$1"
	for pair in $walk; do
		[ "$pair" = "${walk%% *}" ] ||
			expect 0 as "${pair%%:*}" sign "$1" --content "$content" --tick all \
				--opinion 同意
	done
}

# Each of the thirty pairs once, in one walk through all six, when SWITCHES
# is all; else six of them, so that each begins once and ends once. Before a
# switch there are a draft, a returned post, and one in review or approved.
order="$shipped three-level"
if [ "${SWITCHES:-}" = all ]; then
	order='three-level employment-site three-level employment-messages three-level
		student-union three-level info-centre three-level san-shen-san-jiao
		employment-site employment-messages employment-site student-union
		employment-site info-centre employment-site san-shen-san-jiao
		employment-messages student-union employment-messages info-centre
		employment-messages san-shen-san-jiao student-union info-centre student-union
		san-shen-san-jiao info-centre san-shen-san-jiao three-level'
fi
wanted=$(($(echo "$order" | wc -w) - 1))
hired=' '
was=
switches=0
published=0
for now in $order; do
	if [ -z "$was" ]; then
		offices_of "$now" && hired="$hired$now "
		form_of "$now"
		submitted xie $form && flying=$post
		submitted xie $form && back=$post
		first_signs "$flying"
		see "$back"
		expect 0 as guan return "$back" --content "$content" --opinion 请改
	else
		begin "R227: from $was to $now, with posts in flight"
		switches=$((switches + 1))
		case $switches in
		*[02468]) goes_on "$flying" "$was" && begins_under "$now" ;;
		*) begins_under "$now" && goes_on "$flying" "$was" ;;
		esac
		walk_of "$was"
		expect 0 as "$by" publish "$flying"
		signed=$(signers "$flying")
		same "$walk" "${signed#"${signed%"$walk"}"}" "who signed a post of $was"
		published=$((published + 1))
		hands_in "$back"
		first_signs "$back"
		hands_in "$drafted"
		walk_of "$now"
		see "$drafted"
		expect 0 as "${walk%%:*}" return "$drafted" --content "$content" --opinion 请改
		flying=$back
		back=$drafted
	fi
	form_of "$now"
	draft xie $form && drafted=$post
	was=$now
done

begin "R227: $wanted switches, a post published at each, the archive is good"
same "$wanted" "$switches" switches
same "$wanted" "$published" 'posts published'
same "$wanted" "$(archive log --format=%s --grep='^Event: publish$' main -- posts | sort -u | grep -c .)" \
	'publications by plain git'
sound
finish
