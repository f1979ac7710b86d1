/* SPDX-License-Identifier: MIT
 * Anki's packages, written: what is in the store into a database of its own, that into an archive. */
#include "sync/deck/out/apkg.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "sync/deck/out/apkg_priv.h"
#include "sync/deck/out/out_file.h"
#include "sync/deck/out/out_zip.h"

enum { ROLLOVER_HOUR = 4 };

/* Schema 11, as Anki has had it since 2012. */
static const char SCHEMA[] =
	"CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null, scm integer not null, "
	"ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null, "
	"models text not null, decks text not null, dconf text not null, tags text not null);"
	"CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, mod integer not null, "
	"usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null, "
	"flags integer not null, data text not null);"
	"CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null, ord integer not null, "
	"mod integer not null, usn integer not null, type integer not null, queue integer not null, "
	"due integer not null, ivl integer not null, factor integer not null, reps integer not null, "
	"lapses integer not null, left integer not null, odue integer not null, odid integer not null, "
	"flags integer not null, data text not null);"
	"CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null, "
	"ivl integer not null, lastIvl integer not null, factor integer not null, time integer not null, "
	"type integer not null);"
	"CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);";

/* The indexes that a collection has: Anki makes none when it takes one in as it is. */
static const char INDEXES[] = "CREATE INDEX ix_notes_usn on notes (usn);"
			      "CREATE INDEX ix_cards_usn on cards (usn);"
			      "CREATE INDEX ix_revlog_usn on revlog (usn);"
			      "CREATE INDEX ix_cards_nid on cards (nid);"
			      "CREATE INDEX ix_cards_sched on cards (did, queue, due);"
			      "CREATE INDEX ix_revlog_cid on revlog (cid);"
			      "CREATE INDEX ix_notes_csum on notes (csum);";

static int load(struct apkg *apkg, struct err *err)
{
	const struct clock *clock = store_clock(apkg->store);
	struct str hour;
	int64_t value = ROLLOVER_HOUR;

	apkg->now_ms = clock_wall_ms(clock);
	if (out_settings_load(&apkg->settings, apkg->store, err))
		return -1;
	hour = out_settings_get(&apkg->settings, STR(""), "rollover");
	if (!hour.len || str_to_int(hour, &value, NULL) || value < 0 || value > 23)
		value = ROLLOVER_HOUR;
	apkg->rollover = (int)value;
	apkg->z = clock_zone_min(clock, apkg->now_ms) - apkg->rollover * 60;
	apkg->day0 = clock_study_day(apkg->now_ms, apkg->z);
	return apkg_load_decks(apkg, err) || apkg_load_types(apkg, err) || apkg_load_cards(apkg, err) ||
			       apkg_load_media(apkg, err) || told_read(&apkg->book, apkg->store, err)
		       ? -1
		       : 0;
}

static void put_conf(const struct apkg *apkg, struct buf *out)
{
	struct json j = {.out = out};
	const struct {
		const char *key;
		int64_t value;
	} numbers[] = {
		{"schedVer", 2},
		{"rollover", apkg->rollover},
		{"creationOffset", -(apkg->z + apkg->rollover * 60)},
		{"nextPos", apkg->position + 1},
		{"curDeck", 1},
		{"collapseTime", 1200},
		{"estTimes", 1},
		{"dueCounts", 1},
		{"newSpread", 0},
		{"timeLim", 0},
	};

	json_open(&j, '{');
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		json_key_int(&j, numbers[i].key, numbers[i].value);
	}
	json_key_bool(&j, "sched2021", true);
	json_key_bool(&j, "fsrs", true);
	json_key(&j, "activeDecks");
	json_open(&j, '[');
	json_int(&j, 1);
	json_close(&j, ']');
	json_key_str(&j, "sortType", STR("noteFld"));
	json_key_bool(&j, "sortBackwards", false);
	json_close(&j, '}');
}

static int put_collection(struct apkg *apkg, struct err *err)
{
	struct buf conf = {0}, types = {0}, decks = {0}, presets = {0};
	struct out_stmt *stmt;
	int rc = out_prepare(apkg->db,
			     "INSERT INTO col VALUES (1, ?1, ?2, ?2, 11, 0, 0, 0, ?3, ?4, ?5, ?6, '{}')", &stmt, err);

	if (rc == 0) {
		put_conf(apkg, &conf);
		apkg_put_types(apkg, &types);
		apkg_put_decks(apkg, &decks);
		apkg_put_presets(apkg, &presets);
		out_int(stmt, 1, clock_day_start_ms(apkg->day0, apkg->z) / 1000);
		out_int(stmt, 2, apkg->now_ms);
		out_text(stmt, 3, buf_str(&conf));
		out_text(stmt, 4, buf_str(&types));
		out_text(stmt, 5, buf_str(&decks));
		out_text(stmt, 6, buf_str(&presets));
		rc = out_run(stmt, err) < 0 ? -1 : 0;
	}
	buf_fini(&conf);
	buf_fini(&types);
	buf_fini(&decks);
	buf_fini(&presets);
	return rc;
}

/* Cards after the history: it says on which day a card that waits outside the queue would come. */
static int put_database(struct apkg *apkg, const char *path, struct err *err)
{
	int rc = out_db_open(&apkg->db, path, SCHEMA, err);

	if (rc == 0)
		rc = apkg_put_notes(apkg, err) || apkg_put_log(apkg, err) || apkg_put_cards(apkg, err) ||
				     put_collection(apkg, err)
			     ? -1
			     : 0;
	if (rc) {
		out_db_drop(apkg->db);
		return -1;
	}
	return out_db_close(apkg->db, INDEXES, err);
}

/* The database is what stands in the file so far. */
static int put_archive(struct apkg *apkg, struct out_file *file, struct err *err)
{
	struct out_zip *zip = NULL;
	int database = -1, rc = out_file_again(file, &database, err);

	if (rc == 0)
		rc = out_zip_open(&zip, file->fd, err);
	if (rc == 0)
		rc = out_zip_put(zip, "meta", STR("\x08\x02"), err) ||
				     out_zip_put_file(zip, "collection.anki21", database, true, err) ||
				     apkg_put_media(apkg, zip, err)
			     ? -1
			     : 0;
	if (database >= 0)
		close(database);
	if (rc == 0)
		return out_zip_close(zip, err);
	out_zip_drop(zip);
	return -1;
}

static void fini(struct apkg *apkg)
{
	free(apkg->type);
	free(apkg->deck);
	free(apkg->card);
	free((struct str *)apkg->media.item);
	free(apkg->media_file);
	free(apkg->media_wanted);
	told_book_fini(&apkg->book);
	out_settings_fini(&apkg->settings);
	arena_fini(&apkg->arena);
}

int apkg_write(struct store *store, const char *path, const struct export_wishes *wishes, struct export_counts *counts,
	       struct err *err)
{
	struct apkg apkg = {.store = store, .wishes = wishes, .counts = counts};
	struct out_file file = {0};
	STORE_VIEW(view);
	int rc = out_file_open(&file, path, wishes->force, err);

	if (rc == 0)
		rc = store_view_begin(store, &view, err) || load(&apkg, err) || put_database(&apkg, file.part, err) ||
				     put_archive(&apkg, &file, err) || out_file_keep(&file, err)
			     ? -1
			     : 0;
	out_file_drop(&file);
	fini(&apkg);
	return rc;
}
