/* SPDX-License-Identifier: MIT
 * The store's tables for PostgreSQL. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "schema/card_json.h"
#include "schema/cards.h"
#include "schema/log.h"
#include "schema/notes.h"
#include "sync/postgres/pg.h"

extern const char *const postgres_scripts[]; /* begin, end, views */
enum script { SCRIPT_BEGIN, SCRIPT_END, SCRIPT_VIEWS };

struct deck_name {
	int64_t id;
	uint64_t uid;
};

struct writing {
	struct store *store;
	struct pg_out out;
	struct deck_name *deck;
	size_t decks;
	uint64_t note; /* whose cards are written */
	bool answers;  /* which rows */
};

static int put_learner(struct writing *w, struct err *err)
{
	struct buf name = {0};
	int rc;

	pg_table(&w->out, "learner", "name");
	rc = meta_get_text(w->store, META_LEARNER, &name, err);
	if (rc >= 0) {
		pg_text(&w->out, buf_str(&name));
		rc = pg_end_row(&w->out, err);
	}
	buf_fini(&name);
	return rc < 0 ? -1 : pg_end_table(&w->out, "name", err);
}

static int put_deck(void *ctx, const struct deck *deck, struct err *err)
{
	struct writing *w = ctx;

	w->deck = mem_grow(w->deck, w->decks + 1, sizeof(*w->deck));
	w->deck[w->decks++] = (struct deck_name){deck->id, deck->uid};
	pg_name(&w->out, deck->uid);
	pg_text(&w->out, deck->name);
	pg_bool(&w->out, deck->remote.len > 0);
	return pg_end_row(&w->out, err);
}

static uint64_t uid_of_deck(const struct writing *w, int64_t id)
{
	for (size_t i = 0; i < w->decks; i++)
		if (w->deck[i].id == id)
			return w->deck[i].uid;
	return 0;
}

/* Its name and fields' names; of one that is not held the names are empty. */
static int find_type(struct writing *w, uint64_t uid, struct note_type *type, struct arena *arena, struct err *err)
{
	const struct note_type *builtin = template_find(uid);

	*type = builtin ? *builtin : (struct note_type){0};
	return builtin || type_find(w->store, uid, type, arena, err) >= 0 ? 0 : -1;
}

static int put_note(void *ctx, const struct note *note, struct err *err)
{
	struct writing *w = ctx;
	struct arena arena = {0};
	struct note_type type;
	int rc = find_type(w, note->type, &type, &arena, err);

	if (rc == 0) {
		pg_name(&w->out, note->uid);
		pg_text(&w->out, type.name);
		pg_name(&w->out, uid_of_deck(w, note->deck));
		pg_text(&w->out, note->tags);
		pg_bool(&w->out, note->shared);
		rc = pg_end_row(&w->out, err);
	}
	arena_fini(&arena);
	return rc;
}

static int put_fields(void *ctx, const struct note *note, struct err *err)
{
	struct writing *w = ctx;
	struct arena arena = {0};
	struct note_type type;
	int rc = find_type(w, note->type, &type, &arena, err);

	for (size_t i = 0; i < note->fields.count && rc == 0; i++) {
		pg_name(&w->out, note->uid);
		pg_int(&w->out, (int64_t)i + 1);
		pg_text(&w->out, i < type.fields.count ? type.fields.item[i] : STR(""));
		pg_text(&w->out, note->fields.item[i]);
		rc = pg_end_row(&w->out, err);
	}
	arena_fini(&arena);
	return rc;
}

static void put_due(struct pg_out *out, const struct card *card)
{
	if (card->queue == QUEUE_REVIEW)
		pg_date(out, card->due);
	else
		pg_null(out);
	if (card->queue == QUEUE_LEARN)
		pg_moment(out, card->due);
	else
		pg_null(out);
}

static void put_memory(struct pg_out *out, const struct card *card)
{
	if (card->state == CARD_NEW) {
		pg_null(out);
		pg_null(out);
		return;
	}
	pg_real(out, card->s, 4);
	pg_real(out, card->d, 4);
}

