/* SPDX-License-Identifier: MIT
 * SQLite as schema's own files use it: named statements, parameters and columns by name. */
#include "schema/db.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/message.h"
#include "schema/store_priv.h"

#define STATEMENT(NAME, sql) [ST_##NAME] = sql,
static const char *const sql_of[] = {STATEMENTS};
#undef STATEMENT

sqlite3 *db_handle(struct store *store)
{
	return store->db;
}

struct use db_use(struct store *store, enum statement which)
{
	int rc = store->gathering.on && !gather_is_apart(which) ? gather_before(store, which) : SQLITE_OK;
	struct use use = db_use_apart(store, which);

	if (rc)
		use.rc = rc;
	return use;
}

struct use db_use_apart(struct store *store, enum statement which)
{
	struct use use = {store, store->stmt[which], which, SQLITE_OK};

	if (use.stmt) /* taken while in use: a nested walk gets one of its own */
		store->stmt[which] = NULL;
	else
		use.rc = sqlite3_prepare_v3(store->db, sql_of[which], -1, SQLITE_PREPARE_PERSISTENT,
					    &use.stmt, NULL);
	return use;
}

void db_release(struct use *use)
{
	if (!use->stmt)
		return;
	sqlite3_reset(use->stmt);
	if (use->store->stmt[use->which])
		sqlite3_finalize(use->stmt);
	else
		use->store->stmt[use->which] = use->stmt;
	use->stmt = NULL;
}

void db_again(struct use *use)
{
	sqlite3_reset(use->stmt);
}

/* The slot of a name, or the one where it is to go. */
static struct name_slot *slot_of(struct name_slot *slots, const char *name)
{
	uint32_t at = (uint32_t)(uintptr_t)name * 0x9E3779B1u >> (32 - NAME_BITS);

	for (int tried = 0; tried < NAME_SLOTS && slots[at].name && slots[at].name != name; tried++)
		at = (at + 1) % NAME_SLOTS;
	return &slots[at];
}

static int parameter(struct use *use, const char *name)
{
	struct name_slot *slot = slot_of(use->store->parameter[use->which], name);

	if (!use->stmt)
		return 0; /* db_step says why */
	if (slot->name != name)
		*slot = (struct name_slot){name, sqlite3_bind_parameter_index(use->stmt, name)};
	return slot->index;
}

static void keep(struct use *use, int rc)
{
	if (use->rc == SQLITE_OK)
		use->rc = rc;
}

void db_put_int(struct use *use, const char *name, int64_t value)
{
	keep(use, sqlite3_bind_int64(use->stmt, parameter(use, name), value));
}

void db_put_real(struct use *use, const char *name, double value)
{
	keep(use, sqlite3_bind_double(use->stmt, parameter(use, name), value));
}

void db_put_text(struct use *use, const char *name, struct str value)
{
	keep(use, sqlite3_bind_text64(use->stmt, parameter(use, name), value.s ? value.s : "", value.len,
				      SQLITE_STATIC, SQLITE_UTF8));
}

void db_put_blob(struct use *use, const char *name, struct str value)
{
	keep(use, sqlite3_bind_blob64(use->stmt, parameter(use, name), value.s ? value.s : "", value.len,
				      SQLITE_STATIC));
}

void db_put_null(struct use *use, const char *name)
{
	keep(use, sqlite3_bind_null(use->stmt, parameter(use, name)));
}

int db_step(struct use *use, struct err *err)
{
	int rc = use->rc == SQLITE_OK ? sqlite3_step(use->stmt) : use->rc;

	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	return db_fail(use->store, rc, err);
}

int db_run(struct use *use, struct err *err)
{
	int rc = db_step(use, err);

	if (use->stmt)
		sqlite3_reset(use->stmt);
	return rc < 0 ? -1 : 0;
}

static int find_column(struct use *use, const char *name)
{
	int count = sqlite3_column_count(use->stmt);

	for (int at = 0; at < count; at++)
		if (strcmp(sqlite3_column_name(use->stmt, at), name) == 0)
			return at;
	return -1; /* reads as NULL; tests/unit/test_statements.c reads every column */
}

