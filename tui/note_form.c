/* SPDX-License-Identifier: MIT
 * A note being written. */
#include "tui/note_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/message.h"

static const enum template_builtin kinds[] = {TYPE_BASIC,  TYPE_REVERSED, TYPE_CLOZE, TYPE_TYPED,
					      TYPE_CHOICE, TYPE_TRUTH,	  TYPE_LIST,  TYPE_NUMBER};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]), LINE_BYTES_MAX = 200, SEPARATOR = '\x1f' };

const struct note_type *note_form_type(const struct note_form *f)
{
	return f->type.uid && !f->other ? &f->type : template_builtin(kinds[f->kind]);
}

static int tags_at(const struct note_form *f)
{
	return f->count - 1;
}

static void swap(struct field *a, struct field *b)
{
	struct field own = *a;

	*a = *b;
	*b = own;
}

/* Texts that not every kind has wait behind all others while the kind at hand has no place for them. */
static const struct {
	const char *name;
	int slot;
} parked[] = {{"Wrong", FORM_FIELDS_MAX - 1}, {"Extra", FORM_FIELDS_MAX - 2}};

static void park(struct note_form *f)
{
	struct row_list names = note_form_type(f)->fields;

	for (size_t i = 2; i < names.count; i++)
		for (size_t p = 0; p < sizeof(parked) / sizeof(parked[0]); p++)
			if (str_is(names.item[i], parked[p].name) && (int)i + 1 < parked[p].slot)
				swap(&f->field[i + 1], &f->field[parked[p].slot]);
}

/* Texts stay where they stand, the tags behind them. */
static void shape(struct note_form *f)
{
	int old = f->count ? tags_at(f) : -1;
	bool cloze = note_form_type(f)->cloze;

	f->count = 2 + (int)note_form_type(f)->fields.count;
	if (old > 0 && old != tags_at(f))
		swap(&f->field[old], &f->field[tags_at(f)]);
	if (f->at >= f->count)
		f->at = f->count - 1;
	for (int i = 0; i < f->count; i++) {
		bool is_line = i == 0 || i == tags_at(f);

		f->field[i].cap = is_line ? LINE_BYTES_MAX : NOTE_FIELD_MAX;
		f->field[i].many = !is_line && (i > 1 || cloze || f->note);
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
	buf_fini(&f->was);
	buf_fini(&f->told_of);
	arena_fini(&f->arena);
	free(f);
}

/* The built-in kinds' own words, as a person reads them; in files and on the command line they stay as they are. A
 * message says what it is a name of: some of the words mean other things elsewhere. */
static struct str in_words(const char *what, struct str name)
{
	static const char *const words[] = {
		N_("field: Front"),  N_("field: Back"),	 N_("field: Text"),	 N_("field: Extra"), N_("field: Question"),
		N_("field: Answer"), N_("field: Wrong"), N_("field: Statement"), N_("field: Items"), N_("kind: basic"),
		N_("kind: reversed"), N_("kind: cloze"), N_("kind: typed"),	 N_("kind: choice"), N_("kind: true-false"),
		N_("kind: list"),    N_("kind: number")};
	size_t skip = strlen(what);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncmp(words[i], what, skip) == 0 && str_is(name, words[i] + skip) && _(words[i]) != words[i])
			return str_of(_(words[i]));
	return name;
}

struct str note_form_kind(const struct note_form *f)
{
	const struct note_type *type = note_form_type(f);

	return template_find(type->uid) ? in_words("kind: ", type->name) : type->name;
}

struct str note_form_name(const struct note_form *f, int i)
{
	const struct note_type *type = note_form_type(f);

	if (i == tags_at(f))
		return str_of(_("Tags"));
	if (i == 0)
		return str_of(_("Deck"));
	return template_find(type->uid) ? in_words("field: ", type->fields.item[i - 1]) : type->fields.item[i - 1];
}

bool note_form_is_last(const struct note_form *f)
{
	return f->at + 2 >= f->count;
}

static struct row_list copy_list(struct row_list list, struct arena *arena)
{
	struct str *item = arena_alloc(arena, (list.count + 1) * sizeof(*item));

	for (size_t i = 0; i < list.count; i++)
		item[i] = arena_str(arena, list.item[i]);
	return (struct row_list){item, list.count};
}

void note_form_open(struct note_form *f, const struct note *note, const struct note_type *type, struct str deck)
{
	f->type = *type;
	f->type.name = arena_str(&f->arena, type->name);
	f->type.fields = copy_list(type->fields, &f->arena);
	f->type.cards = copy_list(type->cards, &f->arena);
	f->fields = copy_list(note->fields, &f->arena);
	if (f->type.fields.count > NOTE_FIELDS_MAX)
		f->type.fields.count = NOTE_FIELDS_MAX;
	f->note = note->uid;
	f->paused = true;
	shape(f);
	field_set(&f->field[0], deck);
	field_set(&f->field[tags_at(f)], note->tags);
	for (size_t i = 0; i < f->type.fields.count && i < note->fields.count; i++)
		field_set(&f->field[i + 1], note->fields.item[i]);
	note_form_put(f, &f->was);
}

/* The kinds on offer one after the other; a note that is there comes by its own one again. */
void note_form_next_kind(struct note_form *f)
{
	park(f);
	if (!f->type.uid) {
		f->kind = (f->kind + 1) % KINDS;
	} else if (!f->other || f->kind + 1 < KINDS) {
		f->kind = f->other ? f->kind + 1 : 0;
		f->other = true;
		if (template_builtin(kinds[f->kind])->uid == f->type.uid) { /* that is no other one */
			f->other = f->kind + 1 < KINDS;
			f->kind += f->other;
		}
	} else {
		f->other = false;
	}
	f->told = false;
	shape(f);
	park(f);
}

struct note_change_of_kind note_form_change(const struct note_form *f)
{
	struct note_change_of_kind change = {0};
	struct arena arena = {0};
	struct note_draft draft;
	uint32_t was[TEMPLATE_ORDS_MAX], is[TEMPLATE_ORDS_MAX];
	size_t old = template_ords(&f->type, f->fields, was, TEMPLATE_ORDS_MAX);
	size_t now = note_form_draft(f, &arena, &draft), at = 0;

	now = template_ords(note_form_type(f), draft.fields, is, TEMPLATE_ORDS_MAX);
	for (size_t i = 0; i < old; i++) {
		while (at < now && is[at] < was[i])
			at++;
		change.kept += at < now && is[at] == was[i];
	}
	change.gone = old - change.kept;
	change.fresh = now - change.kept;
	for (int i = f->count; i < FORM_FIELDS_MAX; i++)
		change.lost_texts += f->field[i].text.len > 0;
	arena_fini(&arena);
	return change;
}

void note_form_clear(struct note_form *f)
{
	for (int i = 1; i < tags_at(f); i++)
		field_set(&f->field[i], (struct str){0});
	f->at = 1;
	f->warned = false;
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
	*draft = (struct note_draft){.uid = f->note,
				     .type = type->uid,
				     .deck = deck.len ? deck : STR("My notes"),
				     .tags = str_trim(buf_str(&f->field[tags_at(f)].text)),
				     .fields = {item, type->fields.count}};
	return template_ords(type, draft->fields, ords, TEMPLATE_ORDS_MAX);
}

void note_form_put(const struct note_form *f, struct buf *out)
{
	bool any = false;

	for (int i = 1; i < tags_at(f); i++)
		any |= f->field[i].text.len > 0;
	if (!any && !f->note)
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
