/* SPDX-License-Identifier: MIT
 * What an export reads of a store. */
#include "schema/takeout.h"

#include "schema/apply.h"

static void read_note(struct use *use, struct takeout_note *out, struct arena *arena)
{
	*out = (struct takeout_note){
		.t_ms = db_int(use, "t"),
		.brought = !db_is_null(use, "brought_mod"),
		.origin = (uint64_t)db_int(use, "origin"),
	};
	note_read(use, &out->note, arena);
	if (!out->brought)
		return;
	out->same = !out->note.shared && db_int(use, "row") == db_int(use, "brought_row");
	out->came = (struct brought_note){
		.mod = db_int(use, "brought_mod"),
		.guid = arena_str(arena, db_text(use, "guid")),
		.number = db_int(use, "number"),
		.type = db_int(use, "brought_kind"),
		.html = arena_str(arena, db_text(use, "html")),
		.made = !db_is_null(use, "html") && !db_text(use, "html").len,
	};
}

int takeout_each_note(struct store *store, takeout_note_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, OUT_NOTES);
	struct arena arena = {0};
	int rc;

	while ((rc = db_step(&use, err)) == 1) {
		struct takeout_note note;

		read_note(&use, &note, &arena);
		rc = each(ctx, &note, err);
		if (rc)
			break;
		arena_reset(&arena);
	}
	arena_fini(&arena);
	return rc;
}

int takeout_each_row(struct store *store, takeout_row_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, OUT_ROWS);
	struct arena arena = {0};
	struct row row;
	int rc;

	while ((rc = db_step(&use, err)) == 1) {
		rc = row_read(store, &use, &row, &arena, err);
		if (rc == 0)
			rc = each(ctx, &row, db_int(&use, "card"), err);
		if (rc)
			break;
		arena_reset(&arena);
	}
	arena_fini(&arena);
	return rc;
}

static int origin_of(struct store *store, struct str key, uint64_t *origin, struct err *err)
{
	struct row row = {.kind = ROW_SETTING_KIND, .setting.key = key}, winner;
	struct arena arena = {0};
	int rc = log_winner(store, row_register(&row), &winner, &arena, err);

	*origin = rc == 0 ? winner.origin : 0;
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

int takeout_each_told(struct store *store, takeout_told_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, OUT_TOLD);
	int rc;

	while ((rc = db_step(&use, err)) == 1) {
		uint64_t origin;

		rc = origin_of(store, db_text(&use, "key"), &origin, err);
		if (rc == 0)
			rc = each(ctx, db_text(&use, "key"), db_text(&use, "value"), origin, err);
		if (rc)
			break;
	}
	return rc;
}

int takeout_each_type(struct store *store, takeout_type_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, OUT_TYPES);
	int rc;

	while ((rc = db_step(&use, err)) == 1) {
		struct brought_type type = {
			.number = db_int(&use, "number"),
			.uid = (uint64_t)db_int(&use, "uid"),
			.name = db_text(&use, "name"),
			.fields = db_text(&use, "fields"),
			.html = db_text(&use, "html"),
			.cloze = db_int(&use, "cloze") != 0,
		};

		rc = each(ctx, &type, err);
		if (rc)
			break;
	}
	return rc;
}

int takeout_each_medium(struct store *store, takeout_medium_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, OUT_MEDIA);
	int rc;

	while ((rc = db_step(&use, err)) == 1) {
		rc = each(ctx, db_text(&use, "name"), db_text(&use, "file"), err);
		if (rc)
			break;
	}
	return rc;
}
