# shellcheck shell=sh
# lib-sshd - a real sshd before the newsroom, and real clients.
#
# Sourced after lib.sh. Whoever runs the tests needs no right for it: the daemon
# listens on a free port of 127.0.0.1, has its own key, and knows one account,
# `sanshen`, which is the caller under another name (nss_wrapper gives it a
# folder and /bin/sh, so that nobody's own files are read). Its environment is
# empty, as on a server without a locale. All it keeps lies in $sshd.
# shellcheck disable=SC2154,SC2034

sshd=$TMPDIR/sshd # its folder; a short path, sockets lie in it
sshd_pid=
client=           # who sits at a terminal
sshd_masters=     # what keeps shared connections open, by process

# The settings of a newsroom's host, and below them what only this place needs.
# OpenSSH 9.2 counts whole seconds and so often lets two intervals pass for one:
# who no longer answers is dropped after 60 s to 120 s.
sshd_write_config() { # PORT
	cat <<-END
		AllowUsers sanshen
		AuthenticationMethods publickey
		PasswordAuthentication no
		KbdInteractiveAuthentication no
		PermitUserRC no
		PermitUserEnvironment no
		AcceptEnv GIT_PROTOCOL
		ExposeAuthInfo yes
		AllowAgentForwarding yes
		AllowTcpForwarding no
		AllowStreamLocalForwarding no
		X11Forwarding no
		PermitTunnel no
		GatewayPorts no
		MaxSessions 4
		MaxStartups 300:30:600
		LoginGraceTime 20
		ClientAliveInterval 15
		ClientAliveCountMax 3
		LogLevel VERBOSE

		ListenAddress 127.0.0.1:$1
		HostKey $sshd/host_key
		PidFile none
		UsePAM no
		PermitRootLogin forced-commands-only
		AuthorizedKeysFile $sshd/account/authorized_keys
		Subsystem sftp internal-sftp
		SetEnv ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 SANSHEN_NOW=$SANSHEN_NOW
	END
}

# A client's whole configuration; `ssh manager …` comes in with manager's key.
sshd_write_client() { # PORT
	cat <<-END
		Host *
		HostName 127.0.0.1
		Port $1
		User sanshen
		HostKeyAlias newsroom
		UserKnownHostsFile $sshd/known_hosts
		GlobalKnownHostsFile /dev/null
		StrictHostKeyChecking yes
		IdentityFile $sshd/keys/%n
		IdentitiesOnly yes
		IdentityAgent none
		BatchMode yes
		ConnectTimeout 20
		KexAlgorithms curve25519-sha256
		ControlPath $sshd/%n
		LogLevel ERROR
	END
}

# The lines sshd reads, as `sanshen authorized-keys` makes them now.
sshd_know_keys() {
	"$SANSHEN" --home "$home" authorized-keys >"$sshd/account/authorized_keys"
}

sshd_key() { # PERSON TYPE [ssh-keygen options…]: theirs from now on
	sshd_key_person=$1 sshd_key_type=$2
	shift 2
	ssh-keygen -q -t "$sshd_key_type" "$@" -N '' -C "$sshd_key_person" \
		-f "$sshd/keys/$sshd_key_person"
	expect 0 as admin key add "$sshd_key_person" "$sshd/keys/$sshd_key_person.pub"
}

# Looks again and again until a command succeeds, for half a minute or so.
sshd_until() { # command…
	sshd_looks=600
	until "$@"; do
		[ "$((sshd_looks -= 1))" != 0 ] || return 1
		sleep 0.05
	done
}

sshd_is_up() { # or gave up
	grep -q '^Server listening' "$sshd/log" || ! kill -0 "$sshd_pid" 2>/dev/null
}