static int put_card(void *ctx, const struct card *card, struct err *err)
{
	static const char *const state[] = {"new", "learning", "review", "relearning"};
	static const char *const queue[] = {"absent", "buried", "suspended", "new", "learn", "review"};
	struct writing *w = ctx;
	struct pg_out *out = &w->out;
	size_t which = (size_t)(card->queue - QUEUE_ABSENT);

	if (which >= sizeof(queue) / sizeof(queue[0]) || (size_t)card->state >= sizeof(state) / sizeof(state[0]))
		return err_set(err, ERR_STORE, "a card stands where no card can stand; cairn doctor --fix reckons its schedule anew");
	pg_name(out, card->uid);
	pg_name(out, w->note);
	pg_int(out, card->ord);
	pg_name(out, uid_of_deck(w, card->deck));
	pg_text(out, str_of(queue[which]));
	pg_text(out, str_of(state[card->state]));
	put_due(out, card);
	put_memory(out, card);
	pg_int(out, card->reps);
	pg_int(out, card->lapses);
	if (card->ivl > 0)
		pg_int(out, card->ivl);
	else
		pg_null(out);
	if (card->last_t)
		pg_moment(out, card->last_t);
	else
		pg_null(out);
	pg_int(out, card->flag);
	return pg_end_row(out, err);
}

static int put_cards(void *ctx, const struct note *note, struct err *err)
{
	struct writing *w = ctx;

	w->note = note->uid;
	return card_each_of_note(w->store, note->id, put_card, w, err);
}

static void put_place(struct pg_out *out, const struct row *row)
{
	pg_name(out, row->origin);
	pg_int(out, row->at);
	pg_name(out, row->log);
	pg_int(out, row->n);
	pg_moment(out, row->t);
	pg_date(out, clock_study_day(row->t, row->z));
	pg_int(out, row->z);
}

static void put_when(struct pg_out *out, bool there, int64_t value)
{
	if (there)
		pg_int(out, value);
	else
		pg_null(out);
}

static int put_answer(struct pg_out *out, const struct row *row, struct err *err)
{
	static const char *const mode[] = {"flip", "choice", "typed", "cloze"};
	const struct row_review *r = &row->review;
	bool review = row->kind == ROW_REVIEW_KIND;
	struct row_practice p = row->practice; /* a practice has fewer fields */
	int64_t how = review ? r->mode : p.mode, predicted = review ? r->p : p.p, dist = review ? r->dist : p.dist;

	put_place(out, row);
	pg_name(out, row->card);
	pg_bool(out, !review);
	pg_int(out, review ? r->rating : p.rating);
	pg_int(out, review ? r->took_ms : p.took_ms);
	pg_text(out, str_of(how >= 0 && how <= MODE_CLOZE ? mode[how] : "other"));
	pg_int(out, review ? r->hint : p.hint);
	if (predicted >= 0)
		pg_real(out, (double)predicted / 10000, 4);
	else
		pg_null(out);
	put_when(out, review, r->ord);
	put_when(out, review && r->ivl > 0, r->ivl);
	put_when(out, review && r->ivl < 0, -r->ivl);
	if (review)
		pg_real(out, (double)r->s / 1000, 3);
	else
		pg_null(out);
	put_when(out, dist >= 0 && how == MODE_TYPED, dist);
	pg_bool(out, !row->undone);
	return pg_end_row(out, err);
}

static void put_json_field(struct json *j, const struct row *row, const struct row_field *field)
{
	static const char *const names[] = {"uid", "type", "target_origin", "of"};
	bool name = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		name |= strcmp(field->word, names[i]) == 0;
	switch (field->type) {
	case ROW_INT:
		if (name) {
			name_put_json(j, field->word, (uint64_t)*row_int(row, field));
			return;
		}
		json_key_int(j, field->word, *row_int(row, field));
		break;
	case ROW_TEXT:
		json_key_str(j, field->word, *row_text(row, field));
		break;
	case ROW_LIST:
		json_key(j, field->word);
		json_open(j, '[');
		for (size_t i = 0; i < row_list(row, field)->count; i++)
			json_str(j, row_list(row, field)->item[i]);
		json_close(j, ']');
	}
}

static int put_entry(struct pg_out *out, const struct row *row, struct err *err)
{
	const struct row_shape *shape = row_shape(row->kind);
	struct buf body = {0};
	struct json j = {.out = &body};

	put_place(out, row);
	pg_text(out, str_of(shape->name));
	if (row_has_card(row->kind))
		pg_name(out, row->card);
	else
		pg_null(out);
	pg_bool(out, !row->undone);
	json_open(&j, '{');
	for (size_t i = 0; i < shape->count; i++)
		put_json_field(&j, row, &shape->field[i]);
	json_close(&j, '}');
	pg_text(out, buf_str(&body));
	buf_fini(&body);
	return pg_end_row(out, err);
}