int db_column(struct use *use, const char *name)
{
	struct name_slot *slot = slot_of(use->store->column[use->which], name);

	if (slot->name != name)
		*slot = (struct name_slot){name, find_column(use, name)};
	return slot->index;
}

int64_t db_int(struct use *use, const char *name)
{
	return sqlite3_column_int64(use->stmt, db_column(use, name));
}

double db_real(struct use *use, const char *name)
{
	return sqlite3_column_double(use->stmt, db_column(use, name));
}

struct str db_text(struct use *use, const char *name)
{
	int at = db_column(use, name);
	const void *bytes = sqlite3_column_blob(use->stmt, at);

	return (struct str){bytes, (size_t)sqlite3_column_bytes(use->stmt, at)};
}

bool db_is_null(struct use *use, const char *name)
{
	return sqlite3_column_type(use->stmt, db_column(use, name)) == SQLITE_NULL;
}

bool db_is_int(struct use *use, const char *name)
{
	return sqlite3_column_type(use->stmt, db_column(use, name)) == SQLITE_INTEGER;
}

/* On some file systems what is full shows as an error of the disk: the index of the log cannot grow. */
static int plain_code(struct store *store, int rc)
{
	struct statvfs fs;
	int system = store->db ? sqlite3_system_errno(store->db) : 0;

	if ((rc & 0xFF) != SQLITE_IOERR)
		return rc;
	if (system == ENOSPC || system == EDQUOT || (statvfs(store->path, &fs) == 0 && fs.f_bavail == 0))
		return SQLITE_FULL;
	return rc;
}

/* What a person can do about it. */
static const char *advice(int rc)
{
	switch (rc & 0xFF) {
	case SQLITE_FULL: return N_("the disk is full; free some space and start again");
	case SQLITE_READONLY: return N_("it cannot be written; check the rights of the file and its folder");
	case SQLITE_CANTOPEN: return N_("it cannot be opened; check that the folder exists and is yours");
	case SQLITE_PERM: return N_("no permission; check the rights of the file and its folder");
	case SQLITE_AUTH: return N_("no permission; check the rights of the file and its folder");
	case SQLITE_BUSY: return N_("another program kept it locked; close that one and try again");
	case SQLITE_LOCKED: return N_("another program kept it locked; close that one and try again");
	case SQLITE_CORRUPT:
		return N_("it is damaged; `cairn rescue` keeps it aside and rebuilds it from the newest backup and the server");
	case SQLITE_NOTADB:
		return N_("it is damaged, or not a cairn store; `cairn rescue` keeps it aside and rebuilds it, or set "
		       "CAIRN_DATA to another folder");
	case SQLITE_NOMEM: return N_("there was no memory left; close another program and try again");
	case SQLITE_IOERR: return N_("the disk did not answer; check the disk");
	default: return NULL;
	}
}

struct str db_damage(struct use *use)
{
	struct str rest = db_text(use, "quick_check"), line;

	while (str_cut(&rest, '\n', &line))
		if (!str_starts(line, "***"))
			return line;
	return line;
}

bool store_is_damaged(const struct err *err)
{
	int code = err->native & 0xFF;

	return err->kind == ERR_STORE && (code == SQLITE_CORRUPT || code == SQLITE_NOTADB);
}

int store_is_emptied(const char *path, struct err *err)
{
	return err_native(err, ERR_STORE, SQLITE_CORRUPT,
			  "the store %s has no byte in it, and there are backups of it; `cairn rescue` keeps it aside and rebuilds it from "
			  "the newest one and the server",
			  path);
}

int db_fail(struct store *store, int rc, struct err *err)
{
	const char *help = advice(plain_code(store, rc));
	int code = store->db ? sqlite3_extended_errcode(store->db) : rc;

	if (help)
		return err_native(err, ERR_STORE, code, "%s: %s", store->path, _(help));
	return err_native(err, ERR_STORE, code, "%s: %s", store->path,
			  store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(rc));
}

int db_exec(struct store *store, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : db_fail(store, rc, err);
}
