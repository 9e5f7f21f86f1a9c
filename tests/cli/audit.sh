#!/bin/sh
# audit - every command of sanshen-audit.7 does what the page says of it: on a
# good archive, on forged ones, on one whose owner rewrote it.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-forge.sh"
. "$(dirname "$0")/lib-page.sh"

page=$PWD/man/sanshen-audit.7
newsroom "$TMPDIR/good"
good=$home

# ---- the page's commands -----------------------------------------------------

# What `host` and `elsewhere` are to the page's commands: a newsroom, a mirror.
mkdir "$TMPDIR/bin" "$TMPDIR/user"
cat >"$TMPDIR/bin/as-ssh" <<'END'
#!/bin/sh
for line; do :; done
case " $* " in
*' mirror@elsewhere '*) cd "$ELSEWHERE" && exec sh -c "$line" ;;
esac
SSH_ORIGINAL_COMMAND=$line exec "$SANSHEN" --home "$HOST" serve --person auditor
END
cat >"$TMPDIR/bin/sanshen" <<'END'
#!/bin/sh
exec "$SANSHEN" "$@"
END
chmod +x "$TMPDIR/bin/as-ssh" "$TMPDIR/bin/sanshen"
PATH=$TMPDIR/bin:$PATH
export PATH GIT_SSH="$TMPDIR/bin/as-ssh" GIT_SSH_VARIANT=ssh HOST ELSEWHERE="$TMPDIR"
post='' commit='' dir=''

before_play() { # what the page's words mean, and the host's newsroom
	HOST=$home
	echo "HOME='$TMPDIR/user' post='$post' dir='$dir' commit='$commit'"
}

readme() { # FOLDER SECTION: the commands of the archive's own page
	sed -n "/^## $2\\./,/^## [^$2]/s/^    //p" "$1/README.md"
}

words() { # the input as one line, its English alone
	LC_ALL=C tr -d '\200-\377' | sed -e 's/\\$//' -e 's/ "/"/g' | tr -s ' \n' ' '
}

says() { # WORDS COMMIT: in what the block printed
	grep -q "^$1 $(printf %.10s "$2")" "$out" ||
		wrong "it does not say $1 of $2: $(grep "$(printf %.10s "$2")" "$out")"
}

bad() { # how many lines of that are of neither good kind
	grep -c -v -e '^signed by the person ' -e '^recorded by the workstation ' "$out"
}

# As a person does at home, with a key of their own (sanshen-sign).
signs_own() { # PERSON POST
	see "$2"
	expect 0 as "$1" sign "$2" --content "$content" --tick all --prepare
	cp "$out" "$TMPDIR/both"
	ssh-keygen -q -Y sign -n git -f "$TMPDIR/$1" <"$out" >>"$TMPDIR/both"
	input=$TMPDIR/both
	expect 0 as "$1" sign "$2" --with-signature -
}

sign_commit() { # KEY COMMIT [SED EXPRESSION…]: another, signed so; its id
	sign_key=$1
	sign_commit=$2
	shift 2
	archive cat-file commit "$sign_commit" |
		sed -e '/^gpgsig /,/^ -----END/d' "$@" >"$TMPDIR/unsigned"
	ssh-keygen -q -Y sign -n git -f "$sign_key" <"$TMPDIR/unsigned" \
		>"$TMPDIR/armor" 2>"$TMPDIR/word"
	{
		sed '/^$/,$d' "$TMPDIR/unsigned"
		sed '1s/^/gpgsig /;2,$s/^/ /' "$TMPDIR/armor"
		sed -n '/^$/,$p' "$TMPDIR/unsigned"
	} | archive hash-object -t commit -w --stdin
}

# ---- a good archive -------------------------------------------------------------

begin "an archive with signatures of both kinds"
workstation_key || wrong "there is no key in the home"
for person in manager head auditor; do
	ssh-keygen -q -t ed25519 -N '' -C $person -f "$TMPDIR/$person"
	expect 0 as admin key add $person "$TMPDIR/$person.pub"
