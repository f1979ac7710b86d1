/* SPDX-License-Identifier: MIT
 * Cards as they stand, day totals. */
#include "schema/cards.h"

#include "schema/apply.h"
#include "schema/owed.h"
#include "schema/stale.h"
#include "schema/tally_priv.h"

void card_read(struct use *use, struct card *card)
{
	*card = (struct card){
		.id = db_int(use, "id"),
		.uid = (uint64_t)db_int(use, "uid"),
		.note = db_int(use, "note"),
		.deck = db_int(use, "deck"),
		.ord = (uint32_t)db_int(use, "ord"),
		.queue = (enum card_queue)db_int(use, "queue"),
		.due = db_int(use, "due"),
		.state = (enum card_state)db_int(use, "state"),
		.s = db_real(use, "s"),
		.d = db_real(use, "d"),
		.reps = (int)db_int(use, "reps"),
		.lapses = (int)db_int(use, "lapses"),
		.step = (int)db_int(use, "step"),
		.ivl = db_int(use, "ivl"),
		.last_t = db_int(use, "last_t"),
		.last_day = db_int(use, "last_day"),
		.flag = (int)db_int(use, "flag"),
		.u = (int)db_int(use, "u"),
		.v = (int)db_int(use, "v"),
		.owed = db_int(use, "owed"),
		.played = db_int(use, "played"),
		.leech = db_int(use, "leech"),
		.cell = db_int(use, "cell"),
		.stale = db_int(use, "stale"),
	};
}

static int one(struct use *use, struct card *card, struct err *err)
{
	int rc = db_step(use, err);

	if (rc == 1)
		card_read(use, card);
	return rc < 0 ? -1 : !rc;
}

static int walk(struct use *use, card_each_fn *each, void *ctx, struct err *err)
{
	struct card card;
	int rc;

	while ((rc = db_step(use, err)) == 1) {
		card_read(use, &card);
		rc = each(ctx, &card, err);
		if (rc)
			return rc;
	}
	return rc;
}

int card_get(struct store *store, int64_t id, struct card *card, struct err *err)
{
	DB_USE(use, store, CARD_GET);

	db_bind_int(&use, "id", id);
	return one(&use, card, err);
}

int card_each_stale(struct store *store, int64_t first, card_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, CARD_STALE);

	db_bind_int(&use, "first", first);
	return walk(&use, each, ctx, err);
}

int card_find(struct store *store, uint64_t uid, struct card *card, struct err *err)
{
	DB_USE(use, store, CARD_FIND);

	db_bind_int(&use, "uid", (int64_t)uid);
	return one(&use, card, err);
}

static void bind_game(struct use *use, const struct card *card, struct str days)
{
	db_bind_int(use, "u", card->u);
	db_bind_int(use, "v", card->v);
	db_bind_int(use, "owed", card->owed);
	db_bind_int(use, "played", card->played);
	db_bind_int(use, "leech", card->leech);
	db_bind_int(use, "cell", card->cell);
	if (days.len)
		db_bind_blob(use, "days", days);
	else
		db_bind_null(use, "days");
}

int card_set(struct store *store, const struct card *card, struct err *err)
{
	return card_set_more(store, card, (struct str){NULL, 0}, err);
}

static int write_card(struct store *store, const struct card *card, struct str days, struct err *err)
{
	DB_USE(use, store, CARD_SET);

	db_bind_int(&use, "id", card->id);
	db_bind_int(&use, "queue", card->queue);
	db_bind_int(&use, "due", card->due);
	db_bind_int(&use, "state", card->state);
	if (card->state == CARD_NEW) {
		db_bind_null(&use, "s");
		db_bind_null(&use, "d");
	} else {
		db_bind_real(&use, "s", card->s);
		db_bind_real(&use, "d", card->d);
	}
	db_bind_int(&use, "reps", card->reps);
	db_bind_int(&use, "lapses", card->lapses);
	db_bind_int(&use, "step", card->step);
	db_bind_int(&use, "ivl", card->ivl);
	db_bind_int(&use, "last_t", card->last_t);
	db_bind_int(&use, "last_day", card->last_day);
	db_bind_int(&use, "flag", card->flag);
	bind_game(&use, card, days);
	return db_run(&use, err);
}

int card_set_more(struct store *store, const struct card *card, struct str days, struct err *err)
{
	return tally_card_set(store, card, err) || write_card(store, card, days, err) || stale_drop(store, card, err) ? -1 : 0;
}

