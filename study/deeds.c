/* SPDX-License-Identifier: MIT
 * Deeds: decisions about many cards, and taking actions back. */
#include "study/deeds.h"

#include <stdlib.h>

#include "base/message.h"
#include "study/days.h"
#include "study/deeds_priv.h"
#include "study/fold.h"

int deeds_zone(struct store *store, int *z, struct err *err)
{
	struct settings settings;

	if (settings_load(store, (struct str){NULL, 0}, &settings, err))
		return -1;
	*z = settings_zone(&settings, store_clock(store));
	return 0;
}

int deeds_end(struct store *store, const struct deed *deed, struct err *err, const char *fmt, ...)
{
	struct buf what = {0};
	va_list ap;
	int rc;

	va_start(ap, fmt);
	buf_vaddf(&what, fmt, ap);
	va_end(ap);
	rc = deed_end(store, deed, buf_str(&what), err);
	buf_fini(&what);
	return rc;
}

static const char *verb_of(enum row_kind kind, int64_t value)
{
	switch ((int)kind) {
	case ROW_SUSPEND_KIND: return value ? "suspend" : "unsuspend";
	case ROW_BURY_KIND: return value ? "bury" : "unbury";
	case ROW_FLAG_KIND: return value ? "flag" : "unflag";
	case ROW_FORGET_KIND: return "forget";
	default: return "set due";
	}
}

/* Whether the card is as wanted already. */
static bool is_so(const struct card *card, enum row_kind kind, int64_t value)
{
	switch ((int)kind) {
	case ROW_SUSPEND_KIND: return (card->queue == QUEUE_SUSPENDED) == (value != 0);
	case ROW_BURY_KIND: return (card->queue == QUEUE_BURIED) == (value != 0);
	case ROW_FLAG_KIND: return card->flag == value;
	case ROW_FORGET_KIND: return card->state == CARD_NEW;
	default: return false;
	}
}

static int decide_one(struct store *store, int64_t id, struct row *row, int64_t wanted, size_t *changed,
		      struct err *err)
{
	struct card card;
	struct row own = *row;
	int rc = card_get(store, id, &card, err);

	if (rc || card.queue == QUEUE_ABSENT || is_so(&card, row->kind, wanted))
		return rc < 0 ? -1 : 0;
	own.card = card.uid;
	++*changed;
	return log_append(store, &own, err);
}

int deeds_decide(struct store *store, struct cards cards, enum row_kind kind, int64_t value, struct deed_done *done,
		 struct err *err)
{
	struct row row = {.kind = kind};
	struct deed deed;
	int64_t today;
	STORE_TX(tx);

	*done = (struct deed_done){0};
	if (deeds_zone(store, &row.z, err) || store_begin(store, &tx, err) || deed_begin(store, &deed, err))
		return -1;
	today = clock_study_day(clock_wall_ms(store_clock(store)), row.z);
	row.suspend.value = kind == ROW_BURY_KIND  ? (value ? today + 1 : 0)
			    : kind == ROW_DUE_KIND ? today + value
						   : value;
	for (size_t i = 0; i < cards.count; i++)
		if (decide_one(store, cards.id[i], &row, value, &done->changed, err))
			return err_wrap(err, "saving the decision");
	if (fold_cards(store, cards.id, cards.count, err) ||
	    deeds_end(store, &deed, err, "%s %zu %s", verb_of(kind, value), done->changed,
		      done->changed == 1 ? "card" : "cards") ||
	    store_commit(&tx, err))
		return err_wrap(err, "saving the decision");
	return 0;
}

/* The undo of one action while it is written. */
struct turning {
	struct store *store;
	bool undo;
	int z;
	int64_t *card; /* local ids: folded again at the end */
	size_t count, cap;
	int64_t day; /* of the last answer among them, counted again; 0: none */
};

static int turn_card(struct turning *turning, uint64_t uid, struct err *err)
{
	struct card card;
	int rc = uid ? card_find(turning->store, uid, &card, err) : 1;

	if (rc)
		return rc < 0 ? -1 : 0;
	if (turning->count == turning->cap) {
		turning->cap = turning->cap ? turning->cap * 2 : 16;
		turning->card = mem_grow(turning->card, turning->cap, sizeof(*turning->card));
	}
	turning->card[turning->count++] = card.id;
	return 0;
}

/* What was answered on a day is counted again: of one action it is all on one day, or nearly. */
static int turn_day(struct turning *turning, const struct row *target, struct err *err)
{
	int64_t day = clock_study_day(target->t, target->z);

	if ((target->kind != ROW_REVIEW_KIND && target->kind != ROW_PRACTICE_KIND) || day == turning->day)
		return 0;
	turning->day = day;
	return days_count(turning->store, day, day, err);
}

static int turn_row(void *ctx, const struct row *target, struct err *err)
{
	struct turning *turning = ctx;
	struct row row = {.kind = ROW_UNDO_KIND, .z = turning->z, .card = target->card};

	row.undo.target_origin = (int64_t)target->origin;
	row.undo.target_at = target->at;
	row.undo.on = turning->undo;
	return log_append(turning->store, &row, err) || turn_card(turning, target->card, err) ||
			       turn_day(turning, target, err)
		       ? -1
		       : 0;
}

static int turn(struct turning *turning, struct row *what, struct buf *said, struct arena *arena, struct err *err)
{
	struct store *store = turning->store;
	struct undoable action;
	struct deed deed;
	int rc;
	STORE_TX(tx);

	if (store_begin(store, &tx, err))
		return -1;
	rc = log_last_action(store, !turning->undo, &action, arena, err);
	if (rc)
		return rc;
	if (deed_begin(store, &deed, err) ||
	    log_each_of_action(store, &action, turning->undo, turn_row, turning, err) ||
	    fold_cards(store, turning->card, turning->count, err) || settings_adopt_here(store, err) ||
	    (action.row.kind == ROW_NOTE_KIND && deeds_recount(store, turning->z, err)))
		return -1;
	if (action.first != action.last && deed_end(store, &deed, action.what, err))
		return -1;
	*what = action.row;
	buf_add(said, action.what);
	return store_commit(&tx, err);
}

int deeds_turn(struct store *store, bool undo, struct row *what, struct buf *said, struct err *err)
{
	struct turning turning = {.store = store, .undo = undo};
	struct arena arena = {0};
	int rc = deeds_zone(store, &turning.z, err) ? -1 : turn(&turning, what, said, &arena, err);

	arena_fini(&arena);
	free(turning.card);
	return rc < 0 ? err_wrap(err, undo ? N_("taking the last action back") : N_("doing it again")) : rc;
}