done
submitted collector
first=$post
signs_own manager "$post"
approval=$(main)
signs head "$post"
signs propaganda "$post"
expect 0 as manager publish "$post"
sed -n '/^post: /,$p' "$out" >"$TMPDIR/receipt.txt"
expect 0 anybody verify
printed "Of these with people's own keys: 1"

begin "a clone, whatever protocol its client asks for"
block clone >"$TMPDIR/block"
for protocol in 0 2; do
	mkdir "$TMPDIR/v$protocol"
	GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=protocol.version GIT_CONFIG_VALUE_0=$protocol
	export GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0
	plays 0 "$TMPDIR/v$protocol" clone settings
	same '' "$(cat "$out")" "what fsck prints"
	same "$(main)" "$(git -C "$TMPDIR/v$protocol/audit" rev-parse main)" "its main"
done
unset GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0
clone=$TMPDIR/v0/audit
cp "$TMPDIR/receipt.txt" "$clone/receipt.txt"

begin "a good archive, checked from top to bottom"
block names | grep -q -x "post=$first" || wrong "the page's post is not $first"
same "$(path_of "$first")" "$(block names | sed -n 's/^dir=//p')" "the page's folder"
post=$first dir=$(path_of "$first") commit=$(main)
plays 0 "$clone" keys-then
same "$(sed -n 's/^allowed_signers: //p' "$TMPDIR/receipt.txt")  -" "$(cat "$out")" \
	"the SHA-256 of the keys"
silent "$clone" keys-records
silent "$clone" keys-gone
plays 0 "$clone" keys-prints
printed "$(ssh-keygen -l -f "$TMPDIR/manager.pub" | cut -d' ' -f2) manager@demo.example"
plays 0 "$clone" records
same "$(records)" "$(wc -l <"$out")" "the records"
plays 0 "$clone" signed
same 'recorded by the workstation
signed by the person' "$(sed 's/ [0-9a-f]\{10\} .*//' "$out" | sort -u)" "what is said"
side=$(archive rev-parse "$approval^2")
says 'signed by the person' "$side"
same "$(block signed | words)" "$(readme "$clone" 4 | words)" \
	"the command in the archive's README.md"
silent "$clone" decisions
plays 0 "$clone" post
printed "sign $post manager $side"
printed '本人数字签名'
printed 'Good "git" signature for workstation@demo.example'
silent "$clone" content
plays 0 "$clone" sha256
same 1 "$(cut -d' ' -f1 "$out" | sort -u | wc -l)" "SHA-256 sums"
plays 0 "$clone" receipt receipt-signature
printed 'in the archive'
printed "$(records)"
printed 'Good "git" signature for workstation@demo.example'
cp "$out" "$TMPDIR/receipt.out"
readme "$clone" 6 >"$TMPDIR/block"
(cd "$clone" && sh "$TMPDIR/block") >"$out" 2>"$err" || wrong "$(cat "$err")"
grep -v -e '^[a-z_]*: ' "$TMPDIR/receipt.out" | while read -r line; do
	grep -q -F "$line" "$out" || echo "$line"
done >"$TMPDIR/word"
same '' "$(cat "$TMPDIR/word")" "what the archive's README.md does not say"
cp "$TMPDIR/receipt.out" "$out"
same 2 "$(grep -c "$(sed -n 's/^allowed_signers: //p' "$TMPDIR/receipt.txt")" "$out")" \
	"the SHA-256, from the archive and the receipt"

begin "copies elsewhere, of a good archive"
mkdir "$TMPDIR/user/.ssh"
cp "$TMPDIR/auditor" "$TMPDIR/user/.ssh/id_ed25519"
printf 'witness %s\n' "$(cat "$TMPDIR/auditor.pub")" >"$TMPDIR/v0/witnesses"
plays 0 "$clone" bundle bundle-check
printed 'in the archive'
plays 0 "$TMPDIR" mirror mirror-fetch
same "$(main)" "$(git -C "$TMPDIR/mirror.git" rev-parse main)" "the mirror"
draft collector
plays 0 "$home" mirror-push
same "$(main)" "$(git -C "$TMPDIR/mirror.git" rev-parse main)" "the mirror"
plays 0 "$clone" again
same "$(main)" "$(git -C "$clone" rev-parse main)" "the clone"
plays 0 "$clone" witness witness witness-check
printed 'Good "witness" signature for witness'
same 2 "$(wc -l <"$TMPDIR/v0/witness.log")" "what the witness wrote down"
plays 0 "$clone" verify
printed "of allowed_signers: $(sed -n 's/^allowed_signers: //p' "$TMPDIR/receipt.txt")"

