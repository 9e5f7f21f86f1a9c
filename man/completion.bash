# completion.bash - bash completion for sanshen; source it, or install it as
# /usr/share/bash-completion/completions/sanshen.
#
# Commands and options come from `sanshen help`, so that this file cannot lag
# behind the program. People and posts come from the newsroom, if there is one.

_sanshen_commands() {
	LC_ALL=C LANGUAGE=C sanshen help 2>/dev/null |
		sed -n 's/^  \([a-z-]*\( [a-z][a-z]*\)\{0,1\}\)  .*/\1/p'
}

_sanshen_options() { # COMMAND…
	LC_ALL=C LANGUAGE=C sanshen help "$@" 2>/dev/null |
		sed -n 's/^  \(--[a-z-]*\).*/\1/p'
	echo --home --as --help
}

_sanshen_names() { # people | units: their ids
	ls "${SANSHEN_HOME-}/archive.git" >/dev/null 2>&1 &&
		git -C "$SANSHEN_HOME/archive.git" ls-tree --name-only main "$1/" 2>/dev/null |
		sed "s|^$1/||; s|\\.ini\$||"
}

_sanshen_policies() { # the shipped ones, as the program names them
	LC_ALL=C LANGUAGE=C sanshen policy copy - 2>&1 | sed -n 's/.*Shipped: //p' | tr -d ','
}

_sanshen_posts() { # uses `home` of _sanshen
	sanshen "${home[@]}" list 2>/dev/null | grep -oE '\b[0-9]{8}-[0-9]{3,}\b'
}

_sanshen() {
	local word=$2 before=$3 command='' second='' i home=()
	local groups=' person unit grant key password policy '
	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--home)
			home=(--home "${COMP_WORDS[i + 1]}")
			((i++))
			;;
		--as) ((i++)) ;;
		-*) ;;
		*)
			if [ -z "$command" ]; then
				command=${COMP_WORDS[i]}
			elif [ -z "$second" ]; then
				second=${COMP_WORDS[i]}
			fi
			;;
		esac
	done
	case $before in
	--parent) # a unit, or of a policy a file
		if [ "$command" = policy ]; then
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -W "$(_sanshen_names units)" -- "$word")
		fi
		return
		;;
	--from | --receipt | --home | --root)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	--policy)
		mapfile -t COMPREPLY < <(compgen -f -W "$(_sanshen_policies)" -- "$word")
		return
		;;
	--by)
		mapfile -t COMPREPLY < <(compgen -W "$(_sanshen_posts)" -- "$word")
		return
		;;
	--kind)
		mapfile -t COMPREPLY < <(compgen -W 'staff student guest' -- "$word")
		return
		;;
	--unit | --into)
		mapfile -t COMPREPLY < <(compgen -W "$(_sanshen_names units)" -- "$word")
		return
		;;
	--as | --to | --provider | --person)
		mapfile -t COMPREPLY < <(compgen -W "$(_sanshen_names people)" -- "$word")
		return
		;;
	esac
	if [ -z "$command" ]; then
		case $word in
		-*) mapfile -t COMPREPLY < <(compgen -W '--home --as --help --version' -- "$word") ;;
		*) mapfile -t COMPREPLY < <(compgen -W "$(_sanshen_commands | cut -d' ' -f1 | sort -u) help" -- "$word") ;;
		esac
		return
	fi
	if [[ $groups == *" $command "* ]]; then
		if [ -z "$second" ]; then
			mapfile -t COMPREPLY < <(compgen -W "$(_sanshen_commands | sed -n "s/^$command //p")" -- "$word")
			return
		fi
		command="$command $second"
	fi
	case $word in
	-*)
		# shellcheck disable=SC2086 # one or two words
		mapfile -t COMPREPLY < <(compgen -W "$(_sanshen_options $command)" -- "$word")
		;;
	*)
		case $command in
		'policy check' | 'policy edit' | 'policy todo' | 'policy apply')
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
			;;
		'policy copy')
			mapfile -t COMPREPLY < <(compgen -W "$(_sanshen_policies)" -- "$word")
			;;
		'policy show' | 'policy diff')
			mapfile -t COMPREPLY < <(compgen -f -W "$(_sanshen_policies)" -- "$word")
			;;
		'policy try')
			mapfile -t COMPREPLY < <(compgen -f -W "$(_sanshen_policies) $(_sanshen_posts)" -- "$word")
			;;
		'person set' | 'person disable' | 'person enable' | 'grant add' | 'grant end' | \
			'key add' | 'key end' | 'key forward' | invite | 'password reset')
			mapfile -t COMPREPLY < <(compgen -W "$(_sanshen_names people)" -- "$word")
			;;
		'unit set' | 'unit end')
			mapfile -t COMPREPLY < <(compgen -W "$(_sanshen_names units)" -- "$word")
			;;
		check | attach) # a text, or a post; a file to attach to it
			mapfile -t COMPREPLY < <(compgen -f -W "$(_sanshen_posts)" -- "$word")
			;;
		edit | save | get | submit | show | diff | log | sign | return | reject | \
			propose | accept | joint | add | hand-on | raise | lower | release | withdraw | \
			publish | correct | freeze | unfreeze | takedown | supersede)
			mapfile -t COMPREPLY < <(compgen -W "$(_sanshen_posts)" -- "$word")
			;;
		esac
		;;
	esac
}
complete -o filenames -F _sanshen sanshen
