#!/bin/sh
# rights - who may do what: the table of sanshen-rights(7), walked cell by cell.
#
# The table is read out of the manual page, so page and program cannot differ.
# One newsroom is made; at each stage of its posts' lives every cell that
# belongs there is asked, by every road. What a `yes` recorded is taken back
# before the next is asked: the archive's head and the databases as they were.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034,SC2317
. "$(dirname "$0")/lib.sh"

page=man/sanshen-rights.7
# A session shows its memory to nobody, not even to a leak finder.
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
newsroom "$TMPDIR/rights"

# ---- the table ---------------------------------------------------------------

# Its lines: the verb, with `whose` where the post is theirs or another's, then
# a cell a role.
sed -n '/^\.\\" table of rights$/,/^\.\\" end of table$/p' "$page" |
	sed -e '/^\./d' -e '/^$/d' -e "s/\\\\-/-/g" >"$TMPDIR/page"
read -r columns <"$TMPDIR/page"
sed 1d "$TMPDIR/page" | awk '{
	verb = whose = ""
	for (i = 1; i <= NF - 10; i++)
		if ($i ~ /^(own|unit|other|any)$/ && i == NF - 10 && i > 1) whose = $i
		else verb = verb (i > 1 ? " " : "") $i
	printf "%s|%s", verb, whose
	for (i = NF - 9; i <= NF; i++) printf "|%s", $i
	print ""
}' >"$TMPDIR/table"

begin "the table has every command"
same 'col man head prop lead aud adm none end dis' "$columns" "the roles"
# These ask nobody who they are; what follows walks them, too.
unasked='authorized-keys check client demo doctor dump init policy_check policy_copy
	policy_diff policy_edit policy_show policy_todo policy_try rebuild serve
	ssh-setup verify'
# Everybody's own, and of no post.
own='password_set'
# These open a screen, and there do the same as the rest.
screens='edit'
"$SANSHEN" help | sed -n 's/^  \([a-z-]*\( [a-z][a-z]*\)\{0,1\}\)  .*/\1/p' |
	sort >"$TMPDIR/commands"
{
	cut -d'|' -f1 "$TMPDIR/table"
	# shellcheck disable=SC2086 # lists of words
	printf '%s\n' $unasked $own $screens | tr _ ' '
} | sort -u >"$TMPDIR/told"
same '' "$(diff "$TMPDIR/commands" "$TMPDIR/told" | grep '^[<>]' | tr '\n' ' ')" \
	"what only help (<) or only the table (>) has"

person_of() { # COLUMN: $person
	case $1 in
	col) person=collector ;;
	man) person=manager ;;
	prop) person=propaganda ;;
	lead) person=leader ;;
	aud) person=auditor ;;
	adm) person='admin' ;;
	none) person=idle ;;
	end) person=left ;;
	dis) person=gone ;;
	*) person=$1 ;;
	esac
}

# Who provides the post that `whose` means, seen by $person: $provider.
provider_of() { # WHOSE COLUMN
	case $1.$2 in
	own.*) provider=$person ;;
	unit.prop | unit.lead | unit.aud | unit.adm) provider=writer3 ;;
	unit.*) provider=writer ;;
	*) provider=collector2 ;;
	esac
}

# ---- the roads ---------------------------------------------------------------

# Each asks WORD… of $person and wants STATUS. A road more is a function more.
roads='by_command by_ssh by_signature'

by_command() { # STATUS WORD…
	by_want=$1
	shift
	if [ "$by_want" = 0 ]; then
		expect 0 as "$person" "$@"
	else
		refuse "$by_want" as "$person" "$@"
	fi
}

# A session fences itself in, so each is a process: of every line of the table
# one role is asked, the next of the next; with FULL=yes all.
by_ssh() { # STATUS WORD…
	[ -n "${FULL:-}" ] || [ "$column" = "$sample" ] || return 0
	by_want=$1
	shift
	by_line=
	for by_word; do
		by_line="$by_line '$by_word'"
	done
	if [ "$by_want" = 0 ]; then
		expect 0 over "$person" "$by_line"
	else
		refuse "$by_want" over "$person" "$by_line"
	fi
}

