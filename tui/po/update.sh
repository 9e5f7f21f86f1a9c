#!/bin/sh
# update - collects every sentence into sanshen.pot, merges it into each .po.
#
# Locations name the file only and dates are left out, so that a change in the
# template is a change in a sentence.
set -eu
cd "$(dirname "$0")/../.."
xgettext --from-code=UTF-8 --language=C -kN_ -k_ -kC_:1c,2 -kNC_:1c,2 \
	--add-location=file --package-name=sanshen \
	--copyright-holder='the sanshen authors' \
	-o tui/po/sanshen.pot core/*.[ch] store/*.[ch] tui/*.[ch]
sed -i '/^"POT-Creation-Date:/d' tui/po/sanshen.pot
for po in tui/po/*.po; do
	[ -e "$po" ] || continue
	msgmerge --quiet --update --backup=none --no-fuzzy-matching --add-location=file "$po" \
		tui/po/sanshen.pot
	msgfmt --check --statistics -o /dev/null "$po"
done
