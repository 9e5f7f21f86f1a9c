#!/bin/sh
# regulations - real texts from draft to publication, read back by stock git.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

if [ -z "${SANSHEN_SAMPLES:-}" ]; then
	echo 'PASS regulations (no samples)'
	exit 0
fi

fingerprint() { # FOLDER: the line of the archive's README
	(cd "$1" && find . -type f | sed 's|^\./||' | LC_ALL=C sort |
		xargs -d '\n' sha256sum) | sha256sum | cut -d' ' -f1
}

newsroom "$TMPDIR/regulations"
posts=
opinion='同意发布。'

begin "the samples are there"
found=0
for sample in "$SANSHEN_SAMPLES"/*.txt; do
	[ -f "$sample" ] && found=$((found + 1))
done
[ "$found" -ge 1 ] || wrong "no .txt in the folder of samples"

for sample in "$SANSHEN_SAMPLES"/*.txt; do
	begin "from draft to publication: $(basename "$sample")"
	run anybody check --json "$sample"
	case $status in
	0 | 1) ;;
	*) wrong "check gave $status: $(head -n 1 "$err")" ;;
	esac
	holds '.findings | all(.severity != "block")'
	expect 0 as collector new --from "$sample"
	post=$(cat "$out")
	posts="$posts $post"
	same false "$(shown "$post" .held)" "held"

	# Open findings are waived, each rule with a reason.
	run as collector check --json "$post"
	field '.findings[] | select(.severity == "ack") | .rule' |
		sort -u >"$TMPDIR/rules"
	set -- as collector submit "$post"
	if [ -s "$TMPDIR/rules" ]; then
		refuse 3 "$@"
		said --waive
		said "$(head -n 1 "$TMPDIR/rules")"
	fi
	while read -r rule; do
		set -- "$@" --waive "$rule=原文如此，已与起草部门核对。"
	done <"$TMPDIR/rules"
	expect 0 "$@"
	for who in manager head propaganda; do
		see "$post"
		expect 0 as "$who" sign "$post" --content "$content" --opinion "$opinion"
	done
	expect 0 as manager publish "$post" --channel site \
		--url "https://www.example.edu.cn/$post.html"
	same published "$(shown "$post" .public)" "the public state"
done

begin "the story in order, along the first parent"
for post in $posts; do
	same "new submit sign sign sign publish" \
		"$(archive log --first-parent --reverse --format=%s main |
			sed -n "s/^\([a-z]*\) $post .*/\1/p" | tr '\n' ' ' | sed 's/ $//')" \
		"the story of $post"
	same "manager unit-head propaganda" \
		"$(archive log --first-parent --reverse --grep="^Post: $post$" \
			--grep='^Event: sign$' --all-match \
			--format='%(trailers:key=Step,valueonly)' main |
			sed '/^$/d' | tr '\n' ' ' | sed 's/ $//')" "the steps of $post"
done

begin "git fsck --strict"
archive fsck --strict >"$out" 2>&1 || wrong "it failed"
[ ! -s "$out" ] || wrong "it said $(head -n 2 "$out")"

begin "a clone has all an auditor needs"
git clone -q "$home/archive.git" "$TMPDIR/clone" 2>"$err" || wrong "no clone: $(cat "$err")"
for file in README.md allowed_signers policy/policy.ini people/manager.ini units/unit1.ini; do
	[ -s "$TMPDIR/clone/$file" ] || wrong "no $file"
done
grep -q 'allowed_signers' "$TMPDIR/clone/README.md" || wrong "README.md names no allowed_signers"
grep -q 'git log' "$TMPDIR/clone/README.md" || wrong "README.md names no git log"
grep -q '签' "$TMPDIR/clone/README.md" || wrong "README.md has no Chinese"
for post in $posts; do
	grep -q "$opinion" "$TMPDIR/clone/$(path_of "$post")/record/signoffs.md" ||
		wrong "no opinion on the sheet of $post"
	grep -q "https://www.example.edu.cn/$post.html" \
		"$TMPDIR/clone/$(path_of "$post")/record/publication.md" ||
		wrong "no address on the sheet of $post"
done

begin "every signature is good, in any time zone"
for zone in UTC0 CST-8 PST8PDT; do
	case $zone in # git starts ssh-keygen twice for each
	UTC0) count=$(archive rev-list --count main) ;;
	*) count=20 ;;
	esac
	TZ=$zone git -C "$TMPDIR/clone" \
		-c gpg.ssh.allowedSignersFile="$TMPDIR/clone/allowed_signers" \
		log -n "$count" --show-signature --format='%H %G?' HEAD >"$out" 2>"$err"
	same "$count" "$(grep -c '^[0-9a-f]\{40\} G$' "$out")" "good signatures in $zone"
	grep -q -c '^Good "git" signature for ' "$out" || wrong "git shows no signer"
	grep '^[0-9a-f]\{40\} ' "$out" | grep -q -v ' G$' &&
		wrong "in $zone: $(grep '^[0-9a-f]\{40\} ' "$out" | grep -v ' G$' | head -n 1)"
done

trailers=
for key in Event Content Content-SHA256; do
	trailers="$trailers %(trailers:key=$key,valueonly,separator=%x20)"
done

begin "content ids and fingerprints are those of the files"
for post in $posts; do
	folder=$(path_of "$post")/content
	id=$(archive rev-parse "main:$folder")
	print=$(fingerprint "$TMPDIR/clone/$folder")
	archive log --grep="^Post: $post$" --format="%h $trailers" main >"$TMPDIR/commits"
	decisions=0
	while read -r commit event content sha256; do
		case $event in
		sign | publish) decisions=$((decisions + 1)) ;;
		*) [ -n "$content" ] || continue ;;
		esac
		same "$id" "$content" "Content of $event $commit"
		same "$print" "$sha256" "Content-SHA256 of $event $commit"
	done <"$TMPDIR/commits"
	same 8 "$decisions" "decisions on $post, side commits and merges"
done

begin "the policy named is the policy in force"
for post in $posts; do
	same "$(archive rev-parse main:policy)" \
		"$(archive log --grep="^Post: $post$" --grep='^Event: sign$' --all-match \
			--format='%(trailers:key=Policy,valueonly)' main | sed '/^$/d' | sort -u)" \
		"the policy of $post"
done

begin "authors are the people, the committer is the workstation"
archive log --first-parent --format='%an %ae' --grep='^Actor: manager$' main | sort -u >"$out"
same 1 "$(wc -l <"$out")" "the names of the manager"
grep -q ' manager@' "$out" || wrong "the address is $(cat "$out")"
same 1 "$(archive log --format='%cn %ce' main | sort -u | wc -l)" "the committers"

begin "verify"
expect 0 anybody verify
expect 0 anybody verify --json
holds '.flaws == []'

begin "verify of the archive alone"
mkdir "$TMPDIR/alone"
cp -a "$home/archive.git" "$TMPDIR/alone/"
expect 0 sanshen --home "$TMPDIR/alone" verify

finish
