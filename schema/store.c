/* SPDX-License-Identifier: MIT
 * The store: opening, upgrading, transactions, meta. */
#include "schema/store.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/owed.h"
#include "schema/tally_priv.h"
#include "schema/wal_file.h"

enum {
	APPLICATION_ID = 0x63616972, /* "cair" */
	BUSY_MS = 10000,
	OFTEN_TRIES = 2000,
	OFTEN_US = 200,
	SELDOM_MS = 5,
};

extern const char *const migrations[]; /* migrations[v] takes a store from version v to v + 1 */

static int newest_version(void)
{
	int version = 0;

	while (migrations[version])
		version++;
	return version;
}

static int pragma_int(struct store *store, const char *sql, int64_t *value, struct err *err)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);

	*value = 0;
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		*value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : db_fail(store, rc, err);
}

/* A copy made before an upgrade: the old program can still be put back. */
static int copy_before(struct store *store, int64_t version, struct err *err)
{
	struct buf name = {0};
	sqlite3 *copy = NULL;
	sqlite3_backup *backup;
	int rc;

	buf_addf(&name, "%s.before-v%lld", store->path, (long long)version + 1);
	rc = sqlite3_open_v2(buf_z(&name), &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	backup = rc == SQLITE_OK ? sqlite3_backup_init(copy, "main", store->db, "main") : NULL;
	if (backup) {
		sqlite3_backup_step(backup, -1);
		rc = sqlite3_backup_finish(backup);
	} else if (rc == SQLITE_OK) {
		rc = sqlite3_errcode(copy);
	}
	if (rc == SQLITE_OK) /* both files may be written one day, but not as one log */
		rc = sqlite3_exec(copy, "UPDATE log SET own = 0", NULL, NULL, NULL);
	sqlite3_close(copy);
	if (rc != SQLITE_OK)
		err_native(err, ERR_STORE, rc,
			   "%s: the copy before the upgrade could not be written (%s); free some space",
			   buf_z(&name), sqlite3_errstr(rc));
	buf_fini(&name);
	return rc == SQLITE_OK ? 0 : -1;
}

/* Another process may have upgraded in the meantime: the version is read again under the lock. */
static int migrate(struct store *store, int newest, struct err *err)
{
	struct buf sql = {0};
	int64_t version;
	int rc = 0;

	if (db_exec(store, "BEGIN IMMEDIATE", err) ||
	    pragma_int(store, "PRAGMA user_version", &version, err)) {
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
		return -1;
	}
	for (; version < newest && rc == 0; version++)
		rc = db_exec(store, migrations[version], err);
	buf_addf(&sql, "PRAGMA user_version = %d; PRAGMA application_id = %d", newest, APPLICATION_ID);
	if (rc == 0)
		rc = db_exec(store, buf_z(&sql), err);
	buf_fini(&sql);
	if (rc == 0)
		return db_exec(store, "COMMIT", err);
	sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return err_wrap(err, "upgrading the store, nothing was changed");
}

/* Reads only: a file that is not ours stays as it is. */
static int check_identity(struct store *store, int64_t *version, struct err *err)
{
	int64_t application, tables = 0;

	if (pragma_int(store, "PRAGMA application_id", &application, err) ||
	    pragma_int(store, "PRAGMA user_version", version, err))
		return -1;
	if (application == 0 && pragma_int(store, "SELECT count(*) FROM sqlite_schema", &tables, err))
		return -1;
	if (application != APPLICATION_ID && (application || tables))
		return err_set(
			err, ERR_STORE,
			"%s belongs to another program; move it away, or set CAIRN_DATA to another folder",
			store->path);
	if (*version < 0)
		return db_fail(store, SQLITE_CORRUPT, err);
	if (*version > newest_version())
		return err_set(err, ERR_STORE,
			       "%s was written by a newer cairn (version %lld, this one knows %d); upgrade "
			       "this cairn",
			       store->path, (long long)*version, newest_version());
	return 0;
}

static int upgrade(struct store *store, int64_t version, struct err *err)
{
	if (version == newest_version())
		return 0;
	if (version > 0 && copy_before(store, version, err))
		return -1;
	return migrate(store, newest_version(), err);
}

#define ON_DISK "PRAGMA synchronous = FULL" /* a commit that has returned */

static int configure(struct store *store, struct err *err)
{
	return db_exec(store, "PRAGMA journal_mode = WAL; " ON_DISK "; PRAGMA cache_size = -4000", err);
}

/* Whoever works in slices leaves the lock for half a millisecond between two: SQLite's own waits of up to 100 ms
 * would miss that again and again. */
static int wait_for_lock(void *ctx, int tries)
{
	bool often = tries < OFTEN_TRIES;

	(void)ctx;
	nanosleep(&(struct timespec){0, often ? OFTEN_US * 1000 : SELDOM_MS * 1000000}, NULL);
	return tries < OFTEN_TRIES + BUSY_MS / SELDOM_MS;
}

static int open_file(struct store *store, struct err *err)
{
	int rc;

	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD); /* the store has one thread in either program: no locks */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* refused, and not needed, from the second store on */
	rc = sqlite3_open_v2(store->path, &store->db,
			     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW |
				     SQLITE_OPEN_NOMUTEX,
			     wal_file_vfs());

	if (rc == SQLITE_OK && sqlite3_db_readonly(store->db, "main") == 1)
		rc = SQLITE_READONLY;
	if (rc != SQLITE_OK)
		return db_fail(store, rc, err);
	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_handler(store->db, wait_for_lock, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	rc = gather_init(store);
	if (rc == SQLITE_OK)
		rc = sweep_init(store);
	return rc ? db_fail(store, rc, err) : 0;
}

int store_open(struct store **out, const char *path, struct clock *clock, struct rng *rng, struct err *err)
{
	struct store *store = mem_alloc(sizeof(*store));
	mode_t mask = umask(077);
	int64_t version;
	int rc;

	store->path = mem_strndup(path, strlen(path));
	store->clock = clock;
	store->rng = rng;
	rc = open_file(store, err) || check_identity(store, &version, err) || configure(store, err) ||
	     upgrade(store, version, err);
	umask(mask);
	if (rc) {
		store_close(store);
		return -1;
	}
	*out = store;
	return 0;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	for (int i = 0; i < STATEMENT_COUNT; i++)
		sqlite3_finalize(store->stmt[i]);
	sqlite3_close(store->db);
	if (store->beside > 0)
		close(store->beside); /* not before: closing it gives all locks of this process back */
	log_forget(store);
	memo_forget(store);
	gather_fini(store);
	buf_fini(&store->scratch);
	buf_fini(&store->owed);
	free(store->tallying.change);
	free(store->path);
	free(store);
}

const char *store_path(const struct store *store)
{
	return store->path;
}

struct clock *store_clock(const struct store *store)
{
	return store->clock;
}

static int check_still_ours(struct store *store, struct err *err)
{
	DB_USE(use, store, VERSION);

	if (db_step(&use, err) < 0)
		return -1;
	if (sqlite3_column_int(use.stmt, 0) != newest_version())
		return err_set(err, ERR_STORE, "%s was upgraded by a newer cairn meanwhile; start that one",
			       store->path);
	return 0;
}

/* A view may not turn into a transaction: another connection could have written meanwhile. */
static int leave_view(struct store *store, struct err *err)
{
	DB_USE(use, store, COMMIT);

	if (!store->in_view)
		return 0;
	store->in_view = false;
	return db_run(&use, err);
}

int store_begin(struct store *store, struct store_tx *tx, struct err *err)
{
	DB_USE(use, store, BEGIN);

	if (leave_view(store, err) || db_run(&use, err))
		return -1;
	store->in_tx = true;
	tx->store = store;
	return check_still_ours(store, err) || memo_check(store, err) || owed_add(store, err) ? -1 : 0;
}

int store_view_begin(struct store *store, struct store_view *view, struct err *err)
{
	DB_USE(use, store, BEGIN_VIEW);

	if (store->in_tx || store->in_view)
		return 0;
	if (db_run(&use, err))
		return -1;
	store->in_view = true;
	view->store = store;
	return 0;
}

void store_view_end(struct store_view *view)
{
	struct err ignored; /* nothing was written: there is nothing to lose */

	if (view->store && leave_view(view->store, &ignored))
		view->store = NULL;
}

static int write_totals(struct store *store, struct err *err)
{
	static const char *const name[] = {"cards", "notes"};
	DB_USE(use, store, TOTAL_ADD);

	for (int i = 0; i < TOTALS; i++) {
		if (store->total[i] == 0)
			continue;
		db_bind_text(&use, "name", str_of(name[i]));
		db_bind_int(&use, "value", store->total[i]);
		if (db_run(&use, err))
			return -1;
		store->total[i] = 0;
	}
	return 0;
}

int total_get(struct store *store, const char *name, int64_t *value, struct err *err)
{
	DB_USE(use, store, TOTAL_GET);

	db_bind_text(&use, "name", str_of(name));
	if (db_step(&use, err) < 0)
		return -1;
	*value = db_int(&use, "value");
	return 0;
}

int store_commit(struct store_tx *tx, struct err *err)
{
	struct store *store = tx->store;
	int held_back = gather_write(store);
	DB_USE(use, store, COMMIT);

	if (held_back)
		return db_fail(store, held_back, err);

	if (store->owing) {
		assert(store->adding.loaded);
		owe_tallies(store);
		store->adding.changed = true;
	}
	if (log_flush(store, err))
		return -1;
	assert(store->answers == 0); /* they change with rows alone, and rows have a log */
	if (write_totals(store, err) || tally_flush(store, err) || db_run(&use, err))
		return -1;
	log_forget(store);
	store->in_tx = store->owing = false;
	store->commits++;
	tx->store = NULL;
	return 0;
}

void store_end(struct store_tx *tx)
{
	struct store *store = tx->store;

	if (!store)
		return;
	tx->store = NULL;
	store->in_tx = store->owing = false;
	store->file_checked = false;
	log_forget(store);
	memo_forget(store);
	gather_forget(store);
	tally_forget(store);
	store->answers = 0;
	memset(store->total, 0, sizeof(store->total));
	if (!sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

void store_idle(struct store *store, bool on)
{
	int rc = sqlite3_exec(store->db, on ? "PRAGMA synchronous = NORMAL" : ON_DISK, NULL, NULL, NULL);

	assert(on || rc == SQLITE_OK); /* an answer that is only said to be on the disk is worse than none */
}

bool store_is_writing(const struct store *store)
{
	return store->in_tx;
}

void store_checkpoint(struct store *store)
{
	sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

void store_expect_bulk(struct store *store)
{
	sqlite3_exec(store->db, "PRAGMA cache_size = -64000; PRAGMA wal_autocheckpoint = 20000", NULL, NULL,
		     NULL);
}

void store_expect_rows(struct store *store)
{
	sqlite3_exec(store->db, "PRAGMA cache_size = -12000; PRAGMA wal_autocheckpoint = 4000", NULL, NULL, NULL);
}

void store_gather(struct store *store)
{
	store->gathering.on = store->remembers = true;
}

void store_checkpoint_by_hand(struct store *store)
{
	sqlite3_wal_autocheckpoint(store->db, 0);
}

int64_t store_data_version(struct store *store)
{
	DB_USE(use, store, DATA_VERSION);

	return db_step(&use, NULL) == 1 ? sqlite3_column_int64(use.stmt, 0) : 0;
}

int64_t store_commits(const struct store *store)
{
	return store->commits;
}

int64_t store_listed(const struct store *store)
{
	return store->listed;
}

int meta_get_int(struct store *store, const char *key, int64_t *value, struct err *err)
{
	DB_USE(use, store, META_GET);
	int rc;

	db_bind_text(&use, "key", str_of(key));
	rc = db_step(&use, err);
	if (rc != 1)
		return rc < 0 ? -1 : 1;
	*value = db_int(&use, "value");
	return 0;
}

int meta_set_int(struct store *store, const char *key, int64_t value, struct err *err)
{
	DB_USE(use, store, META_SET);

	db_bind_text(&use, "key", str_of(key));
	db_bind_int(&use, "value", value);
	return db_run(&use, err);
}

int meta_get_text(struct store *store, const char *key, struct buf *value, struct err *err)
{
	DB_USE(use, store, META_GET);
	int rc;

	db_bind_text(&use, "key", str_of(key));
	rc = db_step(&use, err);
	if (rc != 1)
		return rc < 0 ? -1 : 1;
	buf_add(value, db_text(&use, "value"));
	return 0;
}

int meta_set_text(struct store *store, const char *key, struct str value, struct err *err)
{
	DB_USE(use, store, META_SET);

	db_bind_text(&use, "key", str_of(key));
	db_bind_text(&use, "value", value);
	return db_run(&use, err);
}
