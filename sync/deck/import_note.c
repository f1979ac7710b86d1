/* SPDX-License-Identifier: MIT
 * A note of a text: as a record, and from there into the store. */
#include <inttypes.h>

#include "sync/deck/import_apply.h"

#include "schema/after.h"

enum { NAMED = 1, HTML = 2, SAMPLES = 5 };

static int bad(struct err *err)
{
	return err_set(err, ERR_INPUT, "a record of this import is none; please report this");
}

static void put_list(struct wire *record, struct row_list list)
{
	wire_int(record, (int64_t)list.count);
	for (size_t i = 0; i < list.count; i++)
		wire_text(record, list.item[i]);
}

static bool get_list(struct str *body, struct row_list *list, struct arena *arena)
{
	struct str *item;
	int64_t count;

	if (!wire_get_int(body, &count) || count < 0 || (uint64_t)count > body->len)
		return false;
	item = arena_alloc(arena, ((size_t)count + 1) * sizeof(*item));
	for (int64_t i = 0; i < count; i++)
		if (!wire_get_text(body, &item[i]))
			return false;
	*list = (struct row_list){item, (size_t)count};
	return true;
}

static void put_schedule(struct wire *record, const struct deck_schedule *schedule)
{
	const struct row_state *state = &schedule->state;
	const int64_t number[] = {schedule->ord, schedule->at_ms, schedule->due_ms,  schedule->at_day, state->ivl,
				  state->ease,	 state->s,	  state->difficulty, state->due,       state->reps, state->lapses};

	for (size_t i = 0; i < sizeof(number) / sizeof(number[0]); i++)
		wire_int(record, number[i]);
}

static bool get_schedule(struct str *body, struct deck_schedule *schedule)
{
	struct row_state *state = &schedule->state;
	int64_t ord = 0, *const number[] = {&ord,	  &schedule->at_ms, &schedule->due_ms,	&schedule->at_day, &state->ivl,
					    &state->ease, &state->s,	    &state->difficulty, &state->due,	   &state->reps, &state->lapses};

	for (size_t i = 0; i < sizeof(number) / sizeof(number[0]); i++)
		if (!wire_get_int(body, number[i]))
			return false;
	schedule->ord = (uint32_t)ord;
	return true;
}

/* A type of the file's own has a record once a run. */
static int put_type(struct import *import, const struct note_type *type, struct err *err)
{
	struct wire *record;

	if (template_find(type->uid) || !uid_set_add(&import->said_types, type->uid))
		return 0;
	record = spool_begin(&import->spool, WIRE_TEXT_TYPE);
	wire_int(record, (int64_t)type->uid);
	wire_int(record, type->cloze);
	wire_text(record, type->name);
	put_list(record, type->fields);
	put_list(record, type->cards);
	return spool_end(&import->spool, err);
}

int import_text_put(struct import *import, const struct deck_note *note, struct err *err)
{
	struct wire *record;

	if (put_type(import, note->type, err))
		return -1;
	record = spool_begin(&import->spool, WIRE_TEXT);
	wire_int(record, (note->named ? NAMED : 0) | (note->html ? HTML : 0));
	wire_int(record, (int64_t)note->uid);
	wire_int(record, (int64_t)note->type->uid);
	wire_text(record, note->deck);
	wire_text(record, note->tags);
	put_list(record, note->fields);
	wire_int(record, (int64_t)note->schedules);
	for (size_t i = 0; i < note->schedules; i++)
		put_schedule(record, &note->schedule[i]);
	if (note->schedules)
		wire_text(record, str_of(note->schedule_source));
	return spool_end(&import->spool, err);
}

int import_type_take(struct applying *applying, struct str body, struct err *err)
{
	struct note_type *type = arena_alloc(&applying->kept, sizeof(*type));
	int64_t uid, cloze;

	if (!wire_get_int(&body, &uid) || !wire_get_int(&body, &cloze) || !wire_get_text(&body, &type->name) ||
	    !get_list(&body, &type->fields, &applying->kept) || !get_list(&body, &type->cards, &applying->kept))
		return bad(err);
	type->uid = (uint64_t)uid;
	type->cloze = cloze;
	if (applying->types == applying->types_cap) {
		applying->types_cap = applying->types_cap ? 2 * applying->types_cap : 16;
		applying->type = mem_grow(applying->type, applying->types_cap, sizeof(struct note_type *));
	}
	applying->type[applying->types++] = type;
	return 0;
}

/* NULL: no record has said it. */
static const struct note_type *own_type(const struct applying *applying, uint64_t uid)
{
	for (size_t i = applying->types; i--;) /* the last one first: notes of a file lie together */
		if (applying->type[i]->uid == uid)
			return applying->type[i];
	return NULL;
}

/* As a constant, like readers have it; NULL: more than all readers together. */
static const char *source_of(struct applying *applying, struct str name)
{
	size_t i = 0;

	while (i < applying->sources && !str_is(name, applying->source[i]))
		i++;
	if (i == APPLYING_SOURCES)
		return NULL;
	if (i == applying->sources)
		applying->source[applying->sources++] = arena_str(&applying->kept, name).s;
	return applying->source[i];
}

