#!/bin/sh
# ssh-setup - what sshd needs to serve a newsroom: said, done, undone; doctor
# looks at it. In a folder that stands for /; and, run by root, on a machine of
# its own: a mount namespace with its own /etc, /usr/local and /var/lib, in which
# the real sshd asks for keys of people who come in with real ssh.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034,SC2317,SC2064
[ "${1:-}" = on_a_machine ] && machine=$TMPDIR TMPDIR=$TMPDIR/in && mkdir -p "$TMPDIR"
. "$(dirname "$0")/lib.sh"

# ---- on a machine of its own -----------------------------------------------------

setup() { # options…
	/usr/local/bin/sanshen ssh-setup "$@"
}

over() { # KEY [word…]: as whoever has that key
	over_key=$1
	shift
	ssh -F /dev/null -p "$port" -i "$machine/$over_key" -o IdentitiesOnly=yes \
		-o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
		-o LogLevel=ERROR -o ConnectTimeout=20 sanshen@127.0.0.1 "$@"
}

by_account() { # command…
	runuser -u sanshen -- /usr/local/bin/sanshen --home /var/lib/sanshen "$@"
}

start_sshd() { # on the first port nobody has
	port=$((30000 + $$ % 10000))
	while
		: >"$machine/sshd.log"
		/usr/sbin/sshd -D -o "ListenAddress=127.0.0.1:$port" -o PidFile=none \
			-E "$machine/sshd.log" </dev/null &
		daemon=$!
		until grep -q '^Server listening\|^error' "$machine/sshd.log" ||
			! kill -0 "$daemon" 2>/dev/null; do
			sleep 0.02
		done
		grep -q 'Address already in use' "$machine/sshd.log"
	do
		wait "$daemon"
		port=$((port + 1))
	done
}

files_of_it() { # what of the machine it could have touched
	cat /etc/passwd /etc/shadow /etc/group
	find /etc/ssh /usr/local /var/lib ! -name '*-' -printf '%p %m %u\n' | sort
}

