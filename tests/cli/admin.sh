#!/bin/sh
# admin - the commands of sanshen-admin.7 do what the page says: a first
# newsroom, copies and a newsroom made from them, somebody who leaves, a lost key.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034,SC2317
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-page.sh"

page=$PWD/man/sanshen-admin.7
places="s|/backup|$TMPDIR/backup|g;s|/media/safe|$TMPDIR/safe|g;s|^person=zhou|person=manager|"
newsroom "$TMPDIR/good"
good=$home
acting=admin person='' print=''
mkdir "$TMPDIR/bin" "$TMPDIR/desk" "$TMPDIR/safe" "$TMPDIR/backup"
ln -s "$SANSHEN" "$TMPDIR/bin/sanshen"
export PATH="$TMPDIR/bin:$PATH"

before_play() {
	echo "export SANSHEN_HOME='$home' SANSHEN_AS='$acting'"
	echo "person='$person' print='$print'"
}

begin "a first newsroom, as the page makes it"
for key in gao zhou new old; do
	ssh-keygen -q -t ed25519 -N '' -C $key -f "$TMPDIR/desk/$key"
done
home=$TMPDIR/first acting=gao
plays 1 "$TMPDIR/desk" newsroom people
same 'No mistake was found in policy.ini.' "$(cat "$err")" "what is said beside"
printed 单位负责人
expect 0 anybody verify
expect 0 anybody authorized-keys
same 2 "$(wc -l <"$out")" "keys that come in"
home=$good acting=admin

begin "a copy while people work, and a newsroom made from it"
expect 0 as admin key add manager "$TMPDIR/desk/old.pub"
approved collector
draft collector
printf 'bytes of an attachment\n' >"$TMPDIR/bytes"
expect 0 as collector attach "$post" "$TMPDIR/bytes" --name a.txt
plays 0 "$TMPDIR" copy copy-key
printf '%s\n\n%s\n' 公示 '身份证号 11010519491231002X。' >"$TMPDIR/secret"
expect 1 as collector new --from "$TMPDIR/secret"
read -r held <"$out"
expect 0 as collector submit "$post"
cp "$out" "$TMPDIR/receipt.txt"
plays 0 "$TMPDIR" copy copy-bundle
same "$(main)" "$(git -C "$TMPDIR/backup/sanshen/archive.git" rev-parse main)" "the copy"
same "$(main) refs/heads/main" "$(git bundle list-heads "$TMPDIR/backup/archive.bundle" |
	grep refs/heads)" "the bundle"
snapshot "$TMPDIR/before"
expect 0 as collector show "$held"
cp "$out" "$TMPDIR/held"
home=$TMPDIR/new
mkdir -m 700 "$home"
plays 0 "$TMPDIR" restore
printed "Head of the archive: $(main)"
printed 'The house is in order.'
snapshot "$TMPDIR/after"
cmp -s "$TMPDIR/before" "$TMPDIR/after" || wrong "the newsroom is another"
expect 0 as collector show "$held"
cmp -s "$out" "$TMPDIR/held" || wrong "the held text is another"
expect 0 as collector get "$post" a.txt
cmp -s "$out" "$TMPDIR/bytes" || wrong "the attachment is another"
expect 0 anybody verify --receipt "$TMPDIR/receipt.txt"
signs manager "$post"
home=$good

begin "a copy takes no rewritten history"
twin "$TMPDIR/rewritten"
archive update-ref refs/heads/main main~1
forget
plays 1 "$TMPDIR" copy
same "$(git -C "$good/archive.git" rev-parse main)" \
	"$(git -C "$TMPDIR/backup/sanshen/archive.git" rev-parse main)" "the copy"
home=$good

begin "somebody leaves"
twin "$TMPDIR/leaver"
draft manager
theirs=$post
submitted collector
plays 0 "$TMPDIR" leaver
plays 0 "$TMPDIR" leaver leaver-after
printed "$theirs"
printed "$post"
refuse 3 as manager queue
expect 0 anybody authorized-keys
[ ! -s "$out" ] || wrong "their key comes in"
expect 0 as admin grant list
grep '^manager ' "$out" | grep -q -v 'ended$' && wrong "they still hold something"
expect 0 anybody verify
refuse 3 as collector save "$theirs" --from "$text2"
expect 0 as collector new --like "$theirs"
home=$good

begin "a key is lost"
twin "$TMPDIR/lost"
person=manager print=$(ssh-keygen -l -f "$TMPDIR/desk/old.pub" | cut -d' ' -f2)
plays 0 "$TMPDIR/desk" key-lost key-stolen
printed "$print"
printed "sign "
expect 0 anybody authorized-keys
grep -q -F "$(cut -d' ' -f2 "$TMPDIR/desk/new.pub")" "$out" || wrong "the new key is out"
same 1 "$(wc -l <"$out")" "keys that come in"
refuse 3 as admin key add head "$TMPDIR/desk/old.pub"

begin "the archive is packed"
plays 0 "$TMPDIR" pack
expect 0 anybody verify
expect 0 as collector new --from "$text"

begin "a clock that went ahead, and was set right"
SANSHEN_NOW=2026-11-25T10:00:00+08:00
draft collector
SANSHEN_NOW=2026-11-23T10:00:00+08:00
draft collector
same 2026-11-25T10:00:00+08:00 "$(trailer main At)" "the time of the next record"

all_played names
finish