# A signature of one's own asks for the same rights: before it is made …
by_signature() { # STATUS WORD…
	[ "$2" = sign ] || return 0
	by_want=$1
	shift
	if [ "$by_want" != 0 ]; then
		refuse "$by_want" as "$person" "$@" --prepare
		return
	fi
	expect 0 as "$person" "$@" --prepare
	cp "$out" "$TMPDIR/commit"
	ssh-keygen -q -Y sign -n git -f "$TMPDIR/own" <"$TMPDIR/commit" \
		>"$TMPDIR/seal" 2>"$out.word"
	cat "$TMPDIR/commit" "$TMPDIR/seal" >"$TMPDIR/both"
	refuse 3 as "$person" sign "$post" --with-signature "$TMPDIR/both"
	said "none of $person's"
	ssh-keygen -q -Y sign -n git -f "$TMPDIR/$person" <"$TMPDIR/commit" \
		>"$TMPDIR/seal" 2>"$out.word"
	cat "$TMPDIR/commit" "$TMPDIR/seal" >"$TMPDIR/both"
	refuse 3 as "$(colleague)" sign "$post" --with-signature "$TMPDIR/both"
	expect 0 as "$person" sign "$post" --with-signature "$TMPDIR/both" # … and after
}

over() { # PERSON LINE, as sshd hands it on
	bare SSH_ORIGINAL_COMMAND="$2" SANSHEN_NOW="$SANSHEN_NOW" \
		"$SANSHEN" --home "$home" serve --person "$1"
}

# ---- the cells ---------------------------------------------------------------

# A post of each kind a provider has: draft, held, and the one that moves on.
keep() { # KIND PROVIDER: $post is that
	eval "${1}_$2=\$post"
}

get_post() { # KIND PROVIDER: $post
	eval "post=\$${1}_$2"
}

# At which stage of the posts a verb is asked: a decision when it is the role's
# turn, any other when somebody may.
stage_of() { # VERB COLUMN: $stage
	case $1 in
	sign | return | reject | propose | joint | add | hand-on)
		case $2 in
		head) stage=second ;;
		prop) stage=third ;;
		lead) stage=fourth ;;
		*) stage=first ;;
		esac
		;;
	accept) stage=proposed ;;
	lower) stage=fourth ;;
	publish) stage=approved ;;
	correct | freeze | takedown | supersede) stage=published ;;
	unfreeze) stage=frozen ;;
	*) stage=first ;;
	esac
}

# Whom a step is handed on to, who holds the same office.
colleague() {
	case $person in
	head) echo head3 ;;
	propaganda) echo propaganda2 ;;
	leader) echo leader2 ;;
	*) echo manager3 ;;
	esac
}

cell() { # ROAD STATUS VERB WHOSE COLUMN
	cell_road=$1 cell_want=$2 cell_verb=$3
	case $cell_verb in
	save | attach | submit | get | diff) cell_kind=draft ;;
	release) cell_kind=held ;;
	*) cell_kind=moved ;;
	esac
	person_of "$5"
	[ -z "$4" ] || provider_of "$4" "$5"
	if [ -n "$4" ] && [ "$cell_verb" != 'person set' ]; then
		get_post "$cell_kind" "$provider"
		eval "content=\$content_$provider"
	fi
	case $cell_verb in
	save | attach | correct | propose) input=$text2 ;;
	new) input=$text ;;
	'key add') input=$TMPDIR/key.pub ;;
	'policy apply') input=$TMPDIR/policy.ini ;;
	esac
	case $cell_verb in
	new) set -- new --from - ;;
	save) set -- save "$post" --from - ;;
	attach) set -- attach "$post" - --name 附件二.txt ;;
	get) set -- get "$post" 附件.txt ;;
	queue | list | logins | *' list') # shellcheck disable=SC2086 # one or two words
		set -- $cell_verb ;;
	sign) set -- sign "$post" --content "$content" --tick all ;;
	return | reject)
		set -- "$cell_verb" "$post" --content "$content" --opinion 请改 ;;
	propose)
		set -- propose "$post" --content "$content" --from - --opinion 请改 ;;
	joint) set -- joint "$post" --content "$content" ;;
	add) set -- add "$post" --content "$content" --to spare ;;
	hand-on) set -- hand-on "$post" --content "$content" --to "$(colleague)" ;;
	raise) set -- raise "$post" --grade major --opinion 重要活动 ;;
	lower) set -- lower "$post" --grade routine --opinion 一般事项 ;;
	release | freeze | unfreeze | takedown)
		set -- "$cell_verb" "$post" --opinion 已核 ;;
	correct) set -- correct "$post" --from - ;;
	supersede) set -- supersede "$post" --by "$moved_spare" ;;
	'person add') set -- person add zhang --name 张三 --unit unit1 ;;
	'person set') set -- person set "$provider" --lang en ;;
	'person disable') set -- person disable spare ;;
	'person enable') set -- person enable gone ;;
	'unit add') set -- unit add unit9 --name 体育部 ;;
	'unit set') set -- unit set unit2 --name 美术学院 ;;
	'unit end') set -- unit end unit2 --into unit1 ;;
	'grant add') set -- grant add "$person" unit-head@unit1 ;;
	'grant end') set -- grant end spare collector@unit2 ;;
	'key add') set -- key add spare - ;;
	'key end') set -- key end manager "$print" ;;
	'key forward') set -- key forward manager "$print" on ;;
	invite) set -- invite spare ;;
	'password reset') set -- password reset spare ;;
	'policy apply') set -- policy apply - ;;
	*) set -- "$cell_verb" "$post" ;;
	esac
	"$cell_road" "$cell_want" "$@"
}

