#!/bin/sh
# torture-ssh - what takes minutes to prove of a session over SSH.
#
#   sh tests/torture-ssh.sh BUILD [lines | cuts] [HOW-MANY]
#
#   lines   10,000 lines, spoiled by chance ($TORTURE_SEED), each to `serve`,
#           all under one strace: no program is started, nothing outside the
#           newsroom is touched, every status is known, the archive is good
#   cuts    200 clients killed while somebody types, ten of them stopped
#           instead, which sshd drops after two minutes: nothing to speak of is
#           lost, nobody stays, no lock is held
#
# The last lines are PASS or FAIL, as those of the scripts of cli/.
# shellcheck source-path=SCRIPTDIR disable=SC1091,SC2154,SC2034,SC2317
set -u
cd "$(dirname "$0")/.." || exit 2
BUILD=$(cd "${1:?the folder of a build}" && pwd) || exit 2
SANSHEN=$BUILD/sanshen
part=${2:-} count=${3:-}
shared=${TMPDIR:-/tmp}
[ ! -w /dev/shm ] || shared=/dev/shm
TMPDIR=$(mktemp -d "$shared/sanshen-torture-XXXXXX") || exit 2
export BUILD SANSHEN TMPDIR
. tests/cli/lib.sh
. tests/cli/lib-sshd.sh
. tests/cli/lib-lines.sh
writers= # those who type, by process
leave() {
	# shellcheck disable=SC2086 # a list
	[ -z "$writers" ] || kill $writers 2>/dev/null
	sshd_stop
	rm -rf "$TMPDIR"
}
trap leave EXIT
trap 'exit 130' INT TERM HUP

wanted() { # PART
	[ -z "$part" ] || [ "$part" = "$1" ]
}

# ---- lines -----------------------------------------------------------------------

# Lines to be spoiled: what is refused, and what is done.
seeds() {
	cat tests/cli/refused-lines.txt
	sed "s/POST/$post/g; s/CONTENT/$content/g" <<-'END'
		queue --all --json
		new --from - --title '讲座 通知'
		save POST --from - --op-id a.1
		attach POST - --name 报名表.xlsx
		get POST 报名表.xlsx
		submit POST --waive typography/half-width=已核对
		show POST --json
		diff POST 1 2
		log POST
		list
		sign POST --content CONTENT --opinion "同意 发布" --tick all
		return POST --content CONTENT --opinion '请核实 时间'
		publish POST --url https://www.demo.example/n
		raise POST --grade major --opinion x
		person add zhang --name 张三 --unit unit1 --lang zh_CN
		grant add zhang collector@unit1 --from 2026-11-23
		key add head -
		key list
		policy show three-level
		policy check -
		check -
		verify --receipt -
		help key add
		git-upload-pack 'archive.git'
		git-upload-pack '/archive.git/'
	END
}

# N lines of printf's %b, the same every time for a seed: a third of them as
# they are, the rest with bytes and words changed, taken out or put in.
spoil() { # N SEED
	awk -v n="$1" -v state="$2" '
	function draw(below) {
		state = state * 16807 % 2147483647
		return int(state / 2147483647 * below)
	}
	function put(text, at, from, length_) {
		return substr(text, 1, at) from substr(text, at + length_ + 1)
	}
	function byte() {
		return sprintf("%c", 1 + draw(255))
	}
	{ seed[NR] = $0 }
	END {
		parts = split("; | & ` $(id) $HOME > < \\ '"'"' \" -- - / .. ../ // ~ * ? " \
			"--home --home= --as --as=admin --from --from= --receipt --help " \
			"/etc/passwd /tmp/x archive.git git-upload-pack serve sh -c id", part, " ")
		state = state % 2147483646 + 1
		for (i = 0; i < 256; i++)
			code[sprintf("%c", i)] = sprintf("\\0%03o", i)
		for (i = 1; i <= n; i++) {
			line = seed[1 + draw(NR)]
			for (j = draw(3); j > 0; j--) {
				at = draw(length(line) + 1)
				kind = draw(8)
				if (kind == 0)
					line = put(line, at, byte(), 1)
				else if (kind == 1)
					line = put(line, at, byte(), 0)
				else if (kind == 2)
					line = put(line, at, "", 1 + draw(6))
				else if (kind == 3)
					line = line " " part[1 + draw(parts)]
				else if (kind == 4)
					line = put(line, at, " ", 0)
				else if (kind == 5)
					line = substr(line, 1, at) seed[1 + draw(NR)]
				else if (kind == 6 && draw(20) == 0)
					while (length(line) < 20000)
						line = line " " line
				else
					line = put(line, at, part[1 + draw(parts)], 0)
			}
			for (j = 1; j <= length(line); j++)
				printf "%s", code[substr(line, j, 1)]
			print ""
		}
	}'
}

lines() { # N
	newsroom "$TMPDIR/home"
	begin "$1 lines start nothing, and touch nothing but the newsroom"
	submitted collector
	see "$post"
	seeds | LC_ALL=C spoil "$1" "${TORTURE_SEED:-20261123}" >"$TMPDIR/spoiled"
	lines_serve "$TMPDIR/spoiled" admin collector manager auditor
	same "$1" "$(wc -l <"$lines/statuses")" "lines that were answered"
	sort -n "$lines/statuses" | uniq -c | sed 's/^/  status/'
	grep -v -x -E '[0-6]|128' "$lines/statuses" >"$out" &&
		wrong "an unknown status: $(sort -u "$out")"
	offences=$(lines_judge)
	[ -z "$offences" ] || wrong "$offences"
	expect 0 anybody verify
}

