#include "store/late.h"

#include <dlfcn.h>
#include <string.h>

bool late_load(const char *library, const struct late_call *calls, size_t count,
               void *table, const char **why)
{
	void *handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
	void *function;
	bool found = handle != NULL;

	for (size_t i = 0; found && i < count; i++) {
		function = dlsym(handle, calls[i].name);
		found = function != NULL;
		memcpy((char *)table + calls[i].at, &function,
		       sizeof(function));
	}
	if (!found)
		*why = dlerror();
	for (size_t i = 0; !found && i < count; i++)
		memset((char *)table + calls[i].at, 0, sizeof(function));
	return found;
}
