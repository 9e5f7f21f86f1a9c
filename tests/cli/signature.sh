#!/bin/sh
# signature - a decision signed with the person's own key, at home.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-forge.sh"

newsroom "$TMPDIR/signature"
good=$home
commit=$TMPDIR/commit         # what is to be signed
signature=$TMPDIR/signature-of # of that
export SSH_SK_PROVIDER=/usr/lib/openssh/regress/misc/sk-dummy/sk-dummy.so

make_key() { # NAME [ssh-keygen option…]: $TMPDIR/NAME, its print in $print
	make_name=$1
	shift
	ssh-keygen -q -N '' -C "$make_name" -f "$TMPDIR/$make_name" "$@"
	print=$(ssh-keygen -l -f "$TMPDIR/$make_name.pub" | cut -d' ' -f2)
}

prepared() { # PERSON POST [option…]: of what is there now, in $commit
	prepared_person=$1
	see "$2"
	shift
	expect 0 as "$prepared_person" sign "$@" --content "$content" --prepare --tick all
	cp "$out" "$commit"
}

seal() { # KEY [NAMESPACE]: $signature of $commit, both together in $TMPDIR/both
	ssh-keygen -q -Y sign -n "${2:-git}" -f "$TMPDIR/$1" <"$commit" >"$signature" \
		2>"$out.word" || wrong "no signature: $(cat "$out.word")"
	cat "$commit" "$signature" >"$TMPDIR/both"
}

hand_in() { # STATUS PERSON POST
	input=$TMPDIR/both
	if [ "$1" = 0 ]; then
		expect 0 as "$2" sign "$3" --with-signature - --json
	else
		refuse "$1" as "$2" sign "$3" --with-signature -
	fi
}

begin "every kind of key signs, and stock git says whose it was"
make_key ed -t ed25519
make_key ec -t ecdsa
make_key rsa -t rsa
for pair in manager:ed head:ec propaganda:rsa; do
	expect 0 as admin key add "${pair%:*}" "$TMPDIR/${pair#*:}.pub"
done
submitted collector
for pair in manager:ed head:ec propaganda:rsa; do
	prepared "${pair%:*}" "$post" --opinion '同意 “发布”'
	seal "${pair#*:}"
	hand_in 0 "${pair%:*}" "$post"
	holds ".event == \"sign\" and .post == \"$post\" and .revision == 1"
done
same approved "$(shown "$post" .work)" "the post"
same 'true true true' "$(shown "$post" '[.signoffs[] | .signature == "person"] | map(tostring) | join(" ")')" \
	"the signatures"
same '同意 “发布”' "$(shown "$post" '.signoffs[2].opinion')" "the opinion"
expect 0 anybody verify
printed "people's own keys: 3"
archive show main:allowed_signers >"$TMPDIR/signers"
archive -c gpg.ssh.allowedSignersFile="$TMPDIR/signers" log --no-merges --grep='^Event: sign$' \
	--format='%G? %GS %ae' main >"$TMPDIR/git-says"
same "$(for one in propaganda head manager; do
	echo "G $one@demo.example $one@demo.example"
done)" "$(cat "$TMPDIR/git-says")" "what git says"

begin "a key on a security key"
if [ -e "$SSH_SK_PROVIDER" ]; then
	make_key sk -t ed25519-sk
	make_key ecsk -t ecdsa-sk
	submitted collector
	for pair in manager2:sk head2:ecsk; do
		expect 0 as admin key add "${pair%:*}" "$TMPDIR/${pair#*:}.pub"
	done
	submitted collector2
	for pair in manager2:sk head2:ecsk; do
		prepared "${pair%:*}" "$post"
		seal "${pair#*:}"
		hand_in 0 "${pair%:*}" "$post"
	done
	expect 0 anybody verify
	printed "people's own keys: 5"
else
	wrong "no $SSH_SK_PROVIDER"
fi

begin "what was prepared stays good while others write"
submitted collector
prepared manager "$post"
seal ed
signed=$post
approved collector
draft collector
hand_in 0 manager "$signed"
see_main
input=$TMPDIR/both
expect 0 as manager sign "$signed" --with-signature - # again: the first receipt
same "$main_id" "$(main)" "main"

begin "what is refused when it is handed in"
submitted collector
prepared manager "$post"
cp "$commit" "$TMPDIR/commit.true"
seal ec
hand_in 3 manager "$post" # by another person's key
said "$(ssh-keygen -l -f "$TMPDIR/ec.pub" | cut -d' ' -f2)"
seal ed file
hand_in 3 manager "$post" # for another purpose
make_key unknown -t ed25519
seal unknown
hand_in 3 manager "$post"
seal ed
hand_in 3 head "$post" # not theirs
said manager
hand_in 2 manager "$signed" # another post
cp "$commit" "$TMPDIR/both"
hand_in 2 manager "$post" # unsigned
refuse 2 as manager sign "$post" --with-signature "$TMPDIR/nothing" --content "$content"
refuse 6 as manager sign "$post" --with-signature "$TMPDIR/nothing"
refuse 2 as manager sign "$post" --prepare
while IFS='|' read -r wanted change; do
	sed "$change" "$TMPDIR/commit.true" >"$commit"
	cat "$commit" "$signature" >"$TMPDIR/both"
	hand_in "${wanted:-3}" manager "$post"
	seal ed # what was changed, signed rightly
	hand_in 4 manager "$post"
	sed "$change" "$TMPDIR/commit.true" >"$commit"
