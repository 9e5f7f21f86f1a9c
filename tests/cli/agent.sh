#!/bin/sh
# agent - a decision signed through the person's own ssh-agent.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034
. "$(dirname "$0")/lib.sh"

newsroom "$TMPDIR/agent"
socket=$TMPDIR/sock

for key in one other late; do
	ssh-keygen -q -t ed25519 -N '' -C "$key" -f "$TMPDIR/$key"
done
one=$(ssh-keygen -l -f "$TMPDIR/one.pub" | cut -d' ' -f2)
printf '#!/bin/sh\nexit 1\n' >"$TMPDIR/no"
chmod +x "$TMPDIR/no"
# Without the ends of the program that stands by: it lives as long as those.
agent=$(SSH_ASKPASS=$TMPDIR/no SSH_ASKPASS_REQUIRE=force \
	ssh-agent -a "$socket" 6>&- 7<&- | sed -n 's/^SSH_AGENT_PID=\([0-9]*\);.*/\1/p')
trap 'kill -CONT "$agent"; kill "$agent"' EXIT
gives() { # ssh-add's options and keys
	SSH_AUTH_SOCK=$socket ssh-add -q "$@" 2>"$out.word" || wrong "$(cat "$out.word")"
}
by_agent() { # PERSON [option…]: signs $post as it is now
	by_agent_person=$1
	shift
	bare SSH_AUTH_SOCK="$socket" SANSHEN_NOW="$SANSHEN_NOW" "$SANSHEN" --home "$home" \
		--as "$by_agent_person" sign "$post" --content "$content" --agent "$@"
}

begin "the key that is in force, and in the agent, signs"
expect 0 as admin key add manager "$TMPDIR/late.pub"
expect 0 as admin key add manager "$TMPDIR/one.pub"
submitted collector
see "$post"
gives "$TMPDIR/other" "$TMPDIR/one"
expect 0 by_agent manager --opinion '同意 “发布”' --op-id one --json
holds ".event == \"sign\" and .post == \"$post\" and .op_id == \"one\""
said "$one"
see_main
expect 0 by_agent manager --opinion '同意 “发布”' --op-id one # again: the first receipt
same "$main_id" "$(main)" "main"
same person "$(shown "$post" '.signoffs[0].signature')" "whose signature"
expect 0 anybody verify
printed "people's own keys: 1"

begin "a refusal, and nobody there, record nothing"
see "$post"
refuse 3 by_agent head # no key of theirs
expect 0 as admin key add head "$TMPDIR/other.pub"
gives -d "$TMPDIR/other"
gives -c "$TMPDIR/other"
refuse 3 by_agent head # it asks, and the answer is no
said 'ssh-agent did not sign'
refuse 2 by_agent head --prepare
refuse 3 by_agent collector
refuse 6 as head sign "$post" --content "$content" --agent
said 'ssh -A'

begin "while an agent hangs others write"
gives -d "$TMPDIR/other"
gives "$TMPDIR/other"
waiting=$post
kill -STOP "$agent"
by_agent head >"$TMPDIR/hangs.out" 2>"$TMPDIR/hangs.err" 6>&- 7<&- &
hanging=$!
submitted collector # by the writer lock, which nobody holds
kill -CONT "$agent"
wait "$hanging" || wrong "it was not signed: $(cat "$TMPDIR/hangs.err")"
same person "$(shown "$waiting" '.signoffs[1].signature')" "whose signature"
expect 0 anybody verify
printed "people's own keys: 2"

finish
