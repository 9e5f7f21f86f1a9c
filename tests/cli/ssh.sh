#!/bin/sh
# ssh - keys as records, and what one line over SSH may do.
#
# sshd gives a session two things that count here, the line in
# $SSH_ORIGINAL_COMMAND and its streams; `over` gives the same.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034,SC2317
. "$(dirname "$0")/lib.sh"

newsroom "$TMPDIR/ssh"
# A session shows its memory to nobody, not even to a leak finder.
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0

over() { # PERSON LINE
	bare SSH_ORIGINAL_COMMAND="$2" SANSHEN_NOW="$SANSHEN_NOW" \
		"$SANSHEN" --home "$home" serve --person "$1"
}

make_key() { # NAME TYPE: $TMPDIR/NAME and NAME.pub, its print in $print
	ssh-keygen -q -t "$2" -N '' -C "$1" -f "$TMPDIR/$1"
	print=$(ssh-keygen -l -f "$TMPDIR/$1.pub" | cut -d' ' -f2)
}

begin "a key is a record"
make_key one ed25519
one=$print
expect 0 as admin key add manager "$TMPDIR/one.pub" --json
holds '.event == "key"'
same "key add manager $one" "$(subject main)" "the subject"
same manager "$(trailer main Person)" "the trailer"
same allowed_signers "$(archive diff --name-only main~1 main)" "what was changed"
make_key two ecdsa
two=$print
input=$TMPDIR/two.pub
expect 0 as admin key add head -
make_key three rsa
expect 0 as admin key add head "$TMPDIR/three.pub"
expect 0 as auditor key list --json
holds '[.[] | .person] == ["manager", "head", "head"] and all(.until == null)'
holds ".[0].fingerprint == \"$one\" and .[1].fingerprint == \"$two\""
expect 0 anybody verify

begin "what is no key, nobody's, or somebody's already"
refuse 2 as admin key add head "$text"
refuse 2 as admin key add head "$TMPDIR/one"
refuse 3 as admin key add manager "$TMPDIR/one.pub"
refuse 3 as admin key add head "$TMPDIR/one.pub"
refuse 6 as admin key add nobody "$TMPDIR/one.pub"
refuse 6 as admin key add head "$TMPDIR/none.pub"
make_key four ed25519
refuse 3 as manager key add manager "$TMPDIR/four.pub"
refuse 6 as admin key end head "$one"
refuse 6 as admin key end manager SHA256:x
refuse 3 as head key end head "$two"

begin "a key that ended is ended, and stays"
SANSHEN_NOW=2026-11-24T10:00:00+08:00
expect 0 as admin key end head "$two"
refuse 6 as admin key end head "$two"
refuse 3 as admin key add head "$TMPDIR/two.pub"
expect 0 as auditor key list --json
holds '.[1].until == "2026-11-24T10:00:00+08:00" and .[0].until == null'
expect 0 anybody verify
expect 0 anybody authorized-keys
same 2 "$(wc -l <"$out")" "lines for sshd"
grep -q -F "$(cut -d' ' -f2 "$TMPDIR/two.pub")" "$out" && wrong "an ended key comes in"
grep -q -v '^restrict,pty,command="' "$out" && wrong "a line without its fence"
expect 0 as admin person disable manager
expect 0 anybody authorized-keys
same 1 "$(wc -l <"$out")" "lines without a person who may not act"
expect 0 as admin person enable manager
SANSHEN_NOW=2026-11-23T10:00:00+08:00

begin "a line is done as that person"
input=$text
expect 0 over collector "new --from - --title '讲座 通知'"
post=$(cat "$out")
same '讲座 通知' "$(shown "$post" .title)" "the title"
expect 0 over collector "submit $post"
see "$post"
expect 3 over collector "sign $post --content $content"
expect 0 over manager "sign $post --content $content --opinion \"同意 发布\" --tick all"
same '同意 发布' "$(shown "$post" '.signoffs[0].opinion')" "the opinion"
expect 0 over head 'queue --json'
holds "any(.[]; .post == \"$post\")"
printf 'bytes' >"$TMPDIR/bytes"
input=$text
expect 0 over collector 'new --from -'
draft=$(cat "$out")
input=$TMPDIR/bytes
expect 0 over collector "attach $draft - --name 报名表.xlsx"
expect 0 over collector "get $draft 报名表.xlsx"
cmp -s "$out" "$TMPDIR/bytes" || wrong "other bytes came out"
expect 0 over auditor verify
expect 0 over auditor help
expect 0 over auditor 'help key add'
expect 3 over auditor "submit $draft"
expect 2 over nobody queue
expect 2 over auditor ''

