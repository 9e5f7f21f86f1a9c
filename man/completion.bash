# completion.bash - bash completion for sanshen; source it, or install it as
# /usr/share/bash-completion/completions/sanshen.
#
# Commands and options come from `sanshen help`, so that this file cannot lag
# behind the program. People and posts come from the newsroom, if there is one.

_sanshen_commands() {
	LC_ALL=C LANGUAGE=C sanshen help 2>/dev/null |
		sed -n 's/^  \([a-z-]*\( [a-z]*\)\{0,1\}\)  .*/\1/p'
}

_sanshen_options() { # COMMAND…
	LC_ALL=C LANGUAGE=C sanshen help "$@" 2>/dev/null |
		sed -n 's/^  \(--[a-z-]*\).*/\1/p'
	echo --home --as --help
}

_sanshen() {
	local word=$2 before=$3 command='' second='' i home=()
	local groups=' person unit grant policy '
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
	--from | --policy | --receipt | --home)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	--as)
		mapfile -t COMPREPLY < <(compgen -W "$(ls "${SANSHEN_HOME-}/archive.git" >/dev/null 2>&1 &&
			git -C "$SANSHEN_HOME/archive.git" ls-tree --name-only main people/ 2>/dev/null |
			sed 's|^people/||; s|\.ini$||')" -- "$word")
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
		check | attach | 'policy check' | 'policy todo' | 'policy apply')
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
			;;
		edit | save | get | submit | show | diff | log | sign | return | reject | raise | release | withdraw | publish)
			mapfile -t COMPREPLY < <(compgen -W "$(sanshen "${home[@]}" list 2>/dev/null |
				grep -oE '\b[0-9]{8}-[0-9]{3,}\b')" -- "$word")
			;;
		esac
		;;
	esac
}
complete -o filenames -F _sanshen sanshen
