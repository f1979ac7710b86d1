/* SPDX-License-Identifier: MIT
 * The feedbox: its file, and what is in it. */
#include "schema/feedbox.h"

#include <sys/stat.h>
#include <unistd.h>

#include "schema/attached.h"
#include "schema/store_priv.h"

enum { VERSION = 1 };

extern const char *const feeds_schema[];

static int mark_get(struct store *box, const char *key, int64_t *value, struct err *err)
{
	DB_USE(use, box, FEED_MARK);

	db_bind_text(&use, "key", str_of(key));
	*value = 0;
	if (db_step(&use, err) < 0)
		return -1;
	*value = db_int(&use, "value");
	return 0;
}

static int mark_set(struct store *box, const char *key, int64_t value, struct err *err)
{
	DB_USE(use, box, FEED_MARK_SET);

	db_bind_text(&use, "key", str_of(key));
	db_bind_int(&use, "value", value);
	return db_run(&use, err);
}

static int look(struct store *box, struct err *err)
{
	int64_t version;

	return mark_get(box, "version", &version, err) ? -1 : version != VERSION;
}

static int mark(struct store *box, struct err *err)
{
	return mark_set(box, "version", VERSION, err);
}

/* It may be a copied or restored store's: what is in it is said by addresses and hashes alone. */
int feedbox_open(struct store **box, const struct store *store, struct err *err)
{
	const struct attached file = {"feeds", feeds_schema[0], look, mark};
	struct buf path = {0};
	mode_t mask = umask(077);
	int rc = store_open(box, store->path, store->clock, store->rng, err);

	buf_addf(&path, "%s.feeds", store->path);
	if (rc == 0) {
		rc = attached_open(*box, &file, buf_z(&path), err);
		if (rc) {
			store_close(*box);
			*box = NULL;
			rc = rc < 0 ? err_wrap(err, "opening what feeds brought")
				    : err_set(err, ERR_STORE, "%s: what feeds brought cannot be kept; remove that file", buf_z(&path));
		}
	}
	umask(mask);
	buf_fini(&path);
	return rc;
}

int feedbox_look(struct store **box, const struct store *store, struct err *err)
{
	struct buf path = {0};
	bool is;

	buf_addf(&path, "%s.feeds", store->path);
	is = access(buf_z(&path), F_OK) == 0;
	buf_fini(&path);
	*box = NULL;
	return is ? feedbox_open(box, store, err) : 1;
}

int feedbox_begin(struct store *box, struct err *err)
{
	return db_exec(box, "BEGIN", err);
}

int feedbox_commit(struct store *box, struct err *err)
{
	return db_exec(box, "COMMIT", err);
}

void feedbox_rollback(struct store *box)
{
	sqlite3_exec(box->db, "ROLLBACK", NULL, NULL, NULL);
}

int feedbox_source_get(struct store *box, struct str key, struct feedbox_source *source, struct arena *arena,
		       struct err *err)
{
	DB_USE(use, box, FEED_SOURCE);

	db_bind_text(&use, "key", key);
	if (db_step(&use, err) < 0)
		return -1;
	*source = (struct feedbox_source){
		.key = key,
		.title = arena_str(arena, db_text(&use, "title")),
		.etag = arena_str(arena, db_text(&use, "etag")),
		.modified = arena_str(arena, db_text(&use, "modified")),
		.error = arena_str(arena, db_text(&use, "error")),
		.checked_ms = db_int(&use, "checked"),
		.next_ms = db_int(&use, "next"),
		.fails = db_int(&use, "fails"),
	};
	return 0;
}

int feedbox_source_set(struct store *box, const struct feedbox_source *source, struct err *err)
{
	DB_USE(use, box, FEED_SOURCE_SET);

	db_bind_text(&use, "key", source->key);
	db_bind_text(&use, "title", source->title);
	db_bind_text(&use, "etag", source->etag);
	db_bind_text(&use, "modified", source->modified);
	db_bind_int(&use, "checked", source->checked_ms);
	db_bind_int(&use, "next", source->next_ms);
	db_bind_int(&use, "fails", source->fails);
	db_bind_text(&use, "error", source->error);
	return db_run(&use, err);
}

int feedbox_source_drop(struct store *box, struct str key, struct err *err)
{
	DB_USE(drop, box, FEED_SOURCE_DROP);
	DB_USE(entries, box, FEED_ENTRY_OF);

	db_bind_text(&drop, "key", key);
	db_bind_text(&entries, "source", key);
	return db_run(&drop, err) || db_run(&entries, err) ? -1 : 0;
}

int feedbox_host_get(struct store *box, struct str name, struct feedbox_host *host, struct arena *arena, struct err *err)
{
	DB_USE(use, box, FEED_HOST);

	db_bind_text(&use, "name", name);
	if (db_step(&use, err) < 0)
		return -1;
	*host = (struct feedbox_host){name, arena_str(arena, db_text(&use, "robots")), db_int(&use, "next"),
				      db_int(&use, "robots_at")};
	return 0;
}

int feedbox_host_set(struct store *box, const struct feedbox_host *host, struct err *err)
{
	DB_USE(use, box, FEED_HOST_SET);

	db_bind_text(&use, "name", host->name);
	db_bind_int(&use, "next", host->next_ms);
	db_bind_text(&use, "robots", host->robots);
	db_bind_int(&use, "robots_at", host->robots_ms);
	return db_run(&use, err);
}