# ---- forged ones ------------------------------------------------------------------

forged() { # NAME: begins a test in a copy of the newsroom
	home=$good
	begin "$1"
	copies=$((${copies:-0} + 1))
	twin "$TMPDIR/copy$copies"
	when=2026-11-23T11:00:00+08:00 actor=manager
}

# No session is served from what the index cannot follow: a copy comes by hand.
clone_forged() { # a clone of it as it is now
	clone=$home/audit
	git clone -q -c gpg.ssh.allowedSignersFile=allowed_signers \
		"$home/archive.git" "$clone" 2>"$err" || wrong "$(cat "$err")"
	home=$good
}

merge_of() { # SIDE MESSAGE-FILE: recorded on main
	sed "\$a\\
Decision: $1" "$2" >"$TMPDIR/merge"
	move_main "$(forge "$TMPDIR/merge" 'main^{tree}' main "$1")"
}

forged "who signed is not who is named, or with a key that ended"
SANSHEN_NOW=2026-11-24T10:00:00+08:00
expect 0 as admin key end manager \
	"$(ssh-keygen -l -f "$TMPDIR/manager.pub" | cut -d' ' -f2)"
SANSHEN_NOW=2026-11-23T10:00:00+08:00
message "$approval"
dated() { # DAY: a decision signed with that key, with this day
	sign_commit "$TMPDIR/manager" "$side" -E \
		-e "s/^(author|committer)(.*) [0-9]* /\1\2 $(date -d "$1" +%s) /"
}
late=$(dated 2026-11-25)
merge_of "$late" "$TMPDIR/message"
back_dated=$(dated 2026-11-24)
merge_of "$back_dated" "$TMPDIR/message"
of_head=$(sign_commit "$TMPDIR/head" "$side")
merge_of "$of_head" "$TMPDIR/message"
moved=$(archive cat-file commit "$side" | sed "s/$first/$post/" |
	archive hash-object -t commit -w --stdin)
merge_of "$moved" "$TMPDIR/message"
renamed=$(sign_commit "$TMPDIR/manager" "$side" -e 's/^Actor: .*/Actor: head/')
merge_of "$renamed" "$TMPDIR/message"
ssh-keygen -q -t ed25519 -N '' -C stranger -f "$TMPDIR/stranger"
of_stranger=$(sign_commit "$TMPDIR/stranger" "$side")
merge_of "$of_stranger" "$TMPDIR/message"
on_main=$(sign_commit "$TMPDIR/manager" main)
move_main "$on_main"
signer=
unsigned=$(forge "$TMPDIR/message" 'main^{tree}' main)
move_main "$unsigned"
signer=$TMPDIR/key
clone_forged
plays 0 "$clone" signed
says 'WRONG SIGNER' "$of_head"
says 'BAD SIGNATURE' "$moved"
says 'WRONG NAME' "$renamed"
says 'BAD SIGNATURE' "$of_stranger"
says 'WRONG SIGNER' "$on_main"
says 'BAD SIGNATURE' "$unsigned"
says 'signed by the person' "$side"
says 'BAD SIGNATURE' "$late"
says 'signed by the person' "$back_dated"
same 7 "$(bad)" "forgeries"
silent "$clone" keys-records
silent "$clone" keys-gone

