#!/bin/sh
# bench - what `make bench` runs: sh tests/bench/bench.sh BUILD
#
# Makes a document of 1 MB, a mailbox of 10,000 messages, and newsrooms whose
# indexes hold a thousand and a million posts, in a folder that is removed; then
# measures. Nothing of it depends on the network, the day or the reader.
set -eu
cd "$(dirname "$0")/../.."
build=$(cd "${1:?the folder of a build}" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/sanshen-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
unset SANSHEN_HOME SANSHEN_AS NO_COLOR LANG LANGUAGE ESCDELAY
export LC_ALL=C.UTF-8 HOME="$work" SANSHEN_NOW=2026-11-23T10:00:00+08:00
mkdir "$work/Mail" # else mutt asks
sanshen=$build/sanshen
bench=$build/bench

"$bench" document 12000 >"$work/document.txt"
"$bench" mailbox 10000 >"$work/mailbox"
SANSHEN_HOME=$work/small
export SANSHEN_HOME
"$sanshen" init --demo >/dev/null
document=$("$sanshen" --as collector new --title 长文 --from "$work/document.txt")
printf '请各单位参加。\n' >"$work/notice.txt"
pattern=$("$sanshen" --as collector new --title 通知 --from "$work/notice.txt")
"$sanshen" --as collector submit "$pattern" >/dev/null
cp -a "$work/small" "$work/large"
"$bench" fill "$work/small/sanshen.db" tests/bench/fill.sql "$pattern" 1000 200
"$bench" fill "$work/large/sanshen.db" tests/bench/fill.sql "$pattern" 1000000 20000
status=0
timeout 300 "$bench" measure "$sanshen" "$work/document.txt" "$document" \
	"$work/mailbox" "$work/small" "$work/large" || status=$?
sh tests/bench/sessions.sh "$build" || status=$?
exit "$status"