# Starts it on the first port nobody has. As root sshd wants a folder to be
# locked up in, and an account for that.
sshd_start() {
	mkdir -m 700 "$sshd" "$sshd/account" "$sshd/keys"
	ssh-keygen -q -t ed25519 -N '' -f "$sshd/host_key"
	{
		printf 'newsroom '
		cat "$sshd/host_key.pub"
	} >"$sshd/known_hosts"
	{
		echo "sanshen:*:$(id -u):$(id -g)::$sshd/account:/bin/sh"
		grep '^sshd:' /etc/passwd
	} >"$sshd/passwd"
	echo "sanshen:*:$(id -g):" >"$sshd/group"
	[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
	trap sshd_stop EXIT
	trap 'exit 130' INT TERM HUP
	sshd_port=$((20000 + $$ % 10000))
	while
		sshd_write_config "$sshd_port" >"$sshd/config"
		: >"$sshd/log"
		env -i LD_PRELOAD=libnss_wrapper.so NSS_WRAPPER_PASSWD="$sshd/passwd" \
			NSS_WRAPPER_GROUP="$sshd/group" \
			/usr/sbin/sshd -D -f "$sshd/config" -E "$sshd/log" </dev/null &
		sshd_pid=$!
		sshd_until sshd_is_up
		grep -q 'Address already in use' "$sshd/log"
	do
		sshd_port=$((sshd_port + 1))
	done
	kill -0 "$sshd_pid" 2>/dev/null || {
		echo "FAIL $script: no sshd: $(cat "$sshd/log")"
		exit 1
	}
	sshd_write_client "$sshd_port" >"$sshd/client"
}

sshd_stop() {
	for sshd_process in $client $sshd_masters $sshd_pid; do
		kill "$sshd_process" 2>/dev/null && wait "$sshd_process"
	done
	client='' sshd_masters='' sshd_pid=''
}

# Their connection stays open, and `over` and `by_git` go through it.
sshd_share() { # PERSON…
	for sshd_person in "$@"; do
		ssh -F "$sshd/client" -M -N "$sshd_person" </dev/null >"$out.word" 2>&1 &
		sshd_masters="$sshd_masters $!"
	done
	for sshd_person in "$@"; do
		sshd_until [ -S "$sshd/$sshd_person" ] ||
			wrong "no connection for $sshd_person"
	done
}

over() { # PERSON LINE
	ssh -F "$sshd/client" "$@"
}

by_git() { # git command…
	GIT_SSH_COMMAND="ssh -F $sshd/client" GIT_SSH_VARIANT=ssh git "$@"
}

# ---- a person at a terminal ----------------------------------------------------

# `ssh -tt` in a connection of its own: what comes is in $screen, what goes to
# fd 8 is typed; $client is the process. $seat names it where one person sits
# more than once.
sit() { # PERSON [LINE]
	screen=$sshd/${seat:-$1}.screen
	sit_typed=$sshd/${seat:-$1}.typed
	: >"$screen"
	[ -p "$sit_typed" ] || mkfifo "$sit_typed"
	TERM=xterm-256color ssh -F "$sshd/client" -S none -tt "$@" \
		<"$sit_typed" >"$screen" 2>&1 &
	client=$!
	exec 8>"$sit_typed"
}

types() { # TEXT, with the escapes of printf
	printf %b "$1" >&8
}

is_seen() { # TEXT: on the screen within the limit
	sshd_until grep -q -F -e "$1" "$screen"
}

sees() { # TEXT
	is_seen "$1" || wrong "no '$1' on the screen: $(tail -c 300 "$screen")"
}

sessions() { # PERSON: the processes that serve them, or empty: anybody; one a line
	echo "$home" >"$sshd/home"
	grep -l -s -a -F -f "$sshd/home" /proc/[0-9]*/cmdline |
		while IFS=/ read -r _ _ sessions_pid _; do
			tr '\0' ' ' 2>/dev/null <"/proc/$sessions_pid/cmdline" |
				grep -q " serve --person ${1:+$1 }" && echo "$sessions_pid"
		done
}

nobody_is_served() {
	[ -z "$(sessions '')" ]
}
