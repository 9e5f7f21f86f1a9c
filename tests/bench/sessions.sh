#!/bin/sh
# sessions - what `make bench` says of many people over SSH at once.
#
#   sh tests/bench/sessions.sh BUILD [COUNT]
#
# A real sshd on 127.0.0.1 with the settings of ssh-setup: everybody comes at
# once, twenty type into an editor, one signs and publishes posts meanwhile.
# Then the same with nano in the newsroom's place.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034,SC2317
set -u
cd "$(dirname "$0")/../.." || exit 2
BUILD=$(cd "${1:?the folder of a build}" && pwd) || exit 2
SANSHEN=$BUILD/sanshen count=${2:-200} typing=20 seconds=15
TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/sanshen-bench-XXXXXX") || exit 2
export BUILD SANSHEN TMPDIR
. tests/cli/lib.sh
. tests/cli/lib-sshd.sh
publisher=
leave() {
	[ -z "$publisher" ] || kill "$publisher" 2>/dev/null
	sshd_stop
	rm -rf "$TMPDIR"
}

newsroom "$TMPDIR/home"
sshd_start
trap leave EXIT
i=0
while [ $((i += 1)) -le "$count" ]; do
	person=$(printf 'p%03d' "$i")
	run as admin person add "$person" --name 甲 --unit unit1
	run as admin grant add "$person" collector@unit1
	sshd_key "$person" ed25519
done
sshd_know_keys

# One post after another, all the way.
publish_on() {
	while post=$("$SANSHEN" --home "$home" --as collector new --from "$text"); do
		"$SANSHEN" --home "$home" --as collector submit "$post"
		id=$("$SANSHEN" --home "$home" --as manager show "$post" --json |
			sed -n 's/^  "content": "\(.*\)",$/\1/p')
		for who in manager head propaganda; do
			"$SANSHEN" --home "$home" --as "$who" sign "$post" --content "$id"
		done
		"$SANSHEN" --home "$home" --as manager publish "$post"
		echo "$post" >>"$TMPDIR/published"
	done
}
: >"$TMPDIR/published"
publish_on >"$TMPDIR/said" 2>&1 &
publisher=$!
status=0
echo "$count people over SSH, $typing of them typing, one publishing:"
"$BUILD/bench" load "$sshd/client" "$count" "$typing" "$seconds" edit serve || status=1
kill "$publisher" 2>/dev/null
publisher=
echo "  published       $(wc -l <"$TMPDIR/published") posts meanwhile"

sed "s|command=\"[^\"]*\"|command=\"nano -I $TMPDIR/\$\$.txt\"|" \
	"$sshd/account/authorized_keys" >"$TMPDIR/keys"
mv "$TMPDIR/keys" "$sshd/account/authorized_keys"
echo "the same with nano:"
"$BUILD/bench" load "$sshd/client" "$count" "$typing" "$seconds" '' nano || status=1
exit "$status"
