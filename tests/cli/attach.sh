#!/bin/sh
# attach - attachments: a pointer in the archive, the bytes beside it.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

bytes=$TMPDIR/bytes
{
	printf 'sanshen-test-marker\000\377\376\r\n\033[31m'
	head -c 70000 /dev/urandom
} >"$bytes"
sha=$(sha256sum <"$bytes" | cut -d' ' -f1)

side_file() { # SHA256: the file beside the archive that has these bytes
	find "$home" -type f ! -path '*/archive.git/*' -size +0 \
		-exec sha256sum {} + | sed -n "s/^$1  //p"
}

newsroom "$TMPDIR/attach"

begin "in and out again, byte for byte"
draft collector
expect 0 as collector attach "$post" "$bytes" --name 报名表.docx --json
holds '.event == "save" and .revision == 2'
expect 0 as auditor get "$post" 报名表.docx
cmp -s "$out" "$bytes" || wrong "other bytes came out"

begin "from standard input"
input=$bytes
expect 0 as collector attach "$post" - --name stdin.bin
expect 0 as auditor get "$post" stdin.bin
cmp -s "$out" "$bytes" || wrong "other bytes came out"

begin "a Git LFS pointer in the archive"
folder=main:$(path_of "$post")/content
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %s\n' \
	"$sha" "$(wc -c <"$bytes")" >"$TMPDIR/pointer"
archive show "$folder/attachments/001" >"$TMPDIR/got" 2>&1
cmp -s "$TMPDIR/got" "$TMPDIR/pointer" || wrong "it is $(cat "$TMPDIR/got")"
archive show "$folder/attachments/002" | cmp -s - "$TMPDIR/pointer" ||
	wrong "the second is no pointer"
archive show "$folder/form.ini" | grep -q '报名表.docx' || wrong "no name in form.ini"
archive ls-tree -r --name-only main | LC_ALL=C grep -q '[^ -~]' &&
	wrong "a path that is not ASCII"

begin "no bytes in any object"
archive cat-file --batch-all-objects --batch --buffer |
	LC_ALL=C grep -a -q sanshen-test-marker && wrong "they are in an object"
[ -n "$(side_file "$sha")" ] || wrong "they are not beside the archive"

begin "the names are shown"
expect 0 as auditor show "$post"
printed 报名表.docx
printed stdin.bin

begin "an attachment is content: it makes a revision"
see "$post"
before=$content
printf 'another\n' >"$TMPDIR/another"
expect 0 as collector attach "$post" "$TMPDIR/another" --name another.txt
see "$post"
[ "$before" != "$content" ] || wrong "the content id stayed"
same "$content" "$(archive rev-parse "main:$(path_of "$post")/content")" "the content id"

begin "the name again: the new bytes"
expect 0 as collector attach "$post" "$bytes" --name another.txt
expect 0 as auditor get "$post" another.txt
cmp -s "$out" "$bytes" || wrong "the old bytes came out"

begin "names that are refused"
refuse 2 as collector attach "$post" "$bytes" --name a/b.txt
refuse 2 as collector attach "$post" "$bytes" --name 'a\b.txt'
refuse 2 as collector attach "$post" "$bytes" --name "$(printf 'a\033b')"
refuse 2 as collector attach "$post" "$bytes" --name "$(printf 'a\tb')"
refuse 2 as collector attach "$post" "$bytes" --name "$(printf 'a\nb')"
refuse 2 as collector attach "$post" "$bytes" --name "$(printf 'a\302\233b')"
refuse 2 as collector attach "$post" "$bytes" --name "$(printf 'a\377b')"
refuse 2 as collector attach "$post" "$bytes" --name ''

begin "by the provider, in a state to save"
refuse 3 as manager attach "$post" "$bytes" --name m.txt
refuse 3 as auditor attach "$post" "$bytes" --name m.txt
refuse 6 as collector attach "$post" "$TMPDIR/none" --name m.txt
refuse 6 as auditor get "$post" none.txt
expect 0 as collector submit "$post"
refuse 3 as collector attach "$post" "$bytes" --name late.txt
signs manager "$post"
signs head "$post"
signs propaganda "$post"
refuse 3 as collector attach "$post" "$bytes" --name late.txt
expect 0 as manager publish "$post"
expect 0 as auditor get "$post" 报名表.docx
cmp -s "$out" "$bytes" || wrong "other bytes came out"

begin "attach, retried with its op-id"
draft collector
expect 0 as collector attach "$post" "$bytes" --name a.bin --op-id attach-once --json
cp "$out" "$TMPDIR/first"
count=$(records)
expect 0 as collector attach "$post" "$bytes" --name a.bin --op-id attach-once --json
cmp -s "$out" "$TMPDIR/first" || wrong "another receipt"
same "$count" "$(records)" "the number of records"

begin "verify, all there"
expect 0 anybody verify

begin "verify, bytes missing"
twin "$TMPDIR/missing"
side_file "$sha" | while read -r file; do rm -f "$file"; done
expect 1 anybody verify --json
holds '.flaws | any(.name == "attachment")'
run as auditor get "$post" a.bin
[ "$status" != 0 ] || wrong "get answered 0"

begin "verify, bytes altered"
home=$TMPDIR/attach
twin "$TMPDIR/altered"
file=$(side_file "$sha" | head -n 1)
chmod u+w "$file"
printf X | dd of="$file" bs=1 seek=40 conv=notrunc 2>/dev/null
expect 1 anybody verify --json
holds '.flaws | any(.name == "attachment")'
run as auditor get "$post" a.bin
[ "$status" != 0 ] || wrong "get gave altered bytes"

begin "a large one"
home=$TMPDIR/attach
head -c 5000000 /dev/urandom >"$TMPDIR/large"
draft collector
expect 0 as collector attach "$post" "$TMPDIR/large" --name 录像.mp4
expect 0 as auditor get "$post" 录像.mp4
cmp -s "$out" "$TMPDIR/large" || wrong "other bytes came out"

finish
