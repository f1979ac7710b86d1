/* SPDX-License-Identifier: MIT
 * A note of a file that went out from here: what comes back as it went stays as it is, and the rest is an edit. */
#include "sync/deck/import_priv.h"

#include "base/utf8.h"
#include "sync/deck/html.h"
#include "sync/deck/out/to_html.h"

/* Whether the field went out as HTML that reads as what came. */
static bool reads_as(struct str held, struct str came)
{
	struct buf html = {0}, back = {0}, clean = {0};
	bool same;

	to_html(&html, held);
	html_to_markup(&back, buf_str(&html));
	utf8_clean(&clean, buf_str(&back), CLEAN_TEXT, NOTE_FIELD_MAX + 1);
	same = str_eq(str_trim(buf_str(&clean)), came);
	buf_fini(&html);
	buf_fini(&back);
	buf_fini(&clean);
	return same;
}

static struct row_list fields_of(const struct deck_note *note, const struct note *held, struct arena *arena)
{
	struct str *field = arena_alloc(arena, (note->fields.count + 1) * sizeof(*field));
	size_t count = note->fields.count;

	for (size_t i = 0; i < count; i++) {
		bool same = note->html && i < held->fields.count && !str_eq(held->fields.item[i], note->fields.item[i]) &&
			    reads_as(held->fields.item[i], note->fields.item[i]);

		field[i] = same ? held->fields.item[i] : note->fields.item[i];
	}
	while (count > held->fields.count && !field[count - 1].len)
		count--;
	return (struct row_list){field, count};
}

int import_meet(struct import *import, struct deck_note *note, struct note_type *type, struct arena *arena,
		struct err *err)
{
	struct note held;
	struct note_type own;
	int rc = note->named ? note_find(import->store, note->uid, &held, arena, err) : 1;

	if (rc || held.shared)
		return rc < 0 ? -1 : rc == 0 ? 2 : 1;
	rc = held.type == note->type->uid ? 1 : type_find(import->store, held.type, &own, arena, err);
	if (rc < 0)
		return -1;
	if (rc == 0 && (str_eq(own.name, note->type->name) || deck_anki_type(own.name) == note->type)) {
		*type = own;
		note->type = type;
	}
	note->fields = fields_of(note, &held, arena);
	return 0;
}
