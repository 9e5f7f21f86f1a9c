#!/bin/sh
# tamper - what was altered in a copy of the archive is named by `verify`.
#
# By strangers (bytes, references, unsigned commits) and by the owner of the
# host, who has the workstation's key: those commits are signed rightly, and
# only reading every rule again finds them.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-forge.sh"

newsroom "$TMPDIR/good"
good=$home

begin "a newsroom to alter"
expect 0 as collector new --from "$text" --title zqalphaqz
titled=$(cat "$out")
submitted collector
signs manager "$post"
review=$post
approved collector
expect 0 as manager publish "$post"
public=$post
draft collector
open=$post
printf 'bytes of an attachment\n' >"$TMPDIR/bytes"
expect 0 as collector attach "$open" "$TMPDIR/bytes" --name a.txt
expect 0 as admin person add zhang --name 张三 --unit unit1
expect 0 as collector new --from "$text" --json
cp "$out" "$TMPDIR/receipt.json"
last=$(field .post)
expect 0 as collector submit "$last" --json
jq -r '.receipt | to_entries[] | "\(.key): \(.value)"' "$out" >"$TMPDIR/receipt.txt"
expect 0 anybody verify

# ---- tools ---------------------------------------------------------------------

copy() { # NAME: begins a test in a copy of the newsroom
	home=$good
	begin "$1"
	copies=$((${copies:-0} + 1))
	twin "$TMPDIR/copy$copies"
	names_of "$actor" # once for all that is forged, in shells below this one
}

named() { # FLAW…: verify answers 1 and names one of these
	expect 1 anybody verify --json
	for named_one in "$@"; do
		if standby holds "$out" "\"name\": \"$named_one\""; then
			expect 1 anybody verify
			[ -s "$out" ] || wrong "verify prints nothing"
			home=$good
			return
		fi
	done
	wrong "verify does not name $*: $(head -c 300 "$out")"
	home=$good
}

object_file() { # ID
	printf '%s/archive.git/objects/%s' "$home" "$(printf '%s' "$1" | sed 's|^..|&/|')"
}

flip() { # FILE: one byte in its middle
	chmod u+w "$1"
	flip_at=$(($(wc -c <"$1") / 2))
	flip_byte=$(od -An -tu1 -j "$flip_at" -N 1 "$1" | tr -d ' ')
	printf '%b' "\\0$(printf %o $((255 - flip_byte)))" |
		dd of="$1" bs=1 seek="$flip_at" conv=notrunc 2>/dev/null
}

# A revision of the open draft with this text, as the program would record it.
revise() { # TEXT-FILE [SED EXPRESSION…]
	revise_folder=$(path_of "$open")
	revise_tree=$(tree_with "$revise_folder/content/post.md" "$1")
	revise_content=$(archive rev-parse "$revise_tree:$revise_folder/content")
	revise_print=$(fingerprint "$revise_content")
	shift
	message "$(event_of save "$open")" -e 's/^Revision: .*/Revision: 3/' \
		-e "s/^Content: .*/Content: $revise_content/" \
		-e "s/^Content-SHA256: .*/Content-SHA256: $revise_print/" "$@"
	forge "$TMPDIR/message" "$revise_tree" main
}

begin "the workstation's key is found"
workstation_key || wrong "there is no key in the home"

# ---- strangers ------------------------------------------------------------------

copy "the index is edited"
grep -q -a zqalphaqz "$home/sanshen.db" || wrong "the title is not in sanshen.db"
LC_ALL=C sed -i s/zqalphaqz/zqbravoqz/g "$home/sanshen.db"
named index

for what in "main:$(path_of "$public")/content/post.md" "main:$(path_of "$public")" \
	'main~2' 'main:allowed_signers' "$(event_of sign "$public")^2"; do
	copy "a byte of an object is flipped: $what"
	flip "$(object_file "$(archive rev-parse "$what")")"
	named object
done

copy "an object is missing"
rm -f "$(object_file "$(archive rev-parse "main:$(path_of "$public")/content/form.ini")")"
named object

copy "an object is empty"
file=$(object_file "$(archive rev-parse "main:$(path_of "$public")/content/post.md")")
chmod u+w "$file"
: >"$file"
named object