static bool is_same(const struct card *a, const struct card *b)
{
	return a->queue == b->queue && a->due == b->due && a->state == b->state && a->s == b->s && a->d == b->d && a->reps == b->reps &&
	       a->lapses == b->lapses && a->step == b->step && a->ivl == b->ivl && a->last_t == b->last_t && a->last_day == b->last_day &&
	       a->flag == b->flag && a->u == b->u && a->v == b->v && a->owed == b->owed && a->played == b->played &&
	       a->leech == b->leech && a->cell == b->cell;
}

int card_replace(struct store *store, const struct card *before, const struct card *card, struct err *err)
{
	if (!is_same(before, card)) {
		tally_card_replaced(store, before, card);
		if (write_card(store, card, (struct str){NULL, 0}, err))
			return -1;
	}
	return before->stale ? stale_drop(store, card, err) : 0;
}

/* With the parameters that both such statements have. */
static int walk_due(struct use *use, const struct card_place *from, int limit, card_each_fn *each, void *ctx,
		    struct err *err)
{
	db_bind_int(use, "deck", from->deck);
	db_bind_int(use, "queue", from->queue);
	db_bind_int(use, "max", from->max_due);
	db_bind_int(use, "after_due", from->after_due);
	db_bind_int(use, "after_id", from->after_id);
	db_bind_int(use, "limit", limit);
	return walk(use, each, ctx, err);
}

int card_each_due(struct store *store, int64_t deck, enum card_queue queue, int64_t max_due,
		  int64_t after_due, int64_t after_id, int limit, card_each_fn *each, void *ctx,
		  struct err *err)
{
	DB_USE(use, store, CARD_DUE);

	return walk_due(&use, &(struct card_place){deck, queue, max_due, after_due, after_id}, limit, each, ctx, err);
}

int card_each_fresh(struct store *store, const struct card_place *from, int limit, card_each_fn *each, void *ctx,
		    struct err *err)
{
	DB_USE(use, store, CARD_DUE_FRESH);

	return walk_due(&use, from, limit, each, ctx, err);
}

int card_each_soon(struct store *store, enum card_queue queue, int64_t max_due, card_each_fn *each, void *ctx,
		   struct err *err)
{
	DB_USE(use, store, CARD_SOON);

	db_bind_int(&use, "queue", queue);
	db_bind_int(&use, "max", max_due);
	return walk(&use, each, ctx, err);
}

int card_decks_soon(struct store *store, enum card_queue queue, int64_t max_due, card_deck_fn *each, void *ctx,
		    struct err *err)
{
	DB_USE(use, store, CARD_SOON_DECKS);
	int rc;

	db_bind_int(&use, "queue", queue);
	db_bind_int(&use, "max", max_due);
	while ((rc = db_step(&use, err)) == 1)
		each(ctx, db_int(&use, "deck"));
	return rc;
}

int card_each_of_note(struct store *store, int64_t note, card_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, CARD_OF_NOTE);

	db_bind_int(&use, "note", note);
	return walk(&use, each, ctx, err);
}

int card_each_leech(struct store *store, int limit, card_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, CARD_LEECHES);

	db_bind_int(&use, "limit", limit);
	return walk(&use, each, ctx, err);
}

int card_each(struct store *store, card_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, CARD_ALL);

	return walk(&use, each, ctx, err);
}

int card_each_plain(struct store *store, int64_t after_id, int limit, card_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, CARD_PLAIN);
	int rc;

	db_bind_int(&use, "after", after_id);
	db_bind_int(&use, "limit", limit);
	while ((rc = db_step(&use, err)) == 1) {
		struct card card = {.id = db_int(&use, "id"),
				    .uid = (uint64_t)db_int(&use, "uid"),
				    .deck = db_int(&use, "deck"),
				    .queue = (enum card_queue)db_int(&use, "queue"),
				    .due = db_int(&use, "due"),
				    .s = db_real(&use, "s"),
				    .d = db_real(&use, "d"),
				    .ivl = db_int(&use, "ivl"),
				    .last_day = db_int(&use, "last_day")};

		rc = each(ctx, &card, err);
		if (rc)
			return rc;
	}
	return rc;
}

