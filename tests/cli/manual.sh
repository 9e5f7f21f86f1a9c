#!/bin/sh
# manual - every command and option that `sanshen help` knows stands in
# sanshen.1, and nothing else does; completion offers the same; the example of
# sanshen-policy(5) is a policy.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

manual=man/sanshen.1
# Options that are read, and answered by "not in this version".
later='prepare|with-signature'
# Options of every command that records, or decides: told once, under Recording.
records='json|op-id|password-from'

# Lists of `COMMAND<tab>OPTION`, sorted; awk reads all of a page or of help at
# once, since starting anything for each of some sixty commands takes its time.
sorted() {
	LC_ALL=C sort -u
}

commands() {
	LANGUAGE=en "$SANSHEN" help |
		sed -n 's/^  \([a-z-]*\( [a-z][a-z]*\)\{0,1\}\)  .*/\1/p' | sorted
}

every_help() { # a line `= COMMAND`, then what help says of it, of each command
	while read -r command; do
		echo "= $command"
		# shellcheck disable=SC2086 # one or two words
		program /dev/null "$out.help" "$err" help $command
		copy_out "$out.help"
	done <"$TMPDIR/commands"
}

# The manual's commands, each with the options on its line: COMMAND OPTION, and
# `form` where those of the form may follow.
items() {
	awk '
	/^\.Sh KEYS/ { exit }
	/^\.It Cm / {
		command = $3
		if ($4 ~ /^[a-z]+$/ && $4 != "Oo")
			command = command " " $4
		print command "\t"
		for (i = 4; i < NF; i++) {
			if ($i == "Fl" && $(i + 1) == "Fl")
				print command "\t" $(i + 2)
			if ($i == "options" && $(i + 1) == "of")
				print command "\tform"
		}
	}' "$manual"
}

# The options of the form; those that only new and save take follow a `-`.
form() {
	awk '
	/^The options of the form:/ { inside = 1 }
	inside && /^\.El/ { exit }
	inside && /^\.It / {
		count = 0
		for (i = 2; i < NF; i++)
			if ($i == "Fl" && $(i + 1) == "Fl") names[++count] = $(i + 2)
		for (i = 1; i <= count; i++) all[++last] = names[i]
	}
	inside && /^only\./ { less[all[last]] = 1 }
	END { for (i = 1; i <= last; i++) print (all[i] in less ? "-" : "") all[i] }' \
		"$manual"
}

usage_options() { # what the first line of each help takes
	awk '
	/^= / { command = substr($0, 3); getline
		while (match($0, /--[a-z-]*/)) {
			print command "\t" substr($0, RSTART + 2, RLENGTH - 2)
			$0 = substr($0, RSTART + RLENGTH)
		}
	}' "$TMPDIR/help" | sorted
}

listed_options() { # what stands below it, a line each
	awk '
	/^= / { command = substr($0, 3) }
	/^  --/ { print command "\t" substr($1, 3) }' "$TMPDIR/help" | sorted
}

manual_options() {
	form >"$TMPDIR/form"
	items | awk -F '\t' -v form="$TMPDIR/form" '
	BEGIN { while ((getline name < form) > 0) all[++last] = name }
	$2 != "form" && $2 != "" { print }
	$2 == "form" {
		for (i = 1; i <= last; i++)
			if (all[i] !~ /^-/ || $1 == "new" || $1 == "save")
				print $1 "\t" substr(all[i], all[i] ~ /^-/ ? 2 : 1)
	}' | sorted
}

lines() { # the words of the input as one line
	tr '\n' ' '
}

agree() { # FILE FILE WHAT: no line of one that the other lacks
	agree_lacks=$(diff "$1" "$2" | grep '^[<>]' | lines)
	same '' "$agree_lacks" "$3"
}

begin "the manual has every command"
commands >"$TMPDIR/commands"
[ "$(wc -l <"$TMPDIR/commands")" -gt 50 ] || wrong "help lists too few"
items | cut -f1 | sorted >"$TMPDIR/items"
agree "$TMPDIR/commands" "$TMPDIR/items" "where help and $manual differ"
every_help >"$TMPDIR/help"

begin "and every option of each"
usage_options >"$TMPDIR/usage"
manual_options >"$TMPDIR/told"
[ "$(wc -l <"$TMPDIR/usage")" -gt 100 ] || wrong "usage takes too few"
agree "$TMPDIR/usage" "$TMPDIR/told" "where usage and $manual differ"

begin "usage names what is taken"
listed_options >"$TMPDIR/listed"
[ "$(wc -l <"$TMPDIR/listed")" -gt 100 ] || wrong "help lists too few"
same '' "$(LC_ALL=C comm -13 "$TMPDIR/usage" "$TMPDIR/listed" |
	grep -v -E "	($records|$later)$" | lines)" \
	"what usage leaves out"