remain_at() { # STAGE: the newsroom as it is, to come back to
	mkdir -p "$TMPDIR/at.$1"
	cp "$home"/*.db "$TMPDIR/at.$1"
	see_main
	eval "main_at_$1=\$main_id"
}

back_to() { # STAGE
	eval "echo \"\$main_at_$1\"" >"$home/archive.git/refs/heads/main"
	rm -f "$home"/*.db-wal "$home"/*.db-shm
	cp "$TMPDIR/at.$1"/*.db "$home"
}

back_if_moved() { # STAGE
	see_main
	eval "[ \"\$main_id\" = \"\$main_at_$1\" ]" || back_to "$1"
}

walk() { # STAGE: every cell that belongs there, by every road
	remain_at "$1"
	samples=$columns
	asked=0
	while IFS='|' read -r verb whose cells <&3; do
		named=no
		sample=${samples%% *}
		samples="${samples#* } $sample"
		for column in $columns; do
			want=${cells%%|*}
			cells=${cells#*|}
			stage_of "$verb" "$column"
			[ "$stage.$want" != "$1.-" ] || continue
			[ "$stage" = "$1" ] || continue
			[ "$named" = yes ] || begin "$1: $verb${whose:+, $whose}"
			named=yes
			[ "$want" != yes ] || want=0
			# In a sample every third cell; with FULL=yes all.
			asked=$((asked + 1))
			[ -n "${FULL:-}" ] || [ "$column" = "$sample" ] ||
				[ $((asked % 3)) = 0 ] || continue
			for road in $roads; do
				case $whose in
				any)
					for each in own unit other; do
						[ "$each.$column" = own.none ] ||
							cell "$road" "$want" "$verb" "$each" "$column"
					done
					;;
				*) cell "$road" "$want" "$verb" "$whose" "$column" ;;
				esac
				back_if_moved "$1"
			done
		done
	done 3<"$TMPDIR/table"
}

# ---- the newsroom ------------------------------------------------------------

begin "people, and posts of theirs"
policy=$TMPDIR/policy.ini
expect 0 as admin policy show --text && cp "$out" "$policy"
ssh-keygen -q -t ed25519 -N '' -C key -f "$TMPDIR/key"
ssh-keygen -q -t ed25519 -N '' -C own -f "$TMPDIR/own"
expect 0 as admin key add auditor "$TMPDIR/own.pub" # whom no step asks
for one in manager head propaganda leader; do
	ssh-keygen -q -t ed25519 -N '' -C "$one" -f "$TMPDIR/$one"
	expect 0 as admin key add "$one" "$TMPDIR/$one.pub"
done
print=$(ssh-keygen -l -f "$TMPDIR/manager.pub" | cut -d' ' -f2)
for one in idle:unit1 gone:unit1 left:unit1 writer:unit1 spare:unit2 \
	writer3:institution leader2:institution; do
	expect 0 as admin person add "${one%:*}" --name 某人 --unit "${one#*:}"
done
give() { # PERSON ROLE@UNIT [--until DAY]
	expect 0 as admin grant add "$@"
}
give writer collector@unit1
give spare collector@unit2
give writer3 collector@institution
give leader2 leader@institution
# All of them drafted once. Since then roles ended, and one person was disabled.
today='--until 2026-11-23'
# shellcheck disable=SC2086 # two words
for one in leader auditor admin; do
	give $one collector@institution $today
done
# shellcheck disable=SC2086
for role in collector@unit1 manager@unit1 unit-head@unit1 \
	propaganda@institution leader@institution auditor@institution \
	admin@institution; do
	give gone $role
	give left $role $today
done
providers='collector manager head propaganda leader auditor admin left gone
	writer writer3 collector2 spare'
printf '%s\n\n%s\n' '公示' '身份证号 11010519491231002X，特此公示。' >"$TMPDIR/secret"
for one in $providers; do
	draft "$one" && keep draft "$one"
	input=$text
	expect 0 as "$one" attach "$post" - --name 附件.txt
	expect 1 as "$one" new --from "$TMPDIR/secret"
	read -r post <"$out" && keep held "$one"
	submitted "$one" && keep moved "$one"
	see "$post" && eval "content_$one=\$content"
done
expect 0 as admin person disable gone
SANSHEN_NOW=2026-11-24T10:00:00+08:00

# Each post goes on through whoever signs at its next step.
first_of() { # PROVIDER: $signer
	case $1 in
	collector2 | spare) signer=manager2 ;;
	manager | propaganda | leader | auditor | admin | writer3) signer=manager3 ;;
	*) signer=manager ;;
	esac
}
second_of() {
	case $1 in
	collector2 | spare) signer=head2 ;;
	head | propaganda | leader | auditor | admin | writer3) signer=head3 ;;
	*) signer='head' ;;
	esac
}
third_of() {
	case $1 in
	propaganda) signer=propaganda2 ;;
	*) signer=propaganda ;;
	esac
}
publisher_of() {
	case $1 in
	manager) signer=manager ;;
	*) first_of "$1" ;;
	esac
}

all_go_on() { # FIND-SIGNER VERB [OPTION…]
	go_find=$1
	shift
	for one in $providers; do
		get_post moved "$one"
		eval "content=\$content_$one"
		"$go_find" "$one"
		case $1 in
		sign) expect 0 as "$signer" sign "$post" --content "$content" --tick all ;;
		propose)
			input=$text2
			expect 0 as "$signer" propose "$post" --content "$content" \
				--from - --opinion 请改
			;;
		*)
			go_verb=$1
			shift
			expect 0 as "$signer" "$go_verb" "$post" "$@"
			set -- "$go_verb" "$@"
			;;
		esac
	done
}

walk first

begin "a text is proposed"
all_go_on first_of propose
walk proposed
back_to first

begin "the first step signed"
all_go_on first_of sign
walk second

begin "the second step signed"
all_go_on second_of sign
walk third

begin "raised, and the third step signed"
all_go_on third_of raise --grade major --opinion 重要活动
all_go_on third_of sign
walk fourth
back_to third

begin "approved"
all_go_on third_of sign
walk approved

begin "published"
all_go_on publisher_of publish
walk published

begin "frozen"
all_go_on third_of freeze --opinion 有误
walk frozen

# ---- who asks nobody, and who may give rights ---------------------------------

begin "no right of the administrator's reaches a post, until one is given"
person='admin'
get_post draft writer
refuse 3 as admin submit "$post"
see_main && given=$main_id
expect 0 as admin grant add admin manager@unit1
same admin "$(trailer main Person)" "whose right was recorded"
same admin "$(trailer main Actor)" "who recorded it"
submitted writer
signs admin "$post"

begin "what asks nobody who they are; over SSH there is always a person"
for one in verify 'policy show' 'policy try'; do
	# shellcheck disable=SC2086 # words
	expect 0 anybody $one
	expect 0 over idle "$one"
	refuse 3 over gone "$one"
done
for one in authorized-keys demo doctor dump init rebuild \
	'policy copy three-level' 'policy edit -' 'serve --person admin'; do
	refuse 128 over admin "$one"
done

finish