done <<'CHANGES'
4|s/^tree .*/tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904/
4|s/^parent .*/parent 0123456789012345678901234567890123456789/
4|s/^author .* <manager/author 张三 <manager/
4|s/^Revision: 1/Revision: 2/
4|s/^Role: .*/Role: unit-head@unit1/
4|s/^Step: .*/Step: unit-head/
4|s/^Policy: .*/Policy: 0123456789012345678901234567890123456789/
4|s/^Content-SHA256: ./Content-SHA256: /;s/^\(Content-SHA256: .*\)/\1a/;s/^\(Content-SHA256: .\{64\}\).*/\1/
4|s/^Event: sign/Event: sign\nProvider: head/
4|s/^At: 2026-11-23T10/At: 2026-11-23T12/
4|s/ +0800$/ +0000/;s/^At: 2026-11-23T10:00:00+08:00/At: 2026-11-23T02:00:00+00:00/
CHANGES
sed 's/^Event: sign/Event: publish/' "$TMPDIR/commit.true" >"$commit"
seal ed
hand_in 2 manager "$post"
head -c 3000 /dev/urandom >"$TMPDIR/both"
hand_in 2 manager "$post"

begin "another revision, a key that ended"
cp "$TMPDIR/commit.true" "$commit"
seal ed
see "$post"
expect 0 as manager return "$post" --content "$content" --opinion 请再改一改
hand_in 3 manager "$post"
expect 0 as collector save "$post" --from "$text2"
expect 0 as collector submit "$post"
hand_in 4 manager "$post"
prepared manager "$post"
seal ed
SANSHEN_NOW=2026-11-23T12:00:00+08:00
expect 0 as admin key end manager "$(ssh-keygen -l -f "$TMPDIR/ed.pub" | cut -d' ' -f2)"
SANSHEN_NOW=2026-11-23T13:00:00+08:00
hand_in 3 manager "$post" # it was theirs when it signed
prepared manager "$post"
seal ed
hand_in 3 manager "$post"
expect 0 anybody verify
SANSHEN_NOW=2026-11-23T10:00:00+08:00

begin "a step that wants their own signature"
archive show main:policy/policy.ini >"$TMPDIR/policy.ini"
sed '/^\[step unit-head\]/a\
signature = personal' "$TMPDIR/policy.ini" >"$TMPDIR/personal.ini"
expect 0 as admin policy apply "$TMPDIR/personal.ini"
expect 1 as admin doctor --json
holds '[.problems[] | select(.name == "no-key") | .message] |
	any(contains("(head3)")) and all(contains("(head)") | not)'
submitted collector
signs manager "$post"
see "$post"
refuse 3 as head sign "$post" --content "$content"
said "sanshen-sign HOST $post"
prepared head "$post"
seal ec
hand_in 0 head "$post"
personal=$post
submitted collector
signs manager "$post"
see "$post"
expect 0 as head return "$post" --content "$content" --opinion 改
expect 0 as collector submit "$post"
signs manager "$post"
waits=$post
expect 0 anybody verify

# ---- in a forged archive ---------------------------------------------------------

# A commit of $commit with $signature as git keeps it; none when it is empty.
sealed() {
	if [ -s "$signature" ]; then
		awk -v file="$signature" '!body && /^$/ {
			body = 1; word = "gpgsig "
			while ((getline line < file) > 0) { print word line; word = " " }
		} { print }' "$commit"
	else
		cat "$commit"
	fi | archive hash-object -t commit -w --stdin
}

# Records $commit as head's decision, with the workstation's rightful merge.
record() {
	record_side=$(sealed)
	{
		sed '1,/^$/d;s/^At: .*/At: '"$when"'/' "$commit"
		echo "Decision: $record_side"
	} >"$TMPDIR/merge"
	move_main "$(actor="head" forge "$TMPDIR/merge" 'main^{tree}' main "$record_side")"
}

forged() { # NAME: begins a test in a copy, with what head would sign in $commit
	home=$good
	begin "verify: $1"
	forged_count=$((${forged_count:-0} + 1))
	twin "$TMPDIR/forged$forged_count"
	names_of head
	cp "$TMPDIR/commit.head" "$commit"
}

named() { # FLAW: what verify names, beside the index and the sheet
	expect 1 anybody verify --json
	holds "any(.flaws[]; .name == \"$1\")"
	weigh
	home=$good
}

workstation_key || wrong "there is no key in the home"
when=2026-11-23T14:00:00+08:00
see "$waits"
expect 0 as head sign "$waits" --content "$content" --prepare
cp "$out" "$TMPDIR/commit.head"