static int is_double(struct store *box, const struct feedbox_entry *entry, struct err *err)
{
	DB_USE(uid, box, FEED_ENTRY_HELD);
	DB_USE(link, box, FEED_ENTRY_LINK);
	DB_USE(text, box, FEED_ENTRY_TEXT);
	int rc;

	db_bind_int(&uid, "uid", (int64_t)entry->uid);
	db_bind_int(&link, "hash", (int64_t)entry->link_hash);
	db_bind_int(&text, "hash", (int64_t)entry->text_hash);
	rc = db_step(&uid, err);
	if (rc == 0 && entry->link_hash)
		rc = db_step(&link, err);
	if (rc == 0 && entry->text_hash)
		rc = db_step(&text, err);
	return rc;
}

static void bind_hash(struct use *use, uint64_t link, uint64_t text)
{
	if (link)
		db_bind_int(use, "link_hash", (int64_t)link);
	else
		db_bind_null(use, "link_hash");
	if (text)
		db_bind_int(use, "text_hash", (int64_t)text);
	else
		db_bind_null(use, "text_hash");
}

int feedbox_entry_add(struct store *box, const struct feedbox_entry *entry, struct err *err)
{
	DB_USE(use, box, FEED_ENTRY_ADD);
	int held = is_double(box, entry, err);

	if (held)
		return held;
	db_bind_int(&use, "uid", (int64_t)entry->uid);
	db_bind_text(&use, "source", entry->source);
	db_bind_text(&use, "link", entry->link);
	db_bind_text(&use, "title", entry->title);
	db_bind_text(&use, "text", entry->text);
	db_bind_text(&use, "lang", entry->lang);
	db_bind_text(&use, "tags", entry->tags);
	db_bind_int(&use, "at", entry->at_ms);
	db_bind_int(&use, "seen", entry->seen_ms);
	db_bind_int(&use, "drafted", entry->drafted);
	bind_hash(&use, entry->link_hash, entry->text_hash);
	return db_run(&use, err);
}

int feedbox_each_new(struct store *box, struct str source, int limit, feedbox_entry_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, box, FEED_ENTRY_NEW);
	int rc;

	db_bind_text(&use, "source", source);
	db_bind_int(&use, "limit", limit);
	while ((rc = db_step(&use, err)) == 1) {
		const struct feedbox_entry entry = {
			.id = db_int(&use, "id"),
			.uid = (uint64_t)db_int(&use, "uid"),
			.source = db_text(&use, "source"),
			.link = db_text(&use, "link"),
			.title = db_text(&use, "title"),
			.text = db_text(&use, "text"),
			.lang = db_text(&use, "lang"),
			.tags = db_text(&use, "tags"),
			.at_ms = db_int(&use, "at"),
			.seen_ms = db_int(&use, "seen"),
		};

		rc = each(ctx, &entry, err);
		if (rc)
			break;
	}
	return rc;
}

int feedbox_entry_done(struct store *box, int64_t id, struct err *err)
{
	DB_USE(use, box, FEED_ENTRY_DRAFTED);

	db_bind_int(&use, "id", id);
	return db_run(&use, err);
}

int feedbox_forget(struct store *box, int64_t before_ms, struct err *err)
{
	DB_USE(drafts, box, FEED_DRAFT_OLD);
	DB_USE(entries, box, FEED_ENTRY_OLD);

	db_bind_int(&drafts, "before", before_ms);
	db_bind_int(&entries, "before", before_ms);
	return db_run(&drafts, err) || db_run(&entries, err) ? -1 : 0;
}

int feedbox_draft_add(struct store *box, const struct feedbox_draft *draft, struct err *err)
{
	DB_USE(use, box, FEED_DRAFT_ADD);

	db_bind_text(&use, "key", draft->key);
	db_bind_int(&use, "entry", draft->entry);
	db_bind_int(&use, "type", (int64_t)draft->type);
	db_bind_text(&use, "deck", draft->deck);
	db_bind_text(&use, "tags", draft->tags);
	db_bind_text(&use, "fields", draft->fields);
	db_bind_text(&use, "quote", draft->quote);
	db_bind_text(&use, "how", draft->how);
	db_bind_int(&use, "p", draft->p);
	db_bind_text(&use, "clues", draft->clues);
	db_bind_text(&use, "why", draft->why);
	return db_run(&use, err);
}

int feedbox_each_open(struct store *box, int limit, feedbox_draft_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, box, FEED_DRAFT_OPEN);
	int rc;

	db_bind_int(&use, "limit", limit);
	while ((rc = db_step(&use, err)) == 1) {
		const struct feedbox_draft draft = {
			.id = db_int(&use, "id"),
			.entry = db_int(&use, "entry"),
			.key = db_text(&use, "key"),
			.type = (uint64_t)db_int(&use, "type"),
			.deck = db_text(&use, "deck"),
			.tags = db_text(&use, "tags"),
			.fields = db_text(&use, "fields"),
			.quote = db_text(&use, "quote"),
			.how = db_text(&use, "how"),
			.clues = db_text(&use, "clues"),
			.why = db_text(&use, "why"),
			.p = db_int(&use, "p"),
			.link = db_text(&use, "link"),
			.title = db_text(&use, "title"),
			.source = db_text(&use, "source"),
		};

		rc = each(ctx, &draft, err);
		if (rc)
			break;
	}
	return rc;
}

int feedbox_count_open(struct store *box, int64_t *count, struct err *err)
{
	DB_USE(use, box, FEED_DRAFT_COUNT);

	if (db_step(&use, err) < 0)
		return -1;
	*count = db_int(&use, "n");
	return 0;
}

int feedbox_each_note(struct store *box, int limit, feedbox_note_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, box, NOTE_NEWEST);
	int rc;

	db_bind_int(&use, "limit", limit);
	while ((rc = db_step(&use, err)) == 1) {
		const struct feedbox_note note = {db_text(&use, "fields"), db_text(&use, "name"), db_int(&use, "reps"),
						  db_int(&use, "lapses")};

		rc = each(ctx, &note, err);
		if (rc)
			break;
	}
	return rc;
}