for ref in refs/heads/other refs/tags/v1 refs/notes/commits; do
	copy "an extra reference: $ref"
	archive update-ref "$ref" main~1
	named extra-ref
done

copy "a replacement hides a commit"
archive replace "$(archive rev-parse main~1)" "$(archive rev-parse main~2)"
named extra-ref

copy "the last message is rewritten, unsigned"
archive log -1 --format=%B main | sed 's/^Actor: .*/Actor: head/' >"$TMPDIR/message"
signer=
move_main "$(forge "$TMPDIR/message" 'main^{tree}' main^)"
signer=$TMPDIR/key
named signature

copy "the last message is rewritten, the old signature kept"
archive cat-file commit main | sed 's/^Actor: .*/Actor: head/' |
	archive hash-object -t commit -w --stdin >"$TMPDIR/id"
move_main "$(cat "$TMPDIR/id")"
named signature

copy "a commit on top changes a text, unsigned"
printf '改了一句。\n' >"$TMPDIR/changed"
message "$(archive log -1 --format=%H --grep='^Event: person$' main)"
actor='admin' signer=
move_main "$(forge "$TMPDIR/message" \
	"$(tree_with "$(path_of "$public")/content/post.md" "$TMPDIR/changed")" main)"
actor=manager signer=$TMPDIR/key
named signature

copy "a decision that nobody signed"
signer=
move_main "$(decide "$(event_of sign "$review")" -e 's/^Actor: .*/Actor: head/' \
	-e 's/^Role: .*/Role: unit-head@unit1/' -e 's/^Step: .*/Step: unit-head/')"
signer=$TMPDIR/key
named signature

copy "signed by a stranger's key"
ssh-keygen -q -t ed25519 -N '' -C stranger -f "$TMPDIR/stranger"
signer=$TMPDIR/stranger
move_main "$(revise "$text2")"
signer=$TMPDIR/key
named signature signer

copy "a stranger writes the signers' file"
ssh-keygen -q -t ed25519 -N '' -C stranger -f "$TMPDIR/stranger2"
{
	archive show main:allowed_signers
	printf '* namespaces="git" %s\n' "$(cut -d' ' -f1,2 "$TMPDIR/stranger2.pub")"
} >"$TMPDIR/signers"
message "$(archive log -1 --format=%H --grep='^Event: person$' main)"
actor='admin' signer=$TMPDIR/stranger2
move_main "$(forge "$TMPDIR/message" "$(tree_with allowed_signers "$TMPDIR/signers")" main)"
actor=manager signer=$TMPDIR/key
named signature signer

# What a record of a key may do to the signers' file: nothing but its own row.
key_record() { # WHO: as the program would write it, for them
	message "$(archive log -1 --format=%H --grep='^Event: person$' main)" \
		-e 's/^Event: .*/Event: key/' -e '1s/.*/key add zhang x/' \
		-e "s/^Person: .*/Person: $1/"
	actor='admin'
	move_main "$(forge "$TMPDIR/message" \
		"$(tree_with allowed_signers "$TMPDIR/signers")" main)"
	actor=manager
	rm -f "$home"/sanshen.db*
}
row="namespaces=\"git\",valid-after=\"20261123030000Z\" $(cut -d' ' -f1,2 "$TMPDIR/stranger.pub")"

copy "a record of a key as the program makes it"
{
	archive show main:allowed_signers
	echo "zhang@demo.example $row"
} >"$TMPDIR/signers"
key_record zhang
expect 0 anybody verify
home=$good

copy "a key for another person than the record says"
key_record manager
named rule

copy "a key of more than git's signatures, or from before"
{
	archive show main:allowed_signers
	echo "zhang@demo.example ${row#*,}"
} >"$TMPDIR/signers"
key_record zhang
named rule

copy "the workstation's key is ended beside"
{
	archive show main:allowed_signers | sed 's/Z"/Z",valid-before="20261123020000Z"/'
	echo "zhang@demo.example $row"
} >"$TMPDIR/signers"
key_record zhang
named rule