int card_count_due(struct store *store, int64_t deck, enum card_queue queue, int64_t max_due, int64_t cap,
		   int64_t *count, struct err *err)
{
	DB_USE(use, store, CARD_COUNT);

	db_bind_int(&use, "deck", deck);
	db_bind_int(&use, "queue", queue);
	db_bind_int(&use, "max", max_due);
	db_bind_int(&use, "cap", cap);
	if (db_step(&use, err) < 0)
		return -1;
	*count = db_int(&use, "n");
	return 0;
}

int card_sibling_on_day(struct store *store, int64_t note, int64_t except_card, int64_t day, struct err *err)
{
	DB_USE(use, store, CARD_SIBLING);

	db_bind_int(&use, "note", note);
	db_bind_int(&use, "id", except_card);
	db_bind_int(&use, "day", day);
	return db_step(&use, err);
}

int card_tag_unknown(struct store *store, int64_t deck, int64_t except_note, struct str tag, struct err *err)
{
	DB_USE(use, store, CARD_TAG_UNKNOWN);

	db_bind_int(&use, "deck", deck);
	db_bind_int(&use, "note", except_note);
	db_bind_text(&use, "tag", tag);
	return db_step(&use, err);
}

int card_has_rows(struct store *store, int64_t id, struct err *err)
{
	DB_USE(use, store, CARD_HAS_ROWS);

	db_bind_int(&use, "id", id);
	return db_step(&use, err);
}

static void read_day(struct use *use, struct day_total *total)
{
	*total = (struct day_total){
		.day = db_int(use, "day"),
		.deck = db_int(use, "deck"),
		.news = db_int(use, "news"),
		.reviews = db_int(use, "reviews"),
		.answers = db_int(use, "answers"),
		.again = db_int(use, "again"),
		.took_ms = db_int(use, "took"),
	};
}

int day_get(struct store *store, int64_t day, int64_t deck, struct day_total *total, struct err *err)
{
	DB_USE(use, store, DAY_GET);
	int rc;

	*total = (struct day_total){.day = day, .deck = deck};
	db_bind_int(&use, "day", day);
	db_bind_int(&use, "deck", deck);
	rc = db_step(&use, err);
	if (rc == 1)
		read_day(&use, total);
	return rc < 0 ? -1 : owed_to_day(store, total, err);
}

void day_plus(struct day_total *total, const struct day_total *add)
{
	total->news += add->news;
	total->reviews += add->reviews;
	total->answers += add->answers;
	total->again += add->again;
	total->took_ms += add->took_ms;
}

int day_add(struct store *store, const struct day_total *add, struct err *err)
{
	DB_USE(use, store, DAY_ADD);

	if (owes_sums(store)) {
		owe_day(store, add);
		return 0;
	}
	db_bind_int(&use, "day", add->day);
	db_bind_int(&use, "deck", add->deck);
	db_bind_int(&use, "news", add->news);
	db_bind_int(&use, "reviews", add->reviews);
	db_bind_int(&use, "answers", add->answers);
	db_bind_int(&use, "again", add->again);
	db_bind_int(&use, "took", add->took_ms);
	return db_run(&use, err);
}

int day_clear(struct store *store, int64_t first_day, int64_t last_day, struct err *err)
{
	DB_USE(use, store, DAY_CLEAR);
	DB_USE(fresh, store, STALE_DAY_DROP);

	db_bind_int(&use, "first", first_day);
	db_bind_int(&use, "last", last_day);
	db_bind_int(&fresh, "first", first_day);
	db_bind_int(&fresh, "last", last_day);
	store->has_stale_day = false;
	return db_run(&use, err) || db_run(&fresh, err) ? -1 : 0;
}

int day_each(struct store *store, int64_t from_day, int64_t to_day, day_each_fn *each, void *ctx,
	     struct err *err)
{
	DB_USE(use, store, DAY_BETWEEN);
	struct day_total total, owed = {0};
	int rc = owed_day(store, &owed, err);
	bool owes = rc == 0 && owed.day >= from_day && owed.day <= to_day;

	if (rc < 0)
		return -1;
	db_bind_int(&use, "from_day", from_day);
	db_bind_int(&use, "to_day", to_day);
	while ((rc = db_step(&use, err)) == 1) {
		read_day(&use, &total);
		if (owes && total.day == owed.day && total.deck == owed.deck) {
			day_plus(&total, &owed);
			owes = false;
		}
		rc = each(ctx, &total, err);
		if (rc)
			return rc;
	}
	return rc == 0 && owes ? each(ctx, &owed, err) : rc;
}
