#!/bin/sh
# torture-sign - two reviewers sign 500 posts each with their own keys, at once,
# while somebody else keeps writing: no signature has to be made again.
#
#   sh tests/torture-sign.sh BUILD [COUNT]
set -eu
cd "$(dirname "$0")/.."
build=$(cd "${1:?the folder of a build}" && pwd)
count=${2:-500}
work=$(mktemp -d "${TMPDIR:-/tmp}/sanshen-torture-XXXXXX")
trap 'kill $writer 2>/dev/null; wait; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
writer=
unset SANSHEN_AS SANSHEN_NOW LANGUAGE
export SANSHEN_HOME="$work/home" LC_ALL=C.UTF-8
sanshen=$build/sanshen

"$sanshen" init --demo >"$work/said"
printf '关于举办讲座的通知\n\n请各单位参加。\n' >"$work/text"
for pair in collector:manager collector2:manager2; do
	writes=${pair%:*} signs=${pair#*:}
	ssh-keygen -q -t ed25519 -N '' -f "$work/$signs"
	"$sanshen" --as admin key add "$signs" "$work/$signs.pub" >"$work/said"
	i=0
	while [ $((i += 1)) -le "$count" ]; do
		post=$("$sanshen" --as "$writes" new --from "$work/text")
		"$sanshen" --as "$writes" submit "$post" >"$work/said"
		echo "$post"
	done >"$work/$signs.posts"
done
content=$("$sanshen" --as manager show "$post" --json |
	sed -n 's/^  "content": "\(.*\)",$/\1/p')

sign_all() { # PERSON
	while read -r post; do
		"$sanshen" --as "$1" sign "$post" --content "$content" --prepare >"$work/$1.commit"
		ssh-keygen -q -Y sign -n git -f "$work/$1" <"$work/$1.commit" \
			>"$work/$1.signature" 2>"$work/$1.said"
		cat "$work/$1.commit" "$work/$1.signature" |
			"$sanshen" --as "$1" sign "$post" --with-signature - \
				>"$work/$1.answer" 2>>"$work/$1.refused" ||
			echo "$post: status $?" >>"$work/$1.refused"
	done <"$work/$1.posts"
}

while "$sanshen" --as head new --from "$work/text" >>"$work/written"; do
	sleep 1 # a record a second
done &
writer=$!
began=$(date +%s)
sign_all manager &
first=$!
sign_all manager2
wait "$first"
kill "$writer"
seconds=$(($(date +%s) - began))
redone=$(cat "$work"/*.refused | wc -l)
"$sanshen" verify >"$work/verified" || redone=unverified
echo "signatures of their own: $((2 * count)) in $seconds s, beside $(wc -l <"$work/written") other records; to be made again: $redone"
grep -q "people's own keys: $((2 * count))$" "$work/verified" && [ "$redone" = 0 ]