copy "a key is taken away"
: >"$TMPDIR/signers"
key_record zhang
named rule signature

copy "the bytes of an attachment are gone"
sha=$(sha256sum <"$TMPDIR/bytes" | cut -d' ' -f1)
find "$home" -type f ! -path '*/archive.git/*' -size +0 -exec sha256sum {} + |
	sed -n "s/^$sha  //p" | while read -r file; do rm -f "$file"; done
named attachment

copy "the words of the tip are no record"
printf 'hello\n' >"$TMPDIR/message"
move_main "$(forge "$TMPDIR/message" 'main^{tree}' main)"
named message

# ---- the owner of the host --------------------------------------------------------

copy "the owner's tools make what verify accepts"
actor=collector
printf '%s\n\n%s\n' '关于举办读书讲座的通知' '讲座改期，时间另行通知。' >"$TMPDIR/later"
move_main "$(revise "$TMPDIR/later")"
run anybody verify --json
holds '.flaws | all(.name | IN("index", "sheet"))'
home=$good
actor=manager

copy "a record that changes a text it may not"
message "$(archive log -1 --format=%H --grep='^Event: person$' main)" \
	-e 's/zhang/zhangsan/g'
actor='admin'
move_main "$(forge "$TMPDIR/message" \
	"$(tree_with "$(path_of "$public")/content/post.md" "$TMPDIR/changed")" main)"
actor=manager
named tree

for path in allowed_signers policy/policy.ini people/manager.ini README.md; do
	copy "a record about a person changes $path"
	archive show "main:$path" >"$TMPDIR/file"
	echo >>"$TMPDIR/file"
	message "$(archive log -1 --format=%H --grep='^Event: person$' main)" \
		-e 's/zhang/zhangsan/g'
	actor='admin'
	move_main "$(forge "$TMPDIR/message" "$(tree_with "$path" "$TMPDIR/file")" main)"
	actor=manager
	named tree
done

copy "a person is added without the right"
message "$(archive log -1 --format=%H --grep='^Event: person$' main)" \
	-e 's/zhang/zhangsan/g' -e 's/^Actor: .*/Actor: manager/' \
	-e 's/^Role: .*/Role: manager@unit1/'
archive show main:people/zhang.ini >"$TMPDIR/file"
move_main "$(forge "$TMPDIR/message" "$(tree_with people/zhangsan.ini "$TMPDIR/file")" main)"
named rule

copy "a post is published without approval"
see "$review"
move_main "$(decide "$(event_of publish "$public")" -e "s/$public/$review/g" \
	-e "s/^Content: .*/Content: $content/")"
named rule

copy "a decision without the right"
actor=collector2
expect 0 as collector2 new --from "$text"
move_main "$(decide "$(event_of sign "$review")" -e 's/^Actor: .*/Actor: collector2/' \
	-e 's/^Role: .*/Role: unit-head@unit1/' -e 's/^Step: .*/Step: unit-head/')"
actor=manager
named rule

copy "the provider signs"
actor=collector
move_main "$(decide "$(event_of sign "$review")" -e 's/^Actor: .*/Actor: collector/' \
	-e 's/^Role: .*/Role: unit-head@unit1/' -e 's/^Step: .*/Step: unit-head/')"
actor=manager
named rule

copy "a step is signed twice by one person"
move_main "$(decide "$(event_of sign "$review")" \
	-e 's/^Role: .*/Role: unit-head@unit1/' -e 's/^Step: .*/Step: unit-head/')"
named rule

copy "an old approval is replayed"
true_sign=$(event_of sign "$review")
archive log -1 --format=%B "$true_sign" | sed '${/^$/d;}' >"$TMPDIR/message"
move_main "$(forge "$TMPDIR/message" 'main^{tree}' main "$(archive rev-parse "$true_sign^2")")"
named op-id rule

copy "an approval of one post is moved to another"
see "$open"
message "$(event_of sign "$review")" -e "s/$review/$open/g"
side=$(archive rev-parse "$(event_of sign "$review")^2")
sed "\$a\\
Decision: $side" "$TMPDIR/message" >"$TMPDIR/merge"
move_main "$(forge "$TMPDIR/merge" 'main^{tree}' main "$side")"
named shape rule content

