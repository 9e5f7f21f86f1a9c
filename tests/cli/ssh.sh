#!/bin/sh
# ssh - keys as records, and what one line over SSH may do.
#
# sshd gives a session two things that count here, the line in
# $SSH_ORIGINAL_COMMAND and its streams; `over` gives the same.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034,SC2317
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-lines.sh"

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

begin "an agent comes along with a key its person said so of"
expect 0 as head key list --json
three=$(jq -r '.[2].fingerprint' "$out")
holds 'all(.forwards == false)'
before=$(main)
expect 0 as head key forward head "$three" on
expect 0 as head key forward head "$three" on
expect 0 anybody authorized-keys
same 'restrict,pty,agent-forwarding,command=' \
	"$(grep -F "$(cut -d' ' -f2 "$TMPDIR/three.pub")" "$out" | cut -d'"' -f1)" "the line"
same 1 "$(grep -c agent-forwarding "$out")" "lines with an agent"
expect 0 as head key list
same 1 "$(grep -c agent-forwarding "$out")" "keys listed with an agent"
expect 0 as admin key forward head "$three" off
expect 0 anybody authorized-keys
same 0 "$(grep -c agent-forwarding "$out")" "lines with an agent, later"
refuse 3 as manager key forward head "$three" on
refuse 6 as admin key forward manager "$three" on
refuse 6 as admin key forward head "$two" on
refuse 6 as admin key forward nobody "$three" on
refuse 2 as head key forward head "$three" maybe
refuse 2 as head key forward head "$three"
same "$before" "$(main)" "the archive"

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

begin "everything else is refused, starts nothing and touches nothing"
remember
if [ -n "${FULL:-}" ]; then
	cp "$(dirname "$0")/refused-lines.txt" "$TMPDIR/refused"
else # every third of them
	sed -n '1~3p' "$(dirname "$0")/refused-lines.txt" >"$TMPDIR/refused"
fi
lines_serve "$TMPDIR/refused" admin auditor
paste "$lines/statuses" "$lines/sent" | grep -v '^128' >"$out" &&
	wrong "not refused: $(head -n 3 "$out")"
same "$(wc -l <"$lines/sent")" "$(wc -l <"$lines/statuses")" "lines answered"
offences=$(lines_judge)
[ -z "$offences" ] || wrong "$offences"
unmoved

begin "what is done starts nothing, either"
printf '%s\n' queue "show $post" list "log $post" 'help sign' >"$TMPDIR/done"
lines_serve "$TMPDIR/done" auditor
same 0 "$(sort -u "$lines/statuses")" "the statuses"
offences=$(lines_judge)
[ -z "$offences" ] || wrong "$offences"

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
