#!/bin/sh
# sshd - the newsroom through a real sshd, met by real ssh, git and sftp.
#
# What the configuration of lib-sshd.sh and the lines of `sanshen
# authorized-keys` let in, and what they keep out.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-sshd.sh"

newsroom "$TMPDIR/home"
sshd_start

# A key with sanshen's own options and another command, to see what they leave.
probe() { # NAME OPTIONS
	ssh-keygen -q -t ed25519 -N '' -f "$sshd/keys/$1"
	printf '%s,command="env" %s\n' "$2" "$(cat "$sshd/keys/$1.pub")" \
		>>"$sshd/account/authorized_keys"
}

begin "whoever has a key in force comes in"
sshd_key collector ed25519
sshd_key manager ed25519
sshd_key head ecdsa
sshd_key propaganda rsa -b 2048
sshd_key auditor ed25519
expect 0 as admin person set collector --lang zh_CN
sshd_know_keys
options=$(sed -n '1s/,command=.*//p' "$sshd/account/authorized_keys")
probe fenced "$options"
probe lenient "$options,agent-forwarding"
sshd_share collector manager head propaganda auditor
expect 0 over auditor help
expect 255 over -i "$sshd/host_key" -S none stranger queue

begin "a post goes its way, each with a key of their own"
input=$text
expect 0 over collector "new --from - --title '讲座 通知'"
read -r post <"$out" || post=
head -c 70000 /dev/urandom >"$TMPDIR/bytes"
input=$TMPDIR/bytes
expect 0 over collector "attach $post - --name 报名表.xlsx"
expect 0 over auditor "get $post 报名表.xlsx"
cmp -s "$out" "$TMPDIR/bytes" || wrong "other bytes came out"
expect 0 over collector "submit $post"
expect 0 over auditor client
cp "$out" "$TMPDIR/sanshen-sign"
for reviewer in manager head propaganda; do
	expect 0 env SANSHEN_SSH="ssh -F $sshd/client" sh "$TMPDIR/sanshen-sign" -y -t \
		-o "同意 $reviewer" -k "$sshd/keys/$reviewer" "$reviewer" "$post"
	same "$reviewer" "$(trailer main Actor)" "who signed"
done
expect 0 as auditor show "$post" --json
holds '[.signoffs[] | [.person, .opinion, .signature]] == [
	["manager", "同意 manager", "person"], ["head", "同意 head", "person"],
	["propaganda", "同意 propaganda", "person"]]'
expect 0 over manager "publish $post --url https://www.demo.example/n/1.html --json"
holds '.event == "publish"'
cp "$out" "$TMPDIR/receipt"
input=$TMPDIR/receipt
expect 0 over auditor 'verify --receipt -'
expect 3 over auditor "withdraw $post"
expect 128 over auditor 'queue; id'


begin "an auditor's clone is the archive, and needs stock git alone"
archive rev-list --objects main >"$TMPDIR/objects"
cloned() { # VERSION [git options…]: with a client of that protocol
	cloned_to=$TMPDIR/clone$1 cloned_version=$1
	shift
	expect 0 by_git -c protocol.version="$cloned_version" clone -q "$@" auditor:archive.git \
		"$cloned_to"
	git -C "$cloned_to" rev-list --objects --missing=print main >"$TMPDIR/cloned"
	cmp -s "$TMPDIR/objects" "$TMPDIR/cloned" || wrong "protocol $cloned_version: other objects"
}
cloned 0
expect 0 git -C "$TMPDIR/clone0" fsck --strict
git -C "$TMPDIR/clone0" -c gpg.ssh.allowedSignersFile="$TMPDIR/clone0/allowed_signers" \
	log --format='%G? %GS' main~4..main >"$out" 2>"$err"
same '8 3' "$(grep -c '^G ' "$out") $(grep -c -v ' workstation@' "$out")" \
	"the good signatures, and people's own"
# Asked for less than all, it gives all.
cloned 2 --filter=blob:none