static bool get_note(struct applying *applying, struct str body, struct deck_note *note)
{
	int64_t flags, uid, type, count;
	struct deck_schedule *schedule;
	struct str source = STR("");

	if (!wire_get_int(&body, &flags) || !wire_get_int(&body, &uid) || !wire_get_int(&body, &type) || !wire_get_text(&body, &note->deck) ||
	    !wire_get_text(&body, &note->tags) || !get_list(&body, &note->fields, &applying->arena) || !wire_get_int(&body, &count) || count < 0 ||
	    (uint64_t)count > body.len)
		return false;
	schedule = count ? arena_alloc(&applying->arena, (size_t)count * sizeof(*schedule)) : NULL;
	for (int64_t i = 0; i < count; i++)
		if (!get_schedule(&body, &schedule[i]))
			return false;
	if (count && (!wire_get_text(&body, &source) || !(note->schedule_source = source_of(applying, source))))
		return false;
	note->named = flags & NAMED;
	note->html = flags & HTML;
	note->uid = (uint64_t)uid;
	note->type = template_find((uint64_t)type);
	if (!note->type)
		note->type = own_type(applying, (uint64_t)type);
	note->schedule = schedule;
	note->schedules = (size_t)count;
	return note->type;
}

/* The second note of a run under one identity, two meanings of one word perhaps, is told apart by all its
 * fields. False: they are the same too. */
static bool tell_apart(struct import *import, const struct deck_note *note, uint64_t *uid)
{
	struct buf key = {0}, old = {0};

	if (uid_set_add(&import->notes, *uid))
		return true;
	buf_addf(&old, "%016" PRIx64, *uid);
	for (size_t i = 0; i < note->fields.count; i++) {
		buf_add(&key, note->fields.item[i]);
		buf_addc(&key, '\x1f');
	}
	*uid = note_uid("again", buf_str(&old), buf_str(&key));
	buf_fini(&old);
	buf_fini(&key);
	return uid_set_add(&import->notes, *uid);
}

/* Whether a note that came under its name before says the same again, out of another file perhaps: not a copy of it that was
 * edited, and is another note. */
static int is_said(struct import *import, const struct deck_note *note, struct err *err)
{
	struct arena arena = {0};
	struct note held;
	int rc = note->named && uid_set_has(&import->notes, note->uid) ? note_find(import->store, note->uid, &held, &arena, err) : 1;
	bool same = rc == 0;

	for (size_t i = 0; same && (i < note->fields.count || i < held.fields.count); i++)
		same = str_eq(i < note->fields.count ? note->fields.item[i] : STR(""), i < held.fields.count ? held.fields.item[i] : STR(""));
	arena_fini(&arena);
	return rc < 0 ? -1 : same;
}

static int show(struct import *import, const struct deck_note *note, struct err *err)
{
	struct arena arena = {0};
	struct note_type own;
	const struct note_type *type = note->type;
	struct face face;
	uint32_t ord;
	int rc = 0;

	if (!import->sample || import->sampled >= SAMPLES)
		return 0;
	if (!type->fields.count) {
		rc = type_find(import->store, type->uid, &own, &arena, err);
		type = &own;
	}
	if (rc == 0 && template_ords(type, note->fields, &ord, 1) == 1) {
		template_face(type, note->fields, ord, &arena, &face);
		import->sample(import->ctx, note, &face);
		import->sampled++;
	}
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

static int put_draft(struct import *import, const struct deck_note *note, uint64_t uid, struct err *err)
{
	struct note_draft draft = {.uid = uid,
				   .type = note->type->uid,
				   .deck = note->deck,
				   .tags = note->tags,
				   .fields = note->fields};
	struct str rest = note->tags, target;
	int change = note_put(import->store, &draft, import->z, err);

	import->waits |= change != NOTE_KEPT && after_next(&rest, &target);
	if (change < 0 || show(import, note, err))
		return -1;
	import->added += change == NOTE_NEW;
	import->changed += change == NOTE_CHANGED;
	import->kept += change == NOTE_KEPT;
	return change;
}

int import_put(struct import *import, const struct deck_note *note, struct err *err)
{
	return put_draft(import, note, note->uid, err);
}

/* A type of a text's own is written once a run, when a note of it is. */
static int write_type(struct applying *applying, const struct note_type *type, struct err *err)
{
	struct import *import = applying->import;

	if (own_type(applying, type->uid) != type || !uid_set_add(&import->types, type->uid))
		return 0;
	return type_put(import->store, type, import->z, err) < 0 ? -1 : 0;
}

static int take(struct applying *applying, const struct deck_note *note, struct err *err)
{
	struct import *import = applying->import;
	uint64_t uid = note->uid;
	int said = is_said(import, note, err);

	if (said < 0)
		return -1;
	said = said || !tell_apart(import, note, &uid);
	if (applying->again)
		return 0;
	if (said)
		import->kept++;
	else if (write_type(applying, note->type, err) || put_draft(import, note, uid, err) < 0)
		return -1;
	else
		import_take_schedules(import, note, uid);
	return 0;
}

int import_text_take(struct applying *applying, struct str body, struct err *err)
{
	struct import *import = applying->import;
	struct deck_note note = {0};
	struct note_type type;
	int rc;

	if (!get_note(applying, body, &note))
		return bad(err);
	rc = note.named ? import_meet(import, &note, &type, &applying->arena, err) : 1;
	if (rc == 2)
		import->kept++;
	else if (rc >= 0)
		rc = take(applying, &note, err);
	return rc < 0 ? -1 : 0;
}