forged "a true one, but for the sheet"
seal ec
record
run anybody verify --json
holds '[.flaws[].name] - ["index", "sheet"] == []'
weigh
home=$good

forged "another person's key"
seal rsa
record
named signer

forged "another purpose"
seal ec file
record
named signature

forged "a key nobody knows"
seal unknown
record
named signature

forged "a signature of something else"
sed 's/^Op-Id: .*/Op-Id: other/' "$TMPDIR/commit.head" >"$commit"
seal ec
cp "$TMPDIR/commit.head" "$commit"
record
named signature

forged "no signature"
: >"$signature"
record
named signature

forged "the workstation's, where theirs is asked for"
seen=$(sed -n 's/^parent //p' "$commit")
sed "1,/^\$/d;s/^At: .*/At: $when/" "$commit" >"$TMPDIR/message"
side=$(actor="head" forge "$TMPDIR/message" "$seen^{tree}" "$seen")
{
	cat "$TMPDIR/message"
	echo "Decision: $side"
} >"$TMPDIR/merge"
move_main "$(actor="head" forge "$TMPDIR/merge" 'main^{tree}' main "$side")"
named rule

forged "a key that had ended"
seal ec
SANSHEN_NOW=2026-11-23T10:30:00+08:00
expect 0 as admin key end head "$(ssh-keygen -l -f "$TMPDIR/ec.pub" | cut -d' ' -f2)"
SANSHEN_NOW=2026-11-23T10:00:00+08:00
record
named signer

forged "an old signature, once more"
true_sign=$(archive log -1 --format=%H --grep='^Event: sign$' --grep="^Post: $personal$" \
	--grep='^Step: unit-head$' --all-match --first-parent main)
archive log -1 --format=%B "$true_sign" | sed '${/^$/d;}' >"$TMPDIR/message"
move_main "$(actor="head" forge "$TMPDIR/message" 'main^{tree}' main \
	"$(archive rev-parse "$true_sign^2")")"
named op-id

forged "an old signature under another revision"
archive cat-file commit "$(archive rev-parse "main^{/^sign $personal}^2")" |
	sed -n '/^gpgsig /,/END SSH/{s/^gpgsig //;s/^ //;p;}' >"$signature"
record
named signature

# ---- the script at home ----------------------------------------------------------

home=$good
begin "sanshen-sign signs what waits"
mkdir "$TMPDIR/bin"
cat >"$TMPDIR/bin/ssh" <<END
#!/bin/sh
[ "\$1" != -G ] || { echo "identityfile $TMPDIR/ec" && exit; }
shift
case \$* in # a host that wants another signature than it shows
*--prepare*) [ ! -f "$TMPDIR/evil" ] || { cat "$TMPDIR/evil" && exit; } ;;
esac
SSH_ORIGINAL_COMMAND="\$*" exec env ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" \
	"$SANSHEN" --home "$home" serve --person "\${WHO:-head}"
END
chmod +x "$TMPDIR/bin/ssh"
bare "PATH=$TMPDIR/bin:$PATH" SSH_ORIGINAL_COMMAND=client sh -c \
	"ssh newsroom client" >"$TMPDIR/sanshen-sign"
cmp -s "$TMPDIR/sanshen-sign" tui/sanshen-sign.sh || wrong "client prints something else"
at_home() { # ARGUMENTS
	# shellcheck disable=SC2317 # through expect
	env "PATH=$TMPDIR/bin:$PATH" SANSHEN_NOW="$SANSHEN_NOW" sh "$TMPDIR/sanshen-sign" "$@"
}
submitted collector
signs manager "$post"
opinion="it's \"good\" & <b>"
expect 0 at_home -y -o "$opinion" newsroom "$post" "$waits"
printed "Event: sign"
same "$opinion" "$(shown "$post" '.signoffs[1].opinion')" "the opinion"
same person "$(shown "$waits" '.signoffs[-1].signature')" "the signature"
expect 2 at_home -y newsroom
expect 1 at_home -y -k "$TMPDIR/unknown" newsroom "$post"
WHO=auditor
export WHO
expect 0 at_home newsroom
printed "Nothing waits"
unset WHO
submitted collector
signs manager "$post"
see "$post"
expect 0 as head sign "$post" --content "$content" --prepare
sed "s/^Event: sign/Event: sign\nPost: $post\nContent: $content\n\nEvent: reject/" "$out" >"$TMPDIR/evil"
refuse 1 at_home -y newsroom "$post"
said 'refused'
rm "$TMPDIR/evil"
printf 'o\n同意发布\n' | script -qec "PATH=$TMPDIR/bin:$PATH sh $TMPDIR/sanshen-sign newsroom $post" \
	/dev/null >"$out" || wrong "asked, it answered no: $(tail -n 3 "$out")"
same '同意发布 person' "$(shown "$post" '.signoffs[1] | "\(.opinion) \(.signature)"')" \
	"what was typed"
expect 0 anybody verify

finish