# ---- cuts ------------------------------------------------------------------------

typists='collector manager head collector2 manager2 head2 manager3 head3'
stopped='propaganda propaganda2'
stops=5 # of each

now_ms() {
	echo $(($(date +%s%N) / 1000000))
}

# Somebody opens the editor and types WORDS numbered words, five a second;
# how long that took is in $typed_ms, the session's processes in $served.
writes() { # PERSON WORDS
	sit "$1" edit
	is_seen F8 || return 1
	served=$(sessions "$1")
	types '\t\t\t\t\t'
	typed_from=$(now_ms)
	typed=0
	while [ "$typed" -lt "$2" ]; do
		typed=$((typed + 1))
		sleep 0.2
		types "k$typed "
	done
	typed_ms=$(($(now_ms) - typed_from))
}

are_gone() { # PROCESS…
	for process in "$@"; do
		! kill -0 "$process" 2>/dev/null || return 1
	done
}

# One line for the figures: words typed, in how many ms, words kept, and after
# how many ms nobody was served for that person any more.
tell_kept() { # PERSON AUTOSAVE TYPED TYPED-MS GONE-MS
	kept=$(sqlite3 "file:$home/desk.db?mode=ro" "SELECT text FROM autosave
		WHERE person = '$1' ORDER BY id LIMIT 1 OFFSET $2" |
		tr ' ' '\n' | grep -c '^k[0-9]')
	echo "$1 $3 $4 $kept $5"
}

typist() { # PERSON CUTS: is killed so often
	client=
	trap 'kill -9 $client 2>/dev/null' EXIT
	trap 'exit 130' TERM
	cut=0
	while [ "$cut" -lt "$2" ]; do
		writes "$1" $((1 + (cut * 7 + ${#1} * 3) % 25)) || break
		kill -9 "$client"
		client=
		killed_at=$(now_ms)
		# shellcheck disable=SC2086 # a list
		sshd_until are_gone $served || break
		tell_kept "$1" "$cut" "$typed" "$typed_ms" $(($(now_ms) - killed_at))
		cut=$((cut + 1))
	done
}

# All their seats write, then all clients stop answering.
stopper() { # PERSON
	clients=
	trap 'kill -9 $clients 2>/dev/null' EXIT
	trap 'exit 130' TERM
	for seat in $(seq "$stops"); do
		seat=$1.$seat
		writes "$1" 20 || break
		clients="$clients $client"
	done
	for client in $clients; do
		kill -STOP "$client"
	done
	killed_at=$(now_ms)
	# 150 s are promised; more than these looks take longer on any machine.
	looks=0
	served=$(sessions "$1")
	# shellcheck disable=SC2086 # a list
	until are_gone $served || [ $((looks += 1)) -gt 3000 ]; do
		sleep 0.05
	done
	gone_ms=$(($(now_ms) - killed_at))
	for seat in $(seq 0 $((stops - 1))); do
		tell_kept "$1" "$seat" 20 "$typed_ms" "$gone_ms"
	done
}

cuts() { # N
	newsroom "$TMPDIR/cuts"
	begin "$1 cut lines lose nothing to speak of, and leave nobody behind"
	sshd_start
	trap leave EXIT
	for person in $typists $stopped; do
		sshd_key "$person" ed25519
	done
	sshd_know_keys
	each=$((($1 - 2 * stops + 7) / 8)) # of eight typists
	for person in $typists; do
		typist "$person" "$each" >"$TMPDIR/$person.told" &
		writers="$writers $!"
	done
	for person in $stopped; do
		stopper "$person" >"$TMPDIR/$person.told" &
		writers="$writers $!"
	done
	# shellcheck disable=SC2086 # a list
	wait $writers
	writers=
	cat "$TMPDIR"/*.told >"$TMPDIR/told"
	awk -v wanted=$((each * 8 + 2 * stops)) '
	{
		lost = ($2 - $4) * $3 / $2
		if (lost > most) most = lost
		all += lost
		if ($1 ~ /^propaganda/) { if ($5 > dropped) dropped = $5 }
		else { cuts++; sum += $5; if ($5 > gone) gone = $5 }
	}
	END {
		printf "  %d sessions, %d killed: gone after %d ms in the mean, %d at most\n", NR, cuts, sum / (cuts ? cuts : 1), gone
		printf "  stopped: gone after %.1f s\n", dropped / 1000
		printf "  typing lost: %d ms at most, %.1f ms in the mean\n", most, all / NR
		exit NR != wanted || most > 5000 || dropped > 150000 || gone > 10000
	}' "$TMPDIR/told" || wrong "more than was promised: $(cat "$TMPDIR/told")"
	nobody_is_served || wrong "somebody stays: $(sessions '')"
	flock -n "$home/writer.lock" true || wrong "the ledger is locked"
	sqlite3 "$home/desk.db" 'BEGIN IMMEDIATE; ROLLBACK' 2>"$err" ||
		wrong "desk.db is locked"
	expect 0 anybody verify
}

if wanted lines; then
	lines "${count:-10000}"
fi
if wanted cuts; then
	cuts "${count:-200}"
fi
finish
