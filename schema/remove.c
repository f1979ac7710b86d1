/* SPDX-License-Identifier: MIT
 * Removing a store: the file and all that SQLite and this program have put beside it. */
#include "schema/store.h"

#include <errno.h>
#include <glob.h>
#include <unistd.h>

static int drop(const char *path, struct err *err)
{
	return unlink(path) && errno != ENOENT ? err_sys(err, "deleting %s", path) : 0;
}

int store_remove(const char *path, struct err *err)
{
	static const char *const beside[] = {"-wal", "-shm", ".before-v*", "-import*", ".feeds*", ".search*", ""};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(beside) / sizeof(beside[0]); i++) {
		struct buf pattern = {0};
		glob_t found = {0};

		for (const char *c = path; *c; c++) { /* a folder may have a name with signs of patterns */
			if (*c == '*' || *c == '?' || *c == '[' || *c == '\\')
				buf_addc(&pattern, '\\');
			buf_addc(&pattern, *c);
		}
		buf_addz(&pattern, beside[i]);
		if (glob(buf_z(&pattern), 0, NULL, &found) == 0)
			for (size_t k = 0; rc == 0 && k < found.gl_pathc; k++)
				rc = drop(found.gl_pathv[k], err);
		globfree(&found);
		buf_fini(&pattern);
	}
	return rc;
}