forged "an approval is recorded for another post, a record has other files"
message "$approval" -e "s/$first/$post/g"
merge_of "$side" "$TMPDIR/message"
other=$(main)
message "$(event_of new "$first")"
actor=collector
move_main "$(forge "$TMPDIR/message" "$(tree_with "$dir/content/post.md" "$text2")" main)"
clone_forged
plays 0 "$clone" decisions
same "$(printf %.10s "$other") is not what was decided in $side" "$(cat "$out")" "decisions"
plays 0 "$clone" content
same "$(git -C "$clone" rev-parse main) $first has another content" "$(cat "$out")" "contents"

forged "the list of keys is changed"
archive show main:allowed_signers >"$TMPDIR/signers"
printf 'head@demo.example namespaces="git" %s\n' \
	"$(cut -d' ' -f1,2 "$TMPDIR/stranger.pub")" >>"$TMPDIR/signers"
actor='admin'
message "$(event_of submit "$first")" -e '1s/.*/person set head/' \
	-e 's/^Event: .*/Event: person/'
move_main "$(forge "$TMPDIR/message" "$(tree_with allowed_signers "$TMPDIR/signers")" main)"
added=$(main)
sed -i '/^manager@/d' "$TMPDIR/signers"
sed -i -e '1s/.*/key end manager x/' -e 's/^Event: .*/Event: key/' "$TMPDIR/message"
move_main "$(forge "$TMPDIR/message" "$(tree_with allowed_signers "$TMPDIR/signers")" main)"
clone_forged
plays 0 "$clone" keys-records
same "$(git -C "$clone" log -1 --format='%h person %s' "$added")" "$(cat "$out")" \
	"records that change the keys"
plays 0 "$clone" keys-gone
same "manager@demo.example $(cut -d' ' -f2 "$TMPDIR/manager.pub")" "$(cat "$out")" \
	"keys that are gone"
commit=main
plays 0 "$clone" keys-then
grep -q "$(sed -n 's/^allowed_signers: //p' "$TMPDIR/receipt.txt")" "$out" &&
	wrong "the SHA-256 is still that of the receipt"

# ---- the owner of the host ----------------------------------------------------------

forged "the owner rewrites the history, and signs it again"
git clone -q "$home/archive.git" "$TMPDIR/default"
git init -q --bare "$TMPDIR/plain.git"
archive push -q --mirror "$TMPDIR/plain.git"
move_main "$approval"
rm -f "$home"/sanshen.db*
see "$first"
expect 0 as head return "$first" --content "$content" --opinion 请核实时间
expect 0 anybody verify
rewritten=$(main)
clone=$TMPDIR/v0/audit
git -C "$clone" remote set-url origin "$home/archive.git"
plays 1 "$clone" again
said rejected
mirrored=$(git -C "$TMPDIR/mirror.git" rev-parse main)
plays 1 "$TMPDIR" mirror-fetch
plays 1 "$home" mirror-push
same "$mirrored" "$(git -C "$TMPDIR/mirror.git" rev-parse main)" "the mirror"
expect 0 git -C "$TMPDIR/default" fetch
said 'forced update'
archive push -q --mirror "$TMPDIR/plain.git"
same "$rewritten" "$(git -C "$TMPDIR/plain.git" rev-parse main)" "a mirror without settings"
clone_forged
plays 0 "$clone" signed
same 0 "$(bad)" "bad signatures"
silent "$clone" decisions
cp "$TMPDIR/receipt.txt" "$clone/receipt.txt"
play "$clone" receipt
grep -q 'in the archive' "$out" && wrong "the receipt is in the archive"
cp "$TMPDIR/v0/archive.bundle" "$TMPDIR/v0"/witness* "$clone/.."
plays 1 "$clone" bundle-check
[ ! -s "$out" ] || wrong "the bundle is in the archive"
play "$clone" witness-check
same 2 "$(grep -c ' is gone$' "$out")" "what the witness saw and is gone"

begin "a receipt that was altered"
clone=$TMPDIR/v2/audit
sed '/^number: /s/: .*/: 3/' "$TMPDIR/receipt.txt" >"$clone/receipt.txt"
plays 255 "$clone" receipt-signature
sed '/^at: /s/: 2026/: 2027/' "$TMPDIR/receipt.txt" >"$clone/receipt.txt"
plays 255 "$clone" receipt-signature

all_played names

finish
