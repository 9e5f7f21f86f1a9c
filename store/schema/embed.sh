#!/bin/sh
# embed - prints the schema files named as C, for store/db.c:
#
#   const char *const schema_sql[][2] = {{"0001-index.sql", "…"}, …, {0, 0}};
#
# The texts are arrays of numbers, not literals: C11 promises only 4095
# characters of a literal, and nothing then needs escaping.
set -eu
echo '/* Made by store/schema/embed.sh; change the .sql files instead. */'
echo 'extern const char *const schema_sql[][2];'
number=0
for file in "$@"; do
	number=$((number + 1))
	printf '\n/* %s */\nstatic const unsigned char text_%d[] = {\n' \
		"$(basename "$file")" "$number"
	od -An -v -tu1 "$file" |
		sed 's/^ *//; s/  */, /g; s/$/,/; s/^/\t/; /^\t,$/d'
	printf '\t0};\n'
done
printf '\nconst char *const schema_sql[][2] = {\n'
number=0
for file in "$@"; do
	number=$((number + 1))
	printf '\t{"%s", (const char *)text_%d},\n' "$(basename "$file")" "$number"
done
printf '\t{0, 0}};\n'
