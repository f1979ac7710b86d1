/* SPDX-License-Identifier: MIT
 * Rows and contents of other programs' packages. */
#include "schema/brought.h"

#include <assert.h>

#include "schema/apply.h"

/* Whether the row stands at that key. */
static int stands_at(struct store *store, const struct row *row, int64_t id, struct err *err)
{
	struct row held;
	struct arena arena = {0};
	int rc = row_load(store, id, &held, &arena, err);

	if (rc == 0)
		rc = held.origin != row->origin || held.at != row->at || held.card != row->card;
	arena_fini(&arena);
	return rc;
}

/* 0 held; 1 not; another card's answer of the same millisecond, out of another collection, has taken the identity: the
 * next one that is free is this one's. */
static int look_for(struct store *store, struct bringing *bringing, struct row *row, struct err *err)
{
	int64_t id;
	int rc;

	while ((rc = row_locate(store, row->origin, row->at, &id, err)) == 0) {
		rc = stands_at(store, row, id, err);
		if (rc <= 0) {
			bringing->next = id + 1;
			return rc;
		}
		row->at++;
	}
	return rc;
}

/* Whether the card has that very answer as an answer given here, or on another device. In a package it may stand a few ms
 * later: there no two cards' answers have one moment. The moment of a schedule is there in whole seconds. */
static int is_said(struct store *store, const struct row *row, struct err *err)
{
	DB_USE(use, store, ROW_SAID_AT);

	db_bind_int(&use, "uid", (int64_t)row->card);
	db_bind_int(&use, "at", row->at);
	db_bind_int(&use, "late", row->kind == ROW_STATE_KIND ? SECOND_MS - 1 : 0);
	db_bind_int(&use, "kind", row->kind);
	return db_step(&use, err);
}

int log_bring(struct store *store, struct bringing *bringing, struct row *row, struct err *err)
{
	const int64_t at = row->at;
	int rc;

	assert(store->in_tx);
	store->remembers = true;
	if (log_load_own(store, err))
		return -1;
	rc = bringing->next ? stands_at(store, row, bringing->next, err) : 1;
	if (rc == 0) {
		bringing->next++;
		return BRING_HELD;
	}
	bringing->next = 0;
	if (rc == 1)
		rc = row_goes_on(store, row, err);
	if (rc == 0) {
		rc = look_for(store, bringing, row, err);
		if (rc == 0)
			return BRING_HELD;
	}
	if (rc >= 0 && bringing->known && row->at == at) {
		rc = is_said(store, row, err);
		if (rc == 1)
			return BRING_HELD;
	}
	return rc < 0 || log_add(store, row, true, err) ? -1 : BRING_NEW;
}

int brought_note_get(struct store *store, uint64_t uid, struct brought_note *note, struct err *err)
{
	int rc;

	if (gather_is_new(store, uid)) {
		store->gathering.unbrought = uid;
		return 1;
	}
	rc = gather_has(store, uid) ? gather_write(store) : 0;
	if (rc)
		return db_fail(store, rc, err);
	DB_USE_APART(use, store, BROUGHT_GET);
	db_bind_int(&use, "uid", (int64_t)uid);
	rc = db_step(&use, err);
	if (rc == 1)
		*note = (struct brought_note){.mod = db_int(&use, "mod"), .sum = (uint64_t)db_int(&use, "sum")};
	else
		store->gathering.unbrought = uid;
	return rc < 0 ? -1 : !rc;
}

static void bind_or_null(struct use *use, const char *name, struct str value)
{
	if (value.len)
		db_put_text(use, name, value);
	else
		db_put_null(use, name);
}

static void text_or_null(struct store *store, struct str text)
{
	if (text.len)
		gather_text(store, GATHERED_BROUGHT, text);
	else
		gather_null(store, GATHERED_BROUGHT);
}

/* Beside its note, which is held back too. */
static void gather_brought(struct store *store, const struct brought_note *note)
{
	gather_int(store, GATHERED_BROUGHT, store->gathering.note);
	gather_int(store, GATHERED_BROUGHT, note->mod);
	gather_int(store, GATHERED_BROUGHT, (int64_t)note->sum);
	if (note->made)
		gather_text(store, GATHERED_BROUGHT, STR(""));
	else
		text_or_null(store, note->html);
	text_or_null(store, note->guid);
	gather_int(store, GATHERED_BROUGHT, note->number);
	gather_int(store, GATHERED_BROUGHT, note->type);
	gather_int(store, GATHERED_BROUGHT, store->gathering.newest_row);
	gather_line(store, 0);
}

int brought_note_set(struct store *store, uint64_t uid, const struct brought_note *note, struct err *err)
{
	if (store->gathering.newest == uid && store->gathering.unbrought == uid && uid) {
		gather_brought(store, note);
		return 0;
	}
	DB_USE(use, store, BROUGHT_SET);
	db_bind_int(&use, "uid", (int64_t)uid);
	db_bind_int(&use, "mod", note->mod);
	db_bind_int(&use, "sum", (int64_t)note->sum);
	if (note->made)
		db_put_text(&use, ":html", STR(""));
	else
		bind_or_null(&use, ":html", note->html);
	bind_or_null(&use, ":guid", note->guid);
	db_bind_int(&use, "number", note->number);
	db_bind_int(&use, "type", note->type);
	return db_run(&use, err);
}

int brought_type_set(struct store *store, const struct brought_type *type, struct err *err)
{
	DB_USE(use, store, BROUGHT_TYPE_SET);

	db_bind_int(&use, "number", type->number);
	db_bind_int(&use, "uid", (int64_t)type->uid);
	db_bind_text(&use, "name", type->name);
	db_bind_int(&use, "cloze", type->cloze);
	db_bind_text(&use, "fields", type->fields);
	db_bind_text(&use, "html", type->html);
	return db_run(&use, err);
}

int media_get(struct store *store, struct str name, struct buf *file, struct err *err)
{
	DB_USE(use, store, MEDIA_GET);
	int rc;

	db_bind_text(&use, "name", name);
	rc = db_step(&use, err);
	if (rc == 1)
		buf_add(file, db_text(&use, "file"));
	return rc < 0 ? -1 : !rc;
}

int media_is_named(struct store *store, struct str file, struct err *err)
{
	DB_USE(use, store, MEDIA_NAMED);
	int rc;

	db_bind_text(&use, "file", file);
	rc = db_step(&use, err);
	return rc < 0 ? -1 : !rc;
}

int media_set(struct store *store, struct str name, struct str file, struct err *err)
{
	DB_USE(use, store, MEDIA_SET);

	db_bind_text(&use, "name", name);
	db_bind_text(&use, "file", file);
	return db_run(&use, err);
}