on_a_machine() {
	unset SANSHEN_NOW
	mount -t tmpfs none /usr/local && mount -t tmpfs none /var/lib &&
		cp -a /etc "$machine/etc" && mount --bind "$machine/etc" /etc &&
		mkdir -p /run/sshd /usr/local/bin /usr/local/share || exit 1
	cp "$SANSHEN" /usr/local/bin/sanshen
	cp -a "$BUILD/share/." /usr/local/share/
	chmod -R go-w /usr/local
	chmod 755 /usr/local /var/lib
	rm -f /etc/ssh/sshd_config.d/*
	[ -e /etc/ssh/ssh_host_ed25519_key ] || ssh-keygen -q -A
	echo "SetEnv ASAN_OPTIONS=detect_leaks=0" >>/etc/ssh/sshd_config
	for key in admin manager; do
		ssh-keygen -q -t ed25519 -N '' -f "$machine/$key"
	done

	begin "what sshd does not take leaves the machine as it was"
	before=$(files_of_it)
	expect 0 setup --lang zh_CN
	printed 'SetEnv LANG=zh_CN.UTF-8'
	printed 'useradd --system'
	cp /etc/ssh/sshd_config "$machine/sshd_config"
	sed -i '/^Include/d' /etc/ssh/sshd_config
	expect 5 setup --apply
	said 'Include /etc/ssh/sshd_config.d'
	echo 'NoSuchThing yes' >>/etc/ssh/sshd_config
	expect 5 setup --apply
	said NoSuchThing
	cp "$machine/sshd_config" /etc/ssh/sshd_config
	chmod 777 /usr/local
	expect 3 setup --apply
	said '/usr/local can be changed by others'
	chmod 755 /usr/local
	expect 3 runuser -u nobody -- /usr/local/bin/sanshen ssh-setup --apply
	said 'run it as root'
	mkdir /var/lib/sanshen
	expect 3 setup --apply
	rmdir /var/lib/sanshen
	expect 2 setup --apply --account root --home /root
	rmdir /usr/local/libexec
	same "$before" "$(files_of_it)" "the machine"

	begin "it makes the account, the folder and both files, once"
	expect 0 setup --apply --lang zh_CN
	grep -q '^sanshen:x:[0-9]*:[0-9]*::/var/lib/sanshen:/bin/sh$' /etc/passwd ||
		wrong "passwd says $(grep sanshen /etc/passwd)"
	grep -q '^sanshen:\*:' /etc/shadow || wrong "it is locked"
	same 'sanshen 700' "$(stat -c '%U %a' /var/lib/sanshen)" "the folder"
	same 'root 755' "$(stat -c '%U %a' /usr/local/libexec/sanshen-keys)" "the command"
	after=$(files_of_it)
	expect 0 setup --apply --lang zh_CN
	printed 'Nothing is to be changed'
	same "$after" "$(files_of_it)" "the machine"
	usermod --password '!' --shell /usr/sbin/nologin sanshen
	expect 0 setup --apply --lang zh_CN
	same "$after" "$(files_of_it)" "the machine, mended"

	begin "the real sshd lets in who has a key, and whoever has a code"
	by_account init --demo >"$out" 2>&1 || wrong "no newsroom: $(cat "$out")"
	by_account --as admin key add admin - <"$machine/admin.pub" >"$out" 2>&1 ||
		wrong "no key: $(cat "$out")"
	start_sshd
	expect 255 over manager queue
	said 'Permission denied'
	by_account --as admin invite manager >"$out"
	read -r code <"$out"
	expect 128 over manager queue
	echo "$code" >"$machine/answer"
	input=$machine/answer
	expect 0 over manager
	expect 0 over manager queue --json
	expect 0 over admin invite list --json
	holds '.open == [] and .answers[0].address == "127.0.0.1"'
	kill "$daemon"

	begin "doctor agrees, and the account's own"
	expect 0 by_account doctor
	printed 'only root can see'
	expect 0 setup --lang zh_CN
	mkdir -p /etc/ssh/sshd_config.d
	printf 'Match User sanshen\nX11Forwarding yes\n' >/etc/ssh/sshd_config.d/aaa.conf
	expect 1 setup --lang zh_CN
	printed 'does not do “X11Forwarding no”'
	finish
}

if [ "${1:-}" = on_a_machine ]; then
	on_a_machine
fi

if [ "$(id -u)" = 0 ] && unshare -m true 2>"$err"; then
	mkdir "$TMPDIR/machine"
	TMPDIR=$TMPDIR/machine unshare -m sh "$0" on_a_machine >"$TMPDIR/machine.verdict" 2>&1 &
	machine_pid=$!
else
	echo "SKIP $script: only root can make a machine to try it on"
	machine_pid=
fi

# ---- in a folder ----------------------------------------------------------------

newsroom "$TMPDIR/newsroom"
root=$TMPDIR/root
dropin=$root/etc/ssh/sshd_config.d/sanshen.conf
keys=$root/usr/local/libexec/sanshen-keys
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd

in_folder() { # STATUS [options…]
	in_status=$1
	shift
	expect "$in_status" anybody ssh-setup --root "$root" "$@"
}

begin "without an sshd there is nothing to set up"
mkdir "$root"
in_folder 6
said "$root/etc/ssh/sshd_config"
in_folder 6 --apply
expect 0 as admin doctor
printed 'SSH is not set up'
expect 0 as admin doctor --json
holds '.ok and any(.problems[]; .name == "ssh-none")'

begin "what it would do, whole; nothing is done"
mkdir -p "$root/etc/ssh/sshd_config.d"
ssh-keygen -q -t ed25519 -N '' -f "$root/etc/ssh/key"
sshd_config() { # [LINE…]: before what sshd needs
	printf '%s\n' "$@" "Include $root/etc/ssh/sshd_config.d/*.conf" \
		"HostKey $root/etc/ssh/key" 'UsePAM no' >"$root/etc/ssh/sshd_config"
}
sshd_config
in_folder 0
sed -n 's/^    //p' "$out" >"$TMPDIR/said"
find "$root" -newer "$root/etc/ssh/sshd_config" -type f >"$TMPDIR/touched"
same '' "$(cat "$TMPDIR/touched")" "what was touched"
in_folder 2 --account 'a b'
in_folder 2 --account root/x
in_folder 2 --home "$TMPDIR/o'clock"

begin "it is done, and a second time nothing is"
in_folder 0 --apply --lang zh_TW
grep -v SetEnv "$dropin" | sed 's/.*who.* has set none.*//' >"$TMPDIR/plain"
same '644 755' "$(stat -c %a "$dropin" "$keys" | tr '\n' ' ' | sed 's/ $//')" "the modes"
grep -q -x "exec '$(realpath "$BUILD")/standby' --home '$home' authorized-keys \"\$1\" \"\$2\"" "$keys" ||
	wrong "the command is $(tail -n 1 "$keys")"
in_folder 0 --apply --lang zh_TW
printed 'Nothing is to be changed'
same '' "$(find "$root/etc/ssh" -name '*trial*')" "what is left over"
/usr/sbin/sshd -t -f "$root/etc/ssh/sshd_config" 2>"$err" || wrong "sshd: $(cat "$err")"

begin "what fails leaves the files as they were"
cp -a "$dropin" "$TMPDIR/dropin"
sshd_config 'NoSuchThing yes'
in_folder 5 --apply --account other
cmp -s "$dropin" "$TMPDIR/dropin" || wrong "the file for sshd changed"
sshd_config 'Match all' "AuthorizedKeysCommand none"
in_folder 5 --apply --account other
cmp -s "$dropin" "$TMPDIR/dropin" || wrong "the file for sshd changed"
sshd_config
mv "$dropin" "$TMPDIR/dropin"
echo 'Port 22' >"$dropin"
in_folder 3 --apply
same 'Port 22' "$(cat "$dropin")" "another's file"
mv "$TMPDIR/dropin" "$dropin"

finds() { # STATUS NAME…: exactly these, of those about SSH
	finds_status=$1
	shift
	expect "$finds_status" as admin doctor --root "$root" --json
	holds "[.problems[] | .name | select(startswith(\"ssh\") or . == \"invite-open\")] ==
		[$(printf '"%s",' "$@" | sed 's/"",//;s/,$//')]"
}
account() { # UID SHELL
	echo "sanshen:x:$1:$1::/var/lib/sanshen:$2" >"$root/etc/passwd"
}

begin "doctor looks at all of it, and says what to do"
owner=$(stat -c %u "$home")
account "$owner" /bin/sh
echo 'sanshen:*:20000::::::' >"$root/etc/shadow"
finds 0 ''
account "$((owner + 1))" /usr/sbin/nologin
echo 'sanshen:!:20000::::::' >"$root/etc/shadow"
echo '# changed' >>"$keys"
chmod o+w "$root/usr/local"
mkdir -p "$root/proc/sys/kernel/yama"
echo 0 >"$root/proc/sys/kernel/yama/ptrace_scope"
sshd_config 'AllowUsers root' 'PermitUserEnvironment yes' 'Match User sanshen' 'AllowTcpForwarding yes' 'Match all'
finds 1 ssh-file ssh-unsafe ssh-owner ssh-shell ssh-locked ssh-value ssh-value ssh-denied ssh-yama
echo 1 >"$root/proc/sys/kernel/yama/ptrace_scope"
chmod o-w "$root/usr/local"
echo 'root:x:0:0::/root:/bin/sh' >"$root/etc/passwd"
rm "$dropin"
sshd_config 'NoSuchThing yes'
finds 1 ssh-file ssh-file ssh-account ssh-refused
sshd_config
account "$owner" /bin/sh
in_folder 1 --apply
printed 'is locked'
echo 'sanshen:*:20000::::::' >"$root/etc/shadow"
expect 0 as admin invite manager
finds 0 invite-open
expect 0 as admin doctor --root "$root"
printed 'sanshen invite end manager'
printed 'The house is in order'

settle
if [ -n "$machine_pid" ]; then
	wait "$machine_pid"
	cat "$TMPDIR/machine.verdict"
	grep -q '^PASS ' "$TMPDIR/machine.verdict" &&
		! grep -q -v '^PASS ' "$TMPDIR/machine.verdict" || failures=$((failures + 1))
fi
finish
