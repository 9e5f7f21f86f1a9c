#!/bin/sh
# fuzz - builds tests/fuzz/NAME.c with libFuzzer, ASan and UBSan, and runs it.
#
#   sh tests/fuzz.sh NAME [SECONDS]
#
# The corpus stays in build/fuzz/corpus-NAME, so that the next run goes on where
# this one ended; a crash leaves its input in build/fuzz/NAME-*. A fuzzer that
# includes store/NAME.h gets the store too.
set -eu
cd "$(dirname "$0")/.."
name=${1:?which? one of: $(cd tests/fuzz && echo *.c)}
seconds=${2:-30}
source=tests/fuzz/$name.c
if [ ! -f "$source" ]; then
	echo "fuzz: there is no $source" >&2
	exit 2
fi
out=build/fuzz
mkdir -p "$out/corpus-$name"
set -- core/*.c
libs=-lunistring
flags=
if grep -q '#include "store/' "$source"; then
	sh store/schema/embed.sh store/schema/*.sql >"$out/schema-sql.c"
	set -- "$@" store/*.c "$out/schema-sql.c"
	packages='sqlite3 libgit2 zlib hunspell libsodium libcrypto jansson'
	# shellcheck disable=SC2086 # a list of words
	libs="$libs $(pkg-config --libs $packages)"
	# shellcheck disable=SC2086 # a list of words
	flags=$(pkg-config --cflags $packages)
fi
# shellcheck disable=SC2086 # lists of words
clang-14 -std=c11 -D_GNU_SOURCE -I. $flags -g -O1 -fno-omit-frame-pointer \
	-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	"$source" "$@" $libs -o "$out/$name"
exec "$out/$name" -max_total_time="$seconds" -timeout=10 -print_final_stats=1 \
	-artifact_prefix="$out/$name-" "$out/corpus-$name"
