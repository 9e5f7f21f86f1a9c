#!/bin/sh
# manual - every command and option that `sanshen help` knows stands in
# sanshen.1, and nothing else does; completion offers the same; the example of
# sanshen-policy(5) is a policy.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

manual=man/sanshen.1
# Options that are read, and answered by "not in this version".
later='prepare
with-signature'
# Options of every command that records: told once, under Recording.
records='json
op-id'

help_of() { # COMMAND
	# shellcheck disable=SC2086 # one or two words
	LANGUAGE=en "$SANSHEN" help $1
}

commands() {
	LANGUAGE=en "$SANSHEN" help |
		sed -n 's/^  \([a-z-]*\( [a-z][a-z]*\)\{0,1\}\)  .*/\1/p' | sort
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

usage_options() { # COMMAND: in its first line
	help_of "$1" | sed 1q | grep -o -e '--[a-z-]*' | sed 's/^--//' | sort -u
}

listed_options() { # COMMAND
	help_of "$1" | sed -n 's/^  --\([a-z-]*\) .*/\1/p' | sort -u
}

manual_options() { # COMMAND
	items | sed -n "s/^$1	//p" | while read -r word; do
		case $word,$1 in
		form,new | form,save) form | sed 's/^-//' ;;
		form,*) form | sed '/^-/d' ;;
		*) echo "$word" ;;
		esac
	done | sed '/^$/d' | sort -u
}

lines() { # the words of the input as one line
	tr '\n' ' '
}

begin "the manual has every command"
commands >"$TMPDIR/commands"
[ "$(wc -l <"$TMPDIR/commands")" -gt 50 ] || wrong "help lists too few"
items | cut -f1 | sort -u >"$TMPDIR/items"
diff "$TMPDIR/commands" "$TMPDIR/items" >"$TMPDIR/differ" ||
	wrong "help and $manual differ: $(grep '^[<>]' "$TMPDIR/differ" | lines)"

begin "and every option of each"
while read -r command; do
	same "$(usage_options "$command" | lines)" \
		"$(manual_options "$command" | lines)" "the manual of $command"
done <"$TMPDIR/commands"

begin "usage names what is taken"
while read -r command; do
	usage_options "$command" >"$TMPDIR/usage"
	rest=$(listed_options "$command" | grep -v -x -F -f "$TMPDIR/usage" |
		grep -v -x -F -e "$records" -e "$later" | lines)
	same '' "$rest" "what the usage of $command leaves out"
	listed_options "$command" >"$TMPDIR/listed"
	rest=$(grep -v -x -F -f "$TMPDIR/listed" "$TMPDIR/usage" | lines)
	same '' "$rest" "what $command does not take, but says"
done <"$TMPDIR/commands"

# What completion offers for the words typed so far, the last one unfinished.
offers() { # WORD…
	PATH=$(dirname "$SANSHEN"):$PATH bash -c '
	. man/completion.bash
	COMP_WORDS=(sanshen "$@") COMP_CWORD=$#
	_sanshen sanshen "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
	[ "${#COMPREPLY[@]}" = 0 ] || printf "%s\n" "${COMPREPLY[@]}"
	' offers "$@" | sort -u
}

begin "completion offers every command"
{ cut -d' ' -f1 "$TMPDIR/commands"; echo help; } | sort -u >"$TMPDIR/first"
same "$(lines <"$TMPDIR/first")" "$(offers '' | lines)" "what is offered first"
for group in person unit grant policy; do
	same "$(sed -n "s/^$group //p" "$TMPDIR/commands" | lines)" \
		"$(offers $group '' | lines)" "what is offered after $group"
done

begin "and the options of each"
while read -r command; do
	{ listed_options "$command"; printf '%s\n' home as help; } | sed 's/^/--/' |
		sort -u >"$TMPDIR/wanted"
	# shellcheck disable=SC2086 # one or two words
	same "$(lines <"$TMPDIR/wanted")" "$(offers $command -- | lines)" \
		"what is offered after $command"
done <"$TMPDIR/commands"

begin "and posts, people, units, policies"
newsroom "$TMPDIR/manual"
submitted collector
SANSHEN_HOME=$home SANSHEN_AS=collector
export SANSHEN_HOME SANSHEN_AS
for command in edit save get submit show diff log sign return reject propose \
	accept joint add hand-on raise lower release withdraw publish correct \
	freeze unfreeze takedown supersede attach check; do
	offers "$command" 20 | grep -q -x "$post" || wrong "no post after $command"
done
offers policy try 20 | grep -q -x "$post" || wrong "no post after policy try"
offers supersede "$post" --by '' | grep -q -x "$post" || wrong "no post after --by"
offers add "$post" --to '' | grep -q -x head2 || wrong "no person after --to"
for command in 'person set' 'person disable' 'person enable' 'grant add' 'grant end'; do
	# shellcheck disable=SC2086 # two words
	offers $command '' | grep -q -x head2 || wrong "no person after $command"
done
for command in 'unit set' 'unit end' 'unit add x --parent' 'unit end unit1 --into'; do
	# shellcheck disable=SC2086 # words
	offers $command '' | grep -q -x unit2 || wrong "no unit after $command"
done
for command in 'policy copy' 'policy show' 'policy try' 'policy diff' 'init --policy'; do
	# shellcheck disable=SC2086 # words
	offers $command three | grep -q -x three-level || wrong "no policy after $command"
done
unset SANSHEN_HOME SANSHEN_AS

# The blocks of the page from one line of it to another.
example() { # FROM TO
	sed -n "/^$1/,/^$2/p" man/sanshen-policy.5 |
		sed -n '/^\.Bd/,/^\.Ed/{/^\.[BE]d/d;p;}'
}

begin "the example of the policy language is a policy"
example 'The policy, article by article' 'Joined, this is a policy' >"$TMPDIR/example.ini"
[ "$(wc -l <"$TMPDIR/example.ini")" -gt 100 ] || wrong "the example is short"
expect 0 "$SANSHEN" policy todo "$TMPDIR/example.ini"
same 2 "$(grep -c '= *local$' "$TMPDIR/example.ini")" "the open values"
sed -i 's/= local$/= 2wd/' "$TMPDIR/example.ini"
expect 0 "$SANSHEN" policy check "$TMPDIR/example.ini"
expect 0 "$SANSHEN" --home "$TMPDIR/example" init --policy "$TMPDIR/example.ini" \
	--institution example.edu.cn --admin chief --name 陈主任

finish
