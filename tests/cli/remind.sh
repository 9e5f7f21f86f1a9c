#!/bin/sh
# remind - a step's reminder shows in the queue from its time on, and never lets
# anything pass.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034
. "$(dirname "$0")/lib.sh"

policy=$TMPDIR/remind.ini
"$SANSHEN" policy copy three-level |
	sed 's/^deadline = local/deadline = 8h\nremind = 2h/' >"$policy"

home=$TMPDIR/remind
export SANSHEN_NOW=2026-11-23T08:00:00+08:00
"$SANSHEN" --home "$home" init --demo --policy "$policy" >"$out" 2>"$err" || {
	echo "FAIL remind: no newsroom: $(cat "$err")"
	exit 1
}

begin "a reminder shows from its time on"
submitted collector
for row in 'false 13:59:59' 'true 14:00:00' 'true 15:59:59' 'false 16:00:00'; do
	export SANSHEN_NOW="2026-11-23T${row#* }+08:00"
	expect 0 as manager queue --json
	[ "$(jq -r '.[0].soon' "$out")" = "${row%% *}" ] ||
		wrong "at ${row#* }: $(cat "$out")"
done
export SANSHEN_NOW=2026-11-23T15:00:00+08:00
expect 0 as manager queue
grep -q 'soon: due today 16:00' "$out" || wrong "queue says: $(cat "$out")"
finish
