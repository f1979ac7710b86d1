/* SPDX-License-Identifier: MIT
 * Removing a store: the file and all that SQLite and this program have put beside it; and all that a learner has left here. */
#include "schema/store.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/path.h"

static int drop(const char *path, struct err *err)
{
	return unlink(path) && errno != ENOENT ? err_sys(err, "deleting %s", path) : 0;
}

/* Everything whose name is `path` and the pattern. */
static int drop_all(const char *path, const char *pattern, struct err *err)
{
	struct buf whole = {0};
	glob_t found = {0};
	int rc = 0;

	for (const char *c = path; *c; c++) { /* a folder may have a name with signs of patterns */
		if (*c == '*' || *c == '?' || *c == '[' || *c == '\\')
			buf_addc(&whole, '\\');
		buf_addc(&whole, *c);
	}
	buf_addz(&whole, pattern);
	if (glob(buf_z(&whole), 0, NULL, &found) == 0)
		for (size_t k = 0; rc == 0 && k < found.gl_pathc; k++)
			rc = drop(found.gl_pathv[k], err);
	globfree(&found);
	buf_fini(&whole);
	return rc;
}

int store_remove(const char *path, struct err *err)
{
	static const char *const beside[] = {"-wal", "-shm", ".before-v*", "-import*", ".feeds*", ".search*", ""};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(beside) / sizeof(beside[0]); i++)
		rc = drop_all(path, beside[i], err);
	return rc;
}

static int drop_in(const struct paths *paths, const char *folder, const char *pattern, struct err *err)
{
	char *path = path_join(paths->data, folder);
	int rc = drop_all(path, pattern, err);

	free(path);
	return rc;
}

int store_forget_learner(const struct paths *paths, struct store **store, struct err *err)
{
	if (store_has_company(*store))
		return err_set(err, ERR_FAILED,
			       "nothing was deleted: another cairn has this store open and would go on writing into a file that is "
			       "gone; close it, then delete again");
	store_close(*store);
	*store = NULL;
	if (drop_in(paths, "assist", "/said-*", err) || drop_in(paths, "media", "/*", err) || drop_in(paths, "media", "/.part-*", err) || drop_all(paths->store, ".damaged-*", err) ||
	    drop_all(paths->store, ".left-*", err))
		return -1;
	return store_remove(paths->store, err); /* last: while it is there the question is asked again */
}
