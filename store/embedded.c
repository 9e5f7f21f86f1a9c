#include "store/embedded.h"

#include <assert.h>
#include <string.h>

/* Written by store/schema/embed.sh; ends in a row of NULL. */
extern const char *const schema_sql[][2];

const char *embedded_text(const char *name)
{
	for (size_t i = 0; schema_sql[i][0]; i++)
		if (strcmp(schema_sql[i][0], name) == 0)
			return schema_sql[i][1];
	assert(!"no such embedded text");
	return "";
}
