/* SPDX-License-Identifier: MIT
 * Cards for Anki, as they stand. */
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "sync/deck/out/apkg_priv.h"

/* Anki's words. */
enum { TYPE_NEW, TYPE_LEARN, TYPE_REVIEW, TYPE_RELEARN };
enum { IN_BURIED = -3, IN_SUSPENDED = -1, IN_NEW = 0, IN_LEARN = 1, IN_REVIEW = 2, IN_DAY_LEARN = 3 };
enum { EASE = 2500 };

static int take(void *ctx, const struct card *card, struct err *err)
{
	struct apkg *apkg = ctx;
	uint32_t deck;

	(void)err;
	if (!apkg_deck(apkg, card->deck, &deck))
		return 0;
	if (apkg->cards == apkg->cards_cap) {
		apkg->cards_cap = apkg->cards_cap ? 2 * apkg->cards_cap : 1024;
		apkg->card = mem_grow(apkg->card, apkg->cards_cap, sizeof(*apkg->card));
	}
	apkg->card[apkg->cards++] = (struct out_card){
		.id = card->id,
		.note = card->note,
		.due = card->due,
		.last_t = card->last_t,
		.deck = deck,
		.s = (float)card->s,
		.d = (float)card->d,
		.reps = card->reps,
		.lapses = card->lapses,
		.ivl = (int32_t)card->ivl,
		.step = card->step,
		.ord = (uint16_t)card->ord,
		.queue = (int8_t)card->queue,
		.state = (int8_t)card->state,
		.flag = (int8_t)card->flag,
	};
	if (card->queue == QUEUE_REVIEW && card->due < apkg->day0)
		apkg->day0 = card->due;
	if (card->last_t && card->last_day < apkg->day0)
		apkg->day0 = card->last_day;
	return 0;
}

int apkg_load_cards(struct apkg *apkg, struct err *err)
{
	return card_each(apkg->store, take, apkg, err);
}

static int by_id(const void *a, const void *b)
{
	const struct out_card *left = a, *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

static int by_note(const void *a, const void *b)
{
	const struct out_card *left = a, *right = b;

	if (left->note != right->note)
		return left->note < right->note ? -1 : 1;
	return (left->ord > right->ord) - (left->ord < right->ord);
}

void apkg_sort_cards(struct apkg *apkg, bool notes)
{
	int (*order)(const void *, const void *) = notes ? by_note : by_id;

	for (size_t i = 1; i < apkg->cards; i++)
		if (order(&apkg->card[i - 1], &apkg->card[i]) > 0) {
			qsort(apkg->card, apkg->cards, sizeof(*apkg->card), order);
			break;
		}
}

/* What a schedule is there. */
struct standing {
	int type, queue;
	int64_t due, ivl, factor, left;
};

static void set_learning(const struct apkg *apkg, const struct out_card *card, struct standing *out)
{
	const struct out_deck *deck = &apkg->deck[card->deck];
	int64_t due_ms = card->queue == QUEUE_LEARN ? card->due : card->last_t - 1000LL * card->ivl;
	bool again = card->state == CARD_RELEARNING || card->graduated; /* it has waited for days before */
	int steps = again ? deck->relearns : deck->learns;

	out->type = again ? TYPE_RELEARN : TYPE_LEARN;
	out->left = steps > card->step ? steps - card->step : 1;
	if (again) {
		out->ivl = card->s >= 1 ? lroundf(card->s) : 1;
		out->factor = EASE;
	}
	if (-(int64_t)card->ivl >= DAY_MS / 1000) {
		out->queue = IN_DAY_LEARN;
		out->due = clock_study_day(due_ms, apkg->z) - apkg->day0;
	} else {
		out->queue = IN_LEARN;
		out->due = due_ms / 1000;
	}
}

static struct standing standing_of(struct apkg *apkg, const struct out_card *card)
{
	struct standing out = {.queue = IN_NEW, .type = TYPE_NEW};

	if (card->state == CARD_NEW || apkg->wishes->no_schedule) {
		out.due = ++apkg->position;
	} else if (card->state == CARD_REVIEW) {
		int64_t day = card->queue == QUEUE_REVIEW ? card->due : card->due_day;

		out = (struct standing){.type = TYPE_REVIEW,
					.queue = IN_REVIEW,
					.due = day - apkg->day0,
					.ivl = card->ivl > 0 ? card->ivl : 1,
					.factor = EASE};
	} else {
		set_learning(apkg, card, &out);
	}
	if (card->queue == QUEUE_SUSPENDED)
		out.queue = IN_SUSPENDED;
	else if (card->queue == QUEUE_BURIED && !apkg->wishes->no_schedule)
		out.queue = IN_BURIED;
	if (apkg->wishes->no_schedule)
		out.queue = IN_NEW;
	return out;
}

/* FSRS's memory, as Anki keeps it beside the card. */
static void put_memory(const struct apkg *apkg, const struct out_card *card, struct buf *data)
{
	const struct out_deck *deck = &apkg->deck[card->deck];

	buf_clear(data);
	if (card->state == CARD_NEW || !(card->s > 0) || apkg->wishes->no_schedule) {
		buf_addz(data, "{}");
		return;
	}
	buf_addf(data, "{\"s\":%.6g,\"d\":%.5g,\"dr\":%.3g,\"decay\":%.4g", (double)card->s, (double)card->d,
		 deck->retention, deck->decay);
	if (card->last_t)
		buf_addf(data, ",\"lrt\":%lld", (long long)(card->last_t / 1000));
	buf_addc(data, '}');
}

int apkg_put_cards(struct apkg *apkg, struct err *err)
{
	struct out_stmt *stmt;
	struct buf data = {0};
	int rc = out_prepare(apkg->db,
			     "INSERT INTO cards VALUES (?1, ?2, ?3, ?4, ?5, -1, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0, "
			     "0, ?14, ?15)",
			     &stmt, err);

	for (size_t i = 0; i < apkg->cards && rc >= 0; i++) {
		const struct out_card *card = &apkg->card[i];
		struct standing as;
		bool plain = apkg->wishes->no_schedule;

		if (!card->number)
			continue; /* its note does not go out */
		as = standing_of(apkg, card);
		put_memory(apkg, card, &data);
		out_int(stmt, 1, card->number);
		out_int(stmt, 2, card->note_number);
		out_int(stmt, 3, apkg->deck[card->deck].number);
		out_int(stmt, 4, card->ord);
		out_int(stmt, 5, apkg->now_ms / 1000);
		out_int(stmt, 6, as.type);
		out_int(stmt, 7, as.queue);
		out_int(stmt, 8, as.due);
		out_int(stmt, 9, as.ivl);
		out_int(stmt, 10, as.factor);
		out_int(stmt, 11, plain ? 0 : card->reps);
		out_int(stmt, 12, plain ? 0 : card->lapses);
		out_int(stmt, 13, as.left);
		out_int(stmt, 14, plain ? 0 : card->flag);
		out_text(stmt, 15, buf_str(&data));
		rc = out_run(stmt, err);
		apkg->counts->cards++;
	}
	buf_fini(&data);
	return rc < 0 ? -1 : 0;
}