same '' "$(LC_ALL=C comm -23 "$TMPDIR/usage" "$TMPDIR/listed" | lines)" \
	"what is not taken, but said"

# What completion offers for the words typed so far, the last one unfinished:
# for each line of the input, of words with tabs between, `WORDS<tab>OFFER`.
offers_each() {
	PATH=$(dirname "$SANSHEN"):$PATH bash -c '
	. man/completion.bash
	newline="
"
	while IFS= read -r line; do
		mapfile -t words <<<"${line//	/$newline}"
		COMP_WORDS=(sanshen "${words[@]}") COMP_CWORD=${#words[@]}
		_sanshen sanshen "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
		unset "words[-1]"
		for offer in "${COMPREPLY[@]}"; do
			printf "%s\t%s\n" "${words[*]}" "$offer"
		done
	done' | sorted
}

offers() { # WORD…
	offers_tab=$(printf '\t')
	(
		IFS=$offers_tab
		printf '%s\n' "$*"
	) | offers_each | sed 's/.*	//'
}

begin "completion offers every command"
{ cut -d' ' -f1 "$TMPDIR/commands"; echo help; } | sorted >"$TMPDIR/first"
offers '' >"$TMPDIR/offered"
agree "$TMPDIR/first" "$TMPDIR/offered" "the first words"
for group in person unit grant key password policy; do
	same "$(sed -n "s/^$group //p" "$TMPDIR/commands" | lines)" \
		"$(offers $group '' | lines)" "what is offered after $group"
done

begin "and the options of each"
{
	sed 's/	/	--/' "$TMPDIR/listed"
	sed 's/$/	--home/p;s/--home$/--as/p;s/--as$/--help/' "$TMPDIR/commands"
} | sorted >"$TMPDIR/wanted"
sed 's/ /	/;s/$/	--/' "$TMPDIR/commands" | offers_each >"$TMPDIR/offered"
agree "$TMPDIR/wanted" "$TMPDIR/offered" "what is offered after a command"

begin "and posts, people, units, policies"
newsroom "$TMPDIR/manual"
submitted collector
SANSHEN_HOME=$home SANSHEN_AS=collector
export SANSHEN_HOME SANSHEN_AS
is_offered() { # OFFER PREFIX COMMAND…: after each of them, PREFIX typed
	is_offer=$1
	is_prefix=$2
	shift 2
	printf '%s\n' "$@" | sed "s/\$/ $is_prefix/;s/ /	/g" | offers_each >"$TMPDIR/offered"
	for is_after in "$@"; do
		grep -q -x -F "$is_after	$is_offer" "$TMPDIR/offered" ||
			wrong "no $is_offer after $is_after"
	done
}
is_offered "$post" 20 edit save get submit show diff log sign return reject propose \
	accept joint add hand-on raise lower release withdraw publish correct \
	freeze unfreeze takedown supersede attach check 'policy try'
is_offered "$post" '' "supersede $post --by"
is_offered head2 '' "add $post --to" 'person set' 'person disable' 'person enable' \
	'grant add' 'grant end' 'key add' 'key end' invite 'invite end' 'password reset'
is_offered unit2 '' 'unit set' 'unit end' 'unit add x --parent' 'unit end unit1 --into'
is_offered three-level three 'policy copy' 'policy show' 'policy try' 'policy diff' \
	'init --policy'
unset SANSHEN_HOME SANSHEN_AS

begin "every page is installed, and named in its README.md"
for file in man/*.[1-9]; do
	file=${file#man/}
	grep -q "share/man/man${file##*.}/$file\$" Makefile || wrong "$file is not installed"
	grep -q -F -e "- \`$file\`" man/README.md || wrong "$file is not in man/README.md"
done

# The blocks of the page from one line of it to another.
example() { # FROM TO
	sed -n "/^$1/,/^$2/p" man/sanshen-policy.5 |
		sed -n '/^\.Bd/,/^\.Ed/{/^\.[BE]d/d;p;}'
}

begin "the example of the policy language is a policy"
example 'The policy, article by article' 'Joined, this is a policy' >"$TMPDIR/example.ini"
[ "$(wc -l <"$TMPDIR/example.ini")" -gt 100 ] || wrong "the example is short"
expect 0 sanshen policy todo "$TMPDIR/example.ini"
same 2 "$(grep -c '= *local$' "$TMPDIR/example.ini")" "the open values"
sed -i 's/= local$/= 2wd/' "$TMPDIR/example.ini"
expect 0 sanshen policy check "$TMPDIR/example.ini"
expect 0 sanshen --home "$TMPDIR/example" init --policy "$TMPDIR/example.ini" \
	--institution example.edu.cn --admin chief --name 陈主任

finish
