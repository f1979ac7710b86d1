/* SPDX-License-Identifier: MIT
 * Files beside the store: attaching them. */
#include "schema/attached.h"

#include <unistd.h>

#include "schema/store_priv.h"

/* A full disk or somebody's lock passes; what is lost with the file may not come back. */
static int drop_or_fail(const struct err *err)
{
	return store_is_damaged(err) ? 1 : -1;
}

static int make(struct store *store, const struct attached *file, struct err *err)
{
	struct err ignored;

	if (db_exec(store, "BEGIN IMMEDIATE", err) == 0) {
		if (db_exec(store, file->schema, err) == 0 && file->mark(store, err) == 0 && db_exec(store, "COMMIT", err) == 0)
			return 0;
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	}
	return file->look(store, &ignored) == 0 ? 0 /* another process made it meanwhile */ : drop_or_fail(err);
}

/* 1: it is to be dropped. */
static int attach(struct store *store, const struct attached *file, const char *path, struct err *err)
{
	char *sql = sqlite3_mprintf("ATTACH %Q AS %s; PRAGMA %s.journal_mode = WAL; PRAGMA %s.synchronous = NORMAL", path,
				    file->name, file->name, file->name);
	int rc = db_exec(store, sql, err);

	sqlite3_free(sql);
	if (rc)
		return drop_or_fail(err);
	rc = file->look(store, err);
	if (rc >= 0)
		return rc;
	if ((err->native & 0xFF) == SQLITE_ERROR) /* there is no such table */
		return make(store, file, err);
	return drop_or_fail(err);
}

static void drop(struct store *store, const struct attached *file, const char *path)
{
	static const char *const tails[] = {"", "-wal", "-shm"};
	struct buf name = {0};
	struct err ignored;

	buf_addf(&name, "DETACH %s", file->name);
	(void)!db_exec(store, buf_z(&name), &ignored);
	for (int i = 0; i < 3; i++) {
		buf_clear(&name);
		buf_addf(&name, "%s%s", path, tails[i]);
		unlink(buf_z(&name));
	}
	buf_fini(&name);
}

int attached_open(struct store *store, const struct attached *file, const char *path, struct err *err)
{
	int rc = attach(store, file, path, err);

	if (rc != 1)
		return rc;
	drop(store, file, path);
	return attach(store, file, path, err);
}
