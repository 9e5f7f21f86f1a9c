/* Any bytes as an INI file: every value that is read can be written, and reads
 * back equal. */
#include "core/ini.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Keys are ASCII, and ini_write asserts that no program writes others. */
static bool is_writable(const struct ini *ini)
{
	for (size_t i = 0; i < ini_length(ini); i++) {
		struct span key = ini_at(ini, i)->key;

		for (size_t at = 0; at < key.bytes; at++)
			if (strchr("=[;#", key.at[at]) ||
			    (unsigned char)key.at[at] > 0x7E)
				return false;
	}
	return true;
}

/* Of the same pairs in the same sections; lines may differ. */
static void check_pairs(const struct ini *a, const struct ini *b)
{
	size_t j = 0;

	for (size_t i = 0; i < ini_length(a); i++) {
		const struct ini_entry *x = ini_at(a, i), *y;

		if (x->key.bytes && !x->value.bytes)
			continue; /* absent and empty are the same */
		if (j >= ini_length(b))
			abort();
		y = ini_at(b, j++);
		if (!span_equal(x->section, y->section) ||
		    !span_equal(x->key, y->key) ||
		    !span_equal(x->value, y->value))
			abort();
	}
	if (j != ini_length(b))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span text = span_from((const char *)bytes, size);
	struct ini *first = NULL, *second = NULL;
	struct str written = {0};
	struct err err;

	/* Behind the door no text holds these two. */
	if (size && (memchr(bytes, '\0', size) || memchr(bytes, '\r', size)))
		return 0;
	if (ini_read(text, "fuzz", &first, &err))
		return 0;
	if (!is_writable(first)) {
		ini_free(first);
		return 0;
	}
	for (size_t i = 0; i < ini_length(first); i++) {
		const struct ini_entry *entry = ini_at(first, i);
		char *name =
		    span_copy(entry->key.bytes ? entry->key : entry->section);

		if (entry->key.bytes)
			ini_write(&written, name, entry->value);
		else
			ini_write_section(&written, name);
		free(name);
	}
	if (ini_read(str_span(&written), "fuzz", &second, &err))
		abort();
	check_pairs(first, second);
	ini_free(first);
	ini_free(second);
	str_clear(&written);
	return 0;
}
