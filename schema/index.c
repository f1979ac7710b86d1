/* SPDX-License-Identifier: MIT
 * The search index: making it, and taking notes in. */
#include "schema/index.h"

#include <sys/stat.h>

#include "base/hash.h"
#include "schema/attached.h"
#include "schema/grams.h"
#include "schema/identity.h"
#include "schema/store_priv.h"

enum { BATCH = 5000 };

extern const char *const search_schema[];

static int mark_get(struct store *looking, const char *key, int64_t *value, struct err *err)
{
	DB_USE(use, looking, SEARCH_MARK);

	db_bind_text(&use, "key", str_of(key));
	*value = 0;
	if (db_step(&use, err) < 0)
		return -1;
	*value = db_int(&use, "value");
	return 0;
}

static int mark_set(struct store *looking, const char *key, int64_t value, struct err *err)
{
	DB_USE(use, looking, SEARCH_MARK_SET);

	db_bind_text(&use, "key", str_of(key));
	db_bind_int(&use, "value", value);
	return db_run(&use, err);
}

static int64_t file_mark(const struct store *store)
{
	struct buf identity = {0};
	uint64_t mark;

	identity_put(&identity, store->path);
	mark = hash_bytes(buf_str(&identity));
	buf_fini(&identity);
	return (int64_t)mark;
}

/* Notes are never removed and their changes only counted on: an index that knows more is one of a later life of the
 * store, which was put back in its place. */
static int knows_more(struct store *looking, struct err *err)
{
	struct index_marks marks;
	DB_USE(last, looking, NOTE_LAST);
	DB_USE(change, looking, NOTE_LAST_CHANGE);

	if (index_marks(looking, &marks, err) || db_step(&last, err) < 0 || db_step(&change, err) < 0)
		return -1;
	return marks.notes > db_int(&last, "id") || marks.changed > db_int(&change, "changed");
}

/* 1: it was made for another store. */
static int look(struct store *looking, struct err *err)
{
	int64_t file;

	if (mark_get(looking, "file", &file, err))
		return -1;
	return file == file_mark(looking) ? knows_more(looking, err) : 1;
}

static int mark(struct store *looking, struct err *err)
{
	return mark_set(looking, "file", file_mark(looking), err);
}

int index_open(struct store **looking, const struct store *store, struct err *err)
{
	const struct attached file = {"search", search_schema[0], look, mark};
	struct buf path = {0};
	mode_t mask = umask(077);
	int rc = store_open(looking, store->path, store->clock, store->rng, err);

	buf_addf(&path, "%s.search", store->path);
	if (rc == 0) {
		rc = attached_open(*looking, &file, buf_z(&path), err);
		if (rc) {
			store_close(*looking);
			*looking = NULL;
			rc = rc < 0 ? err_wrap(err, "opening the search index")
				    : err_set(err, ERR_STORE, "%s: the search index cannot be made; remove that file", buf_z(&path));
		}
	}
	umask(mask);
	buf_fini(&path);
	return rc;
}

int index_marks(struct store *looking, struct index_marks *marks, struct err *err)
{
	return mark_get(looking, "notes", &marks->notes, err) ||
			       mark_get(looking, "changed", &marks->changed, err)
		       ? -1
		       : 0;
}

int index_rest(struct store *looking, int64_t *count, struct err *err)
{
	DB_USE(last, looking, NOTE_LAST);
	DB_USE(change, looking, NOTE_LAST_CHANGE);
	struct index_marks marks;

	if (index_marks(looking, &marks, err) || db_step(&last, err) < 0 || db_step(&change, err) < 0)
		return -1;
	*count = db_int(&last, "id") - marks.notes + db_int(&change, "changed") - marks.changed;
	return 0;
}

static int put(struct store *looking, struct use *note, struct buf *text, struct buf *grams, struct err *err)
{
	DB_USE(use, looking, SEARCH_PUT);

	buf_clear(text);
	buf_clear(grams);
	grams_text(text, db_text(note, "fields"));
	buf_addc(text, '\x1f');
	grams_text(text, db_text(note, "tags"));
	grams_put(grams, buf_str(text));
	db_bind_int(&use, "note", db_int(note, "id"));
	db_bind_text(&use, "grams", buf_str(grams));
	return db_run(&use, err);
}

/* Notes behind *at, by id or by number of their change; *at and *took tell how far. */
static int take_in(struct store *looking, enum statement which, const char *column, int64_t *at, int *took,
		   struct err *err)
{
	struct use use = db_use(looking, which);
	struct buf text = {0}, grams = {0};
	int rc;

	db_bind_int(&use, "after", *at);
	db_bind_int(&use, "limit", BATCH);
	while ((rc = db_step(&use, err)) == 1) {
		*at = db_int(&use, column);
		++*took;
		if (put(looking, &use, &text, &grams, err)) {
			rc = -1;
			break;
		}
	}
	db_release(&use);
	buf_fini(&text);
	buf_fini(&grams);
	return rc;
}

/* The first write takes the index's lock; what another process took in meanwhile is read behind it. */
static int batch(struct store *looking, int *took, struct err *err)
{
	struct index_marks marks;

	if (mark_set(looking, "file", file_mark(looking), err) || index_marks(looking, &marks, err))
		return -1;
	if (take_in(looking, ST_NOTE_BEHIND, "id", &marks.notes, took, err) ||
	    take_in(looking, ST_NOTE_CHANGED, "changed", &marks.changed, took, err))
		return -1;
	return mark_set(looking, "notes", marks.notes, err) ||
	       mark_set(looking, "changed", marks.changed, err);
}

int index_catch_up(struct store *looking, struct err *err)
{
	int took = 0;

	if (db_exec(looking, "BEGIN", err))
		return -1;
	if (batch(looking, &took, err) || db_exec(looking, "COMMIT", err)) {
		sqlite3_exec(looking->db, "ROLLBACK", NULL, NULL, NULL);
		return err_wrap(err, "bringing the search index up to date");
	}
	return took >= BATCH;
}