copy "an op-id is used twice"
first=$(trailer "$(event_of new "$open")" Op-Id)
actor=collector
move_main "$(revise "$TMPDIR/later" -e "s/^Op-Id: .*/Op-Id: $first/")"
actor=manager
named op-id

copy "a content id of other files"
actor=collector
move_main "$(revise "$TMPDIR/later" \
	-e "s/^Content: .*/Content: $(archive rev-parse "main:$(path_of "$public")/content")/")"
named content

copy "a fingerprint of other files"
move_main "$(revise "$TMPDIR/later" \
	-e "s/^Content-SHA256: .*/Content-SHA256: $(sha256sum </dev/null | cut -d' ' -f1)/")"
named content-sha256

copy "a text that may not be there"
printf '%s\n\n%s\n' 公示 '身份证号 11010519491231002X。' >"$TMPDIR/secret"
move_main "$(revise "$TMPDIR/secret")"
named gate

copy "a record before the one it follows"
when=2026-11-20T09:00:00+08:00
move_main "$(revise "$TMPDIR/later")"
when=2026-11-23T11:00:00+08:00
named time
actor=manager

copy "another person's name as author"
message "$(event_of save "$open")"
actor='head'
draft head
move_main "$(revise "$TMPDIR/later")"
actor=manager
named person

copy "a sheet that says something else"
printf '# 审签单\n\n全部同意。\n' >"$TMPDIR/sheet"
message "$(event_of sign "$review")"
move_main "$(forge "$TMPDIR/message" \
	"$(tree_with "$(path_of "$review")/record/signoffs.md" "$TMPDIR/sheet")" main)"
named sheet tree shape

copy "a decision without its side commit"
message "$(event_of sign "$review")" -e 's/^Actor: .*/Actor: head/' \
	-e 's/^Role: .*/Role: unit-head@unit1/' -e 's/^Step: .*/Step: unit-head/'
actor='head'
draft head
move_main "$(forge "$TMPDIR/message" 'main^{tree}' main)"
actor=manager
named shape

# ---- the owner, against what readers count on ------------------------------------------

content_trailers() { # POST: sed's words that fit a message to its revision
	see "$1"
	echo "s/^Post: .*/Post: $1/;s/^Content: .*/Content: $content/
s/^Content-SHA256: .*/Content-SHA256: $(fingerprint "$content")/
s/^Revision: .*/Revision: $2/"
}

# The open draft, submitted, as the program would record it.
submission() { # [SED EXPRESSION…]
	message "$(event_of submit "$review")" -e "s/$review/$open/g" \
		-e "$(content_trailers "$open" 2)" \
		-e "1s/.*/submit $open $(as collector show "$open" --json | jq -r .title)/" "$@"
}