static int put_row(void *ctx, const struct row *row, struct err *err)
{
	struct writing *w = ctx;
	bool answer = row->kind == ROW_REVIEW_KIND || row->kind == ROW_PRACTICE_KIND;

	if (answer != w->answers)
		return 0;
	return answer ? put_answer(&w->out, row, err) : put_entry(&w->out, row, err);
}

static int put_setting(void *ctx, struct str key, struct str value, struct err *err)
{
	struct writing *w = ctx;

	pg_text(&w->out, key);
	pg_text(&w->out, value);
	return pg_end_row(&w->out, err);
}

static int put_content(struct writing *w, struct err *err)
{
	struct pg_out *out = &w->out;

	pg_table(out, "deck", "uid, name, shared");
	if (deck_each(w->store, put_deck, w, err) || pg_end_table(out, "uid", err))
		return -1;
	pg_table(out, "note", "uid, type, deck, tags, shared");
	if (note_each(w->store, 0, put_note, w, err) || pg_end_table(out, "uid", err))
		return -1;
	pg_table(out, "field", "note, ord, name, value");
	if (note_each(w->store, 0, put_fields, w, err) || pg_end_table(out, "note,ord", err))
		return -1;
	pg_table(out, "card",
		 "uid, note, ord, deck, queue, state, due_day, due_at, stability, difficulty, reps, lapses, interval_days, "
		 "last_at, flag");
	return note_each(w->store, 0, put_cards, w, err) || pg_end_table(out, "uid", err) ? -1 : 0;
}

static int put_log(struct writing *w, struct err *err)
{
	struct pg_out *out = &w->out;

	pg_table(out, "answer",
		 "origin, at_ms, log, n, at, day, zone_min, card, practice, rating, took_ms, mode, hints, predicted, "
		 "reviews_before, interval_days, step_s, stability, typed_distance, counts");
	w->answers = true;
	if (log_each(w->store, put_row, w, err) || pg_end_table(out, "origin,at_ms", err))
		return -1;
	pg_table(out, "entry", "origin, at_ms, log, n, at, day, zone_min, kind, card, counts, body");
	w->answers = false;
	if (log_each(w->store, put_row, w, err) || pg_end_table(out, "origin,at_ms", err))
		return -1;
	pg_table(out, "setting", "key, value");
	return setting_each(w->store, put_setting, w, err) || pg_end_table(out, "key", err) ? -1 : 0;
}

static int put_script(struct writing *w, enum script which, struct err *err)
{
	return w->out.into->put(w->out.into, str_of(postgres_scripts[which]), err);
}

static int put_expected(struct writing *w, struct err *err)
{
	struct buf text = {0};
	int rc;

	buf_addf(&text, "COPY expected FROM stdin;\n%s\\.\n", buf_z(&w->out.expected));
	rc = w->out.into->put(w->out.into, buf_str(&text), err);
	buf_fini(&text);
	return rc;
}

static int put_all(struct writing *w, const char *schema, struct err *err)
{
	struct buf head = {0};
	int rc;

	buf_addf(&head, "-- cairn export --postgres; psql -f THIS loads it, again as often as you like\n\\set schema %s\n", schema);
	rc = w->out.into->put(w->out.into, buf_str(&head), err);
	buf_fini(&head);
	return rc || put_script(w, SCRIPT_BEGIN, err) || put_learner(w, err) || put_content(w, err) || put_log(w, err) ||
			       put_expected(w, err) || put_script(w, SCRIPT_END, err) || put_script(w, SCRIPT_VIEWS, err)
		       ? -1
		       : w->out.into->end(w->out.into, err);
}

int pg_write(struct store *store, const char *schema, struct flow *into, struct err *err)
{
	struct writing w = {.store = store, .out = {.into = into}};
	STORE_VIEW(view);
	int rc = store_view_begin(store, &view, err) || put_all(&w, schema, err) ? -1 : 0;

	pg_out_fini(&w.out);
	free(w.deck);
	return rc;
}
