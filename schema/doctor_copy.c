/* SPDX-License-Identifier: MIT
 * Doctor: a copy in which everything derived is derived again. */
#include "schema/doctor_copy.h"

#include "schema/backup.h"
#include "schema/cards.h"
#include "schema/db.h"
#include "schema/stale.h"

int derived_copy(struct store **copy, struct store *store, struct clock *clock, struct rng *rng, struct err *err)
{
	if (store_open(copy, "", clock, rng, err))
		return -1;
	store_expect_bulk(*copy);
	if (backup_copy(*copy, store, err) == 0)
		return 0;
	store_close(*copy);
	*copy = NULL;
	return -1;
}

int derived_keep(struct store *copy, struct err *err)
{
	return db_exec(copy,
		       "CREATE TEMP TABLE was_card AS SELECT * FROM main.card;"
		       "CREATE TEMP TABLE was_day AS SELECT * FROM main.day;"
		       "CREATE TEMP TABLE was_stone AS SELECT * FROM main.stone",
		       err);
}

int derived_doubt(struct store *store, struct err *err)
{
	STORE_TX(tx);

	if (store_begin(store, &tx, err) || stale_mark_all(store, err) ||
	    db_exec(store, "INSERT OR IGNORE INTO stale_day SELECT day FROM day UNION SELECT day FROM stone", err))
		return -1;
	return store_commit(&tx, err);
}

static int count(struct store *store, const char *sql, int64_t *value, struct err *err)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(db_handle(store), sql, -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	*value = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
	sqlite3_finalize(stmt);
	return rc == SQLITE_ROW ? 0 : db_fail(store, rc, err);
}

int derived_compare(struct store *copy, int64_t *cards, int64_t *days, struct err *err)
{
	static const char other_cards[] = "SELECT count(*) FROM (SELECT * FROM main.card EXCEPT SELECT * FROM was_card)";
	static const char other_days[] =
		"SELECT count(DISTINCT day) FROM (SELECT day FROM (SELECT * FROM main.day EXCEPT SELECT * FROM was_day)"
		" UNION ALL SELECT day FROM (SELECT * FROM was_day EXCEPT SELECT * FROM main.day)"
		" UNION ALL SELECT day FROM (SELECT * FROM main.stone EXCEPT SELECT * FROM was_stone)"
		" UNION ALL SELECT day FROM (SELECT * FROM was_stone EXCEPT SELECT * FROM main.stone))";

	return count(copy, other_cards, cards, err) || count(copy, other_days, days, err) ? -1 : 0;
}