# main's tree with these files, its id; or one saved as content of the draft.
tree_of() { # PATH FILE…
	rm -f "$TMPDIR/git-index"
	in_index read-tree main
	while [ $# -gt 1 ]; do
		in_index update-index --add --cacheinfo "100644,$(archive hash-object -w "$2"),$1"
		shift 2
	done
	in_index write-tree
}

save_tree() { # TREE [SED EXPRESSION…]: a save of the open draft that makes it
	save_tree=$1
	save_content=$(archive rev-parse "$1:$(path_of "$open")/content")
	save_print=$(fingerprint "$save_content")
	shift
	message "$(event_of save "$open")" -e 's/^Revision: .*/Revision: 3/' \
		-e "s/^Content: .*/Content: $save_content/" \
		-e "s/^Content-SHA256: .*/Content-SHA256: $save_print/" "$@"
	forge "$TMPDIR/message" "$save_tree" main
}

why() { # FLAW WORDS: verify names that one, and its message has these
	rm -f "$home"/sanshen.db*
	run anybody verify --json
	[ "$status" = 1 ] || wrong "verify ended with $status"
	why_flaw=$1 why_words=$2
	holds ".flaws | any(.name == \"$why_flaw\" and (.message | contains(\"$why_words\")))"
	home=$good
}

house=$(archive log -1 --format=%H --grep='^Event: person$' main)
draft=$(path_of "$open")
actor=collector

copy "a submission as the program makes it"
submission
move_main "$(forge "$TMPDIR/message" 'main^{tree}' main)"
rm -f "$home"/sanshen.db*
expect 0 anybody verify
home=$good

copy "a save without a post"
submission -e '/^Post: /d' -e 's/^Event: .*/Event: save/' -e '1s/.*/save/'
move_main "$(forge "$TMPDIR/message" 'main^{tree}' main)"
rm -f "$home"/sanshen.db*
run anybody list
[ "$status" -lt 99 ] || wrong "list ended with $status"
why message 'no Post'

copy "a record of a person with content"
message "$house" -e "/^Op-Id/i\\
Content: $(archive rev-parse "main:$draft/content")"
actor='admin'
move_main "$(forge "$TMPDIR/message" 'main^{tree}' main)"
why message Content

copy "folders 200 deep"
printf x >"$TMPDIR/file"
message "$house"
move_main "$(forge "$TMPDIR/message" \
	"$(tree_with "zz/$(printf '%0200d' 0 | sed 's|0|d/|g')f" "$TMPDIR/file")" main)"
why object 'too deep'
actor=collector

printf '# 审签单\n\n三审全部同意。\n' >"$TMPDIR/sheet"
for sheet in signoffs publication; do
	copy "a sheet $sheet where nobody did anything"
	submission
	move_main "$(forge "$TMPDIR/message" \
		"$(tree_with "$draft/record/$sheet.md" "$TMPDIR/sheet")" main)"
	why sheet "$sheet.md"
done

for grade in major nothing; do
	copy "a submission with another grade, $grade"
	submission -e "s/^Grade: .*/Grade: $grade/"
	move_main "$(forge "$TMPDIR/message" 'main^{tree}' main)"
	why rule Grade
done

copy "a submission names no policy"
submission -e '/^Policy: /d'
move_main "$(forge "$TMPDIR/message" 'main^{tree}' main)"
why rule Policy

copy "a decision names no policy"
actor='head'
move_main "$(decide "$(event_of sign "$review")" -e 's/^Actor: .*/Actor: head/' -e '/^Policy: /d' \
	-e 's/^Role: .*/Role: unit-head@unit1/' -e 's/^Step: .*/Step: unit-head/')"
why rule Policy
actor=collector

copy "files in content/ that no form names"
printf '一个字\n' >"$TMPDIR/extra"
move_main "$(save_tree "$(tree_of "$draft/content/secret.txt" "$TMPDIR/extra" \
	"$draft/content/a/b" "$TMPDIR/extra")")"
why content 'a/b'

copy "a pointer to other bytes than the form's"
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 5\n' 7 >"$TMPDIR/pointer"
move_main "$(save_tree "$(tree_of "$draft/content/attachments/001" "$TMPDIR/pointer")")"
why content attachments/001

copy "words of a record that may not be there"
submission -e '2a\
身份证号 11010519491231002X。\
'
move_main "$(forge "$TMPDIR/message" 'main^{tree}' main)"
why gate ''

copy "a subject with another title"
submission -e "1s/.*/submit $open 关于别的事的通知/"
move_main "$(forge "$TMPDIR/message" 'main^{tree}' main)"
why rule title

actor='admin'
for kind in key terms; do
	copy "a record of a kind that is not built: $kind"
	message "$house" -e "s/^Event: .*/Event: $kind/" -e "1s/^person/$kind/"
	move_main "$(forge "$TMPDIR/message" 'main^{tree}' main)"
	why rule ''
done

copy "a record in an office that is not the actor's"
message "$house" -e 's/^Role: .*/Role: leader@institution/'
move_main "$(forge "$TMPDIR/message" 'main^{tree}' main)"
why rule Role

copy "a record about a person gives a right"
archive show main:people/zhang.ini >"$TMPDIR/file"
printf '\n[grant 1]\nrole = unit-head\nunit = unit1\nfrom = 2026-01-01T00:00:00+08:00\n' >>"$TMPDIR/file"
message "$house"
move_main "$(forge "$TMPDIR/message" "$(tree_with people/zhang.ini "$TMPDIR/file")" main)"
why rule Person

copy "a record about a right changes a name"
archive show main:people/zhang.ini | sed 's/张三/李四/' >"$TMPDIR/file"
message "$house" -e 's/^Event: .*/Event: grant/' -e '1s/^person/grant/'
move_main "$(forge "$TMPDIR/message" "$(tree_with people/zhang.ini "$TMPDIR/file")" main)"
why rule Person

given_by() { # PERSON ROLE: zhang is unit-head from now on, says a record of theirs
	actor=$1
	names_of "$1"
	archive show main:people/zhang.ini >"$TMPDIR/file"
	printf '\n[grant 1]\nrole = unit-head\nunit = unit1\nfrom = %s\n' "$when" >>"$TMPDIR/file"
	message "$house" -e 's/^Event: .*/Event: grant/' -e '1s/.*/grant add zhang unit-head@unit1/' \
		-e "s/^Actor: .*/Actor: $1/" -e "s/^Role: .*/Role: $2/"
	move_main "$(forge "$TMPDIR/message" "$(tree_with people/zhang.ini "$TMPDIR/file")" main)"
}

copy "a right given by the administrator"
given_by admin admin@institution
rm -f "$home"/sanshen.db*
expect 0 anybody verify

copy "a right given by who may not give any"
given_by manager manager@unit1
why rule 'the office admin (institution)'

copy "a right given by who says to be an administrator"
given_by manager admin@institution
why rule 'the office admin (institution)'

copy "a side commit of another time than it says"
actor='head'
true_sign=$(event_of sign "$review")
message "$true_sign" -e 's/^Actor: .*/Actor: head/' \
	-e 's/^Role: .*/Role: unit-head@unit1/' -e 's/^Step: .*/Step: unit-head/'
when=2026-11-23T10:59:00+08:00
side=$(forge "$TMPDIR/message" "$true_sign^2^{tree}" "$true_sign^2^")
when=2026-11-23T11:00:00+08:00
sed "\$a\\
Decision: $side" "$TMPDIR/message" >"$TMPDIR/merge"
move_main "$(forge "$TMPDIR/merge" 'main^{tree}' main "$side")"
why shape 'side commit: At'
actor=manager

# ---- receipts ---------------------------------------------------------------------

for kind in json txt; do
	home=$good
	begin "a receipt fits the archive it came from, $kind"
	expect 0 anybody verify --receipt "$TMPDIR/receipt.$kind"
	copy "main is rolled back, a receipt is held, $kind"
	move_main "$(archive rev-parse main~2)"
	rm -f "$home"/sanshen.db*
	expect 0 anybody verify
	expect 1 anybody verify --json --receipt "$TMPDIR/receipt.$kind"
	holds '.flaws | any(.name == "receipt")'
	home=$good
done

copy "main is rolled back, the index is left"
move_main "$(archive rev-parse main~2)"
named index

home=$good
begin "an altered receipt"
for change in 's/"number": *[0-9]*/"number": 2/' 's/"at": *"2026/"at": "2025/' \
	's/"origin": *"[^"]*"/"origin": "other.example"/'; do
	sed "$change" "$TMPDIR/receipt.json" >"$TMPDIR/altered.json"
	cmp -s "$TMPDIR/altered.json" "$TMPDIR/receipt.json" && wrong "nothing altered: $change"
	expect 1 anybody verify --json --receipt "$TMPDIR/altered.json"
	holds '.flaws | any(.name == "receipt")'
done

begin "a receipt of another newsroom"
newsroom "$TMPDIR/other"
expect 1 anybody verify --json --receipt "$TMPDIR/receipt.json"
holds '.flaws | any(.name == "receipt")'

home=$good
begin "a receipt file that is none"
expect 6 anybody verify --receipt "$TMPDIR/none.json"

copy "stock maintenance alters nothing"
archive repack -d -q
archive pack-refs --all
archive commit-graph write --reachable 2>/dev/null
expect 0 anybody verify
expect 0 as collector save "$titled" --from "$text2"
expect 0 anybody verify

finish
