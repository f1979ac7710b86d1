/* SPDX-License-Identifier: MIT
 * Every statement of the registry prepares, reads columns that exist, and those that stand in an answer's
 * path seek. */
#include <stdio.h>
#include <string.h>

#include "schema/feedbox.h"
#include "schema/index.h"
#include "schema/store_priv.h"
#include "tests/unit/unit.h"

#define STATEMENT(NAME, sql) {#NAME, sql},
static const struct {
	const char *name, *sql;
} all[] = {STATEMENTS};
#undef STATEMENT

static struct store *open_store(void)
{
	static struct clock clock = {.fixed = true, .wall_ms = 1795000000000};
	static struct rng rng = {1};
	struct store *store, *looking = NULL;
	struct buf attach = {0};
	struct err err;

	buf_addf(&attach, "ATTACH '%s.feeds' AS feeds", unit_path("statements.db"));
	if (store_open(&store, unit_path("statements.db"), &clock, &rng, &err) || index_open(&looking, store, &err))
		fail_msg("%s", err.text);
	store_close(store);
	/* the feedbox as well, on the same connection */
	if (feedbox_open(&store, looking, &err))
		fail_msg("%s", err.text);
	store_close(store);
	if (db_exec(looking, buf_z(&attach), &err))
		fail_msg("%s", err.text);
	buf_fini(&attach);
	return looking;
}

static void statements__each_prepares(void **state)
{
	struct store *store = open_store();

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		sqlite3_stmt *stmt = NULL;

		if (sqlite3_prepare_v2(db_handle(store), all[i].sql, -1, &stmt, NULL) != SQLITE_OK)
			fail_msg("%s: %s", all[i].name, sqlite3_errmsg(db_handle(store)));
		sqlite3_finalize(stmt);
	}
	store_close(store);
}

/* Walks over everything, on purpose. */
static bool may_scan(const char *name)
{
	static const char *const walks[] = {
		"RAW_WHY", "DECK_SKIPPED", "LOOSE_ENDS",
		"CATALOGUE_ALL",  "CATALOGUE_DROP", "CATALOGUE_LOST", "NEWS_ALL",  "NEWS_SEEN",     "NEWS_DROP",
		"LOG_OWN", "LOG_OWED",	  "LOG_ALL",	    "LOG_DISOWN",    "LOG_NEW",	   "LOG_SUMS",
		"ROW_ALL",	  "ROW_WHOLE", "MEDIA_ALL", "STORE_ANY", "SETTING_ALL",    "DECK_ALL",	     "TYPE_ALL",
		"NOTE_ALL",	  "NOTE_AFTER_DECKS" /* doctor's */, "NOTE_OF_TYPE",   "CARD_ALL",	     "STALE_NEXT", "STALE_COUNT",
		"STALE_ALL",	  "STALE_DAY_NEXT", "RAW_COUNT",     "RUN_FROM",   "ORIGIN_UNSENT",
		"NOTE_MOVE",	  "TYPE_MOVE",	    "BROUGHT_MOVE", "PLACE_REPOINT", "RUN_BEHIND", "LOG_UNSENT",
		"STALE_FROM",	  "STALE_DAY_LIST", "ROW_SWEEP", "UNDONE_ALL", "STALE_CARDS" /* a sweep's own */,
		"PLACE_ROWS" /* at most :limit of them */, "CARD_LEECHES" /* an index of leeches alone */, "RAW_ALL", "CONTESTED_NEXT", "CONTESTED_COUNT",
		"DECK_NOW_ALL",	  "DECK_NOW_BEFORE", "DECK_NOW_CLEAR" /* a row a deck */,
		"FEED_DRAFT_OPEN", "FEED_DRAFT_COUNT", "FEED_DRAFT_OLD", "NOTE_NEWEST" /* drafts that wait; so many notes at most */,
		"CELL_ALL", "CELL_SWEEP" /* some thousand */, "OUT_NOTES", "OUT_ROWS", "OUT_TYPES", "OUT_MEDIA" /* all of it */,
		"MEDIA_NAMED" /* of the files that a killed import left */, "UID_ALL" /* so many at most */};

	for (size_t i = 0; i < sizeof(walks) / sizeof(walks[0]); i++)
		if (strcmp(name, walks[i]) == 0)
			return true;
	return false;
}

static void check_plan(sqlite3 *db, const char *name, const char *sql)
{
	sqlite3_stmt *stmt;
	char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", sql);

	assert_int_equal(sqlite3_prepare_v2(db, explain, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(stmt, 3);

		if (strncmp(step, "SCAN", 4) == 0 && !strstr(step, "VIRTUAL TABLE INDEX") && !strstr(step, "CONSTANT") && !strstr(step, "(subquery"))
			fail_msg("%s: %s", name, step);
		/* the cards of one note are a handful; anything larger comes out of its index in order */
		if (strstr(step, "AUTOMATIC") || (strstr(step, "TEMP B-TREE") && !strstr(name, "_OF_NOTE")))
			fail_msg("%s: %s", name, step);
	}
	sqlite3_finalize(stmt);
	sqlite3_free(explain);
}

static void statements__those_that_somebody_waits_for_seek(void **state)
{
	struct store *store = open_store();

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!may_scan(all[i].name))
			check_plan(db_handle(store), all[i].name, all[i].sql);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements__each_prepares),
		cmocka_unit_test(statements__those_that_somebody_waits_for_seek),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
