/* SPDX-License-Identifier: MIT
 * A note being written. */
#include "tui/note_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static const enum template_builtin kinds[] = {TYPE_BASIC,  TYPE_REVERSED, TYPE_CLOZE, TYPE_TYPED,
					      TYPE_CHOICE, TYPE_TRUTH,	  TYPE_LIST,  TYPE_NUMBER};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]), DECK_BYTES_MAX = 200, SEPARATOR = '\x1f' };

const struct note_type *note_form_type(const struct note_form *f)
{
	return template_builtin(kinds[f->kind]);
}

static void shape(struct note_form *f)
{
	f->count = 1 + (int)note_form_type(f)->fields.count;
	if (f->count > FORM_FIELDS_MAX)
		f->count = FORM_FIELDS_MAX;
	if (f->at >= f->count)
		f->at = f->count - 1;
	for (int i = 0; i < FORM_FIELDS_MAX; i++) {
		f->field[i].cap = i ? NOTE_FIELD_MAX : DECK_BYTES_MAX;
		f->field[i].many = i > 1 || (i == 1 && kinds[f->kind] == TYPE_CLOZE);
	}
}

struct note_form *note_form_new(void)
{
	struct note_form *f = mem_alloc(sizeof(*f));

	f->at = 1;
	shape(f);
	return f;
}

void note_form_free(struct note_form *f)
{
	for (int i = 0; i < FORM_FIELDS_MAX; i++)
		field_fini(&f->field[i]);
	free(f);
}

struct str note_form_name(const struct note_form *f, int i)
{
	return i ? note_form_type(f)->fields.item[i - 1] : STR("Deck");
}

void note_form_next_kind(struct note_form *f)
{
	f->kind = (f->kind + 1) % KINDS;
	shape(f);
}

void note_form_clear(struct note_form *f)
{
	for (int i = 1; i < FORM_FIELDS_MAX; i++)
		field_set(&f->field[i], (struct str){0});
	f->at = 1;
}

/* [[word]] is easier on a phone than {{c1::word}}; each gets the next number that is free. */
static struct str with_gaps(struct str text, struct arena *arena)
{
	struct buf out = {0};
	struct str made;
	int number = 1;

	while (memmem(text.s, text.len, STR("{{c").s, 3) && number < 100) {
		char taken[16];
		int len = snprintf(taken, sizeof(taken), "{{c%d::", number);

		if (!memmem(text.s, text.len, taken, (size_t)len))
			break;
		number++;
	}
	while (text.len) {
		const char *from = memmem(text.s, text.len, "[[", 2);
		const char *to = from ? memmem(from, text.len - (size_t)(from - text.s), "]]", 2) : NULL;

		if (!to)
			break;
		buf_add(&out, (struct str){text.s, (size_t)(from - text.s)});
		buf_addf(&out, "{{c%d::%.*s}}", number++, (int)(to - from - 2), from + 2);
		text = str_slice(text, (size_t)(to - text.s) + 2, text.len);
	}
	buf_add(&out, text);
	made = arena_str(arena, buf_str(&out));
	buf_fini(&out);
	return made;
}

size_t note_form_draft(const struct note_form *f, struct arena *arena, struct note_draft *draft)
{
	const struct note_type *type = note_form_type(f);
	struct str *item = arena_alloc(arena, type->fields.count * sizeof(*item));
	struct str deck = str_trim(buf_str(&f->field[0].text));
	uint32_t ords[TEMPLATE_ORDS_MAX];

	for (size_t i = 0; i < type->fields.count; i++) {
		item[i] = str_trim(buf_str(&f->field[i + 1].text));
		if (type->cloze && i == 0)
			item[i] = with_gaps(item[i], arena);
	}
	*draft = (struct note_draft){.type = type->uid,
				     .deck = deck.len ? deck : STR("My notes"),
				     .tags = STR(""),
				     .fields = {item, type->fields.count}};
	return template_ords(type, draft->fields, ords, TEMPLATE_ORDS_MAX);
}

void note_form_put(const struct note_form *f, struct buf *out)
{
	bool any = false;

	for (int i = 1; i < f->count; i++)
		any |= f->field[i].text.len > 0;
	if (!any)
		return;
	buf_addf(out, "%.*s", STR_FMT(note_form_type(f)->name));
	for (int i = 0; i < f->count; i++) {
		buf_addc(out, SEPARATOR);
		buf_add(out, buf_str(&f->field[i].text));
	}
}

void note_form_get(struct note_form *f, struct str text)
{
	struct str part;

	if (!str_cut(&text, SEPARATOR, &part))
		return;
	for (int k = 0; k < KINDS; k++)
		if (str_eq(template_builtin(kinds[k])->name, part))
			f->kind = k;
	shape(f);
	for (int i = 0; i < f->count && str_cut(&text, SEPARATOR, &part); i++)
		field_set(&f->field[i], part);
}