begin "everything else is refused, and nothing moved"
refused() { # LINE: by everybody's session
	refuse 128 over admin "$1"
}
remember
while IFS= read -r line; do
	refused "$line"
done <<'END'
queue; ls
queue | cat
queue && id
queue > /tmp/x
queue `id`
queue $(id)
queue $HOME
queue 'a
sh
bash -i
/bin/sh
scp -f x
sftp
rsync --server . .
git-receive-pack 'archive.git'
git-upload-archive 'archive.git'
git-upload-pack '../archive.git'
git-upload-pack '/etc'
git-upload-pack 'archive.git/../archive.git'
git-upload-pack '//archive.git'
git-upload-pack --upload-pack=sh archive.git
git-upload-pack archive.git x
serve --person admin
authorized-keys
init --demo
rebuild
dump
doctor
demo
backup x
policy edit x
policy copy three-level
queue --as head
queue --as=head
queue --home /tmp
--home /tmp queue
new --from /etc/passwd
new --from=/etc/passwd
save 20261123-001 --from ./x
attach 20261123-001 /etc/passwd --name x
key add head /etc/passwd
check /etc/passwd
check - /etc/passwd
policy check /etc/passwd
policy apply three-level
policy show three-level
policy diff - /etc/passwd
policy check - --parent /etc/passwd
verify --receipt /etc/passwd
propose 20261123-001 --from /etc/passwd
END
refused "$(printf 'queue\tx')"
refused "$(printf 'queue\033[31m')"
refused "$(printf 'queue\nls')"
refused "$(printf 'queue \377')"

begin "a session starts nothing"
if strace -o "$TMPDIR/calls" true 2>"$err"; then
	for line in queue 'sh -c id' 'queue; id' 'init' "show $post"; do
		run strace -f -qq -e trace=execve,execveat -o "$TMPDIR/calls" \
			env SSH_ORIGINAL_COMMAND="$line" \
			"$SANSHEN" --home "$home" serve --person auditor
		# env itself, and the program.
		same 2 "$(grep -c 'exec.* = 0$' "$TMPDIR/calls")" "programs for $line"
	done
else
	echo "SKIP $name: strace may not trace here"
fi

# git's ssh: its last word is the line.
cat >"$TMPDIR/as-ssh" <<END
#!/bin/sh
for last; do :; done
SSH_ORIGINAL_COMMAND=\$last exec '$SANSHEN' --home '$home' serve --person auditor
END
chmod +x "$TMPDIR/as-ssh"
by_git() { # git command…
	GIT_SSH="$TMPDIR/as-ssh" GIT_SSH_VARIANT=ssh git "$@"
}

begin "an auditor clones with stock git, whatever protocol they ask for"
for protocol in 0 1 2; do
	expect 0 by_git -c protocol.version=$protocol clone -q host:archive.git \
		"$TMPDIR/clone$protocol"
	same "$(main)" "$(git -C "$TMPDIR/clone$protocol" rev-parse HEAD)" "its head"
done
git -C "$TMPDIR/clone0" -c gpg.ssh.allowedSignersFile="$TMPDIR/clone0/allowed_signers" \
	verify-commit HEAD 2>"$err" || wrong "the head does not verify"
lost=$(printf secret | archive hash-object -w --stdin)
run by_git -c protocol.version=2 -C "$TMPDIR/clone0" fetch -q origin "$lost"
[ "$status" != 0 ] || wrong "what main does not reach was handed out"
run by_git -C "$TMPDIR/clone0" push -q origin HEAD:refs/heads/x
[ "$status" != 0 ] || wrong "a push was taken"
same refs/heads/main "$(archive for-each-ref --format='%(refname)')" "the references"

finish