begin "git may fetch what main reaches, and nothing else"
refused_git() { # git command…
	remember
	run by_git -C "$TMPDIR/clone0" "$@"
	[ "$status" != 0 ] || wrong "git $* was served"
	unmoved
	same refs/heads/main "$(archive for-each-ref --format='%(refname)')" "the references"
}
lost=$(printf secret | archive hash-object -w --stdin)
refused_git -c protocol.version=2 fetch -q origin "$lost"
refused_git push -q origin HEAD:refs/heads/x
refused_git archive --remote=auditor:archive.git main
refused_git fetch -q --upload-pack='sh -c id' origin

begin "a session has no agent, no X11, no environment of the client's"
ssh-agent -D -a "$sshd/agent" >"$out.word" &
agent=$!
sshd_until [ -S "$sshd/agent" ]
mkdir "$sshd/account/.ssh"
echo "touch '$sshd/rc'" >"$sshd/account/.ssh/rc"
echo 'EVIL=1' >"$sshd/account/.ssh/environment"
greedy() { # HOST: what the session's environment holds
	expect 0 env DISPLAY=127.0.0.1:9 LANG=zh_CN.UTF-8 LD_PRELOAD= TERMINFO=/x \
		GIT_PROTOCOL=version=2 ssh -F "$sshd/client" -S none -Y \
		-o ForwardAgent="$sshd/agent" -o IdentityAgent="$sshd/agent" \
		-o SendEnv='LANG LD_PRELOAD TERMINFO GIT_PROTOCOL' \
		-o SetEnv='SANSHEN_AS=admin SANSHEN_HOME=/x' "$1" env
	given=$(sed -n 's/=.*//p' "$out" | sort | tr '\n' ' ')
}
greedy fenced
same "ASAN_OPTIONS GIT_PROTOCOL HOME LOGNAME MAIL PATH PWD SANSHEN_NOW SHELL SSH_CLIENT SSH_CONNECTION SSH_ORIGINAL_COMMAND SSH_USER_AUTH USER " \
	"$given" "the environment"
greedy lenient
case $given in
*SSH_AUTH_SOCK*) ;;
*) wrong "an agent that was let in is not there" ;;
esac
kill "$agent"
[ ! -e "$sshd/rc" ] || wrong "the rc file was run"

begin "no port, no socket, no file goes through"
closed() { # command…
	run "$@"
	[ "$status" != 0 ] || wrong "$* was let through"
}
# What comes in by -L or -D leaves through the same kind of channel.
closed over manager -W "127.0.0.1:$sshd_port"
grep -q 'refused local port forward' "$sshd/log" || wrong "sshd did not refuse it"
closed over manager -O forward -R 127.0.0.1:0:127.0.0.1:22
closed over manager -O forward -R "$sshd/socket:127.0.0.1:22"
echo put "$text" /tmp/none >"$TMPDIR/batch"
closed sftp -q -F "$sshd/client" -b "$TMPDIR/batch" manager
closed scp -q -O -F "$sshd/client" "$text" manager:none
same '.ssh authorized_keys' "$(cd "$sshd/account" && echo .[a-z]* *)" "the account's folder"

begin "without any locale a person reads their own language"
expect 6 over collector 'show 20991231-999'
said 20991231-999
grep -q '没有' "$err" || wrong "not Chinese: $(head -n 1 "$err")"
expect 6 over manager 'show 20991231-999'
said 'There is no'
sit collector edit
sees '新稿件'
types '断线之前\t\t\t\t\t写到一半的话'
sees '写到一半的话'

begin "a line that is cut loses nothing, and leaves nobody behind"
[ -n "$(sessions '')" ] || wrong "nobody was served"
kill -9 "$client"
client=
sshd_until nobody_is_served || wrong "the session goes on: $(sessions '')"
flock -n "$home/writer.lock" true || wrong "a lock is held"
sit collector
sees '断线之前'
types '\r'
sees '写到一半的话'
types '\033'
sees '未保存的文字已保留'
types 'Q'
exec 8>&-
wait "$client" || wrong "leaving gave $?"
client=

finish
