#include "store/agent.h"

#include <assert.h>
#include <stdint.h>

#include "store/sign-wire.h"

/*
 * Bytes of a stranger as what an ssh-agent answered: to both questions as they
 * are, and inside a signature's frame. None may be taken for a signature of a
 * text that nobody signed, and what is refused leaves nothing behind.
 */
static const char *const keys[] = {
    "AAAAC3NzaC1lZDI1NTE5AAAAIBOVOOERK6GP++KKy3u4ialGg3oMzpca0FAi8pdsZ1dE",
    "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAXj9kTTmrZBV57lRCuA7rrcGT449"
    "4osEYoPRHw1dTeBAAAABHNzaDo=",
    "AAAA",
};

static void read_as_signature(struct span answer)
{
	struct str armored = {0};
	struct err err;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		assert(agent_read_signature(answer, keys[i],
		                            span_of("nobody signed this"),
		                            &armored, &err));
	assert(!armored.bytes);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
	struct span input = span_from((const char *)bytes, count);
	struct words found = {0};
	struct str framed = {0};
	struct err err;

	if (agent_read_keys(input, &found, &err))
		assert(!found.count);
	else
		assert(found.count <= count / 8);
	read_as_signature(input);
	str_putc(&framed, 14);
	wire_put_string(&framed, input);
	read_as_signature(str_span(&framed));
	str_clear(&framed);
	words_clear(&found);
	return 0;
}
