# shellcheck shell=sh
# lib-lines - many lines to `serve`, and what the kernel was asked for meanwhile.
#
# Sourced after lib.sh. A file of lines has one line each, as printf's %b reads
# it. What is sent, answered and traced lies in $lines.
# shellcheck disable=SC2034,SC2154

lines=$TMPDIR/lines
lines_changing='unlink|rename|mkdir|rmdir|link|symlink|chmod|fchmodat|chown|fchownat|truncate|mknod|utim|setxattr|mount'
lines_loop=$(
	cat <<'END'
while IFS= read -r line; do
	who=$1
	shift
	set -- "$@" "$who"
	line=$(printf '%b.' "$line")
	SSH_ORIGINAL_COMMAND=${line%.} "$SANSHEN" --home "$home" serve \
		--person "$who" <"$text" >"$lines/out" 2>"$lines/err"
	echo $?
done <"$lines/sent" >"$lines/statuses"
END
)

lines_can_be_traced() {
	strace -o "$TMPDIR/calls" true 2>"$out.word"
}

# Each line of FILE for one of PERSON… after another, all of it below one
# strace; the statuses are in $lines/statuses.
lines_serve() { # FILE PERSON…
	rm -rf "$lines" && mkdir "$lines" && cp "$1" "$lines/sent"
	shift
	set -- env -i PATH="$PATH" ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" \
		UBSAN_OPTIONS="$UBSAN_OPTIONS" SANSHEN="$SANSHEN" \
		SANSHEN_NOW="$SANSHEN_NOW" home="$home" lines="$lines" text="$text" \
		sh -c "$lines_loop" sh "$@"
	! lines_can_be_traced || set -- strace -f -qq -s 400 --seccomp-bpf \
		-o "$lines/calls" -e trace="execve,execveat,open,openat,creat,chdir,/^($lines_changing),socket,connect" "$@"
	"$@"
}

# Reads what strace wrote: which program was started, and which file opened or
# changed, that should not have been. git may be started for the archive, in the
# one way there is, and then names files from within it.
lines_judge() {
	if [ ! -f "$lines/calls" ]; then
		echo "SKIP $name: strace may not trace here" >&2
		return
	fi
	awk -v n="$(wc -l <"$lines/sent")" -v program="$SANSHEN" -v home="$home/" \
		-v build="$BUILD/" -v mine="$lines/" -v text="$text" '
	function tell(what) {
		if (said++ < 5)
			print what ": " $0
	}
	function under(folder) {
		return index(path "/", folder) == 1
	}
	/ = -1 / || /^[0-9]+ +(\+\+\+|---)/ { next }
	{
		pid = $1
		call = $2
		sub(/\(.*/, "", call)
		path = $0
		sub(/^[^"]*"/, "", path)
		sub(/".*/, "", path)
	}
	call ~ /^exec/ {
		if (path == program)
			started++
		else if (path == "/usr/bin/git" && index($0, "[\"git\", \"-c\", " \
			"\"core.hooksPath=/dev/null\", \"-c\", " \
			"\"uploadpack.allowAnySHA1InWant=false\", \"upload-pack\", " \
			"\"--strict\", \"--timeout=120\", \"" home "archive.git\"]"))
			git[pid] = ++fetched
		else if (++others > 2)
			tell("a program was started")
		next
	}
	call ~ /^(socket|connect)$/ { tell("it spoke to somebody"); next }
	path ~ /\/\.\.\// { tell("a path leads upwards") }
	under(home) || under(mine) || path == "/dev/null" { next }
	call !~ /^(openat|open|chdir)$/ || /O_WRONLY|O_RDWR|O_CREAT/ {
		tell("a file was changed")
		next
	}
	under("/") || !git[pid] {
		if (!(under("/lib/") || under("/usr/lib/") || under("/usr/share/") ||
			under(build) || under("/proc/self/") || path == text ||
			path == "/etc/ld.so.cache" || path == "/etc/localtime" ||
			path == "/dev/urandom"))
			tell("a file was opened")
	}
	END {
		if (started != n)
			print started " sessions, not " n
	}' "$lines/calls"
}
