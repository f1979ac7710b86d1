/* SPDX-License-Identifier: MIT
 * Makes a store of any size for ./dev bench: make_store FILE CARDS [unlimited]. Half of the cards were
 * reviewed once in the 30 days before CAIRN_NOW and are due in the year after it, some 200 of them today; the
 * rest are new; 40 decks. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/random.h"
#include "schema/cards.h"
#include "schema/log.h"
#include "schema/notes.h"
#include "schema/store.h"
#include "study/days.h"
#include "study/fold.h"

enum { BATCH = 10000, DECKS = 40, DAYS = 30, ZONE = 60 - 4 * 60 };

struct maker {
	struct store *store;
	struct clock *clock;
	struct rng rng;
	struct settings settings;
	int64_t cards, today;
	struct buf front, back, deck;
};

static const char *const words[] = {"river",   "stone",	   "library", "mountain", "between",
				    "history", "yellow",   "seldom",  "carries",  "northern",
				    "harbour", "question", "because", "winter"};

static int put_note(struct maker *m, int64_t number, struct err *err)
{
	struct str fields[2], none = {NULL, 0};
	struct note_draft draft = {.type = template_builtin(TYPE_BASIC)->uid, .fields = {fields, 2}};

	buf_clear(&m->front), buf_clear(&m->back), buf_clear(&m->deck);
	buf_addf(&m->front, "Number%lld asks about the %s", (long long)number, words[rng_below(&m->rng, 14)]);
	for (int i = 0; i < (number % 3 ? 12 : 2); i++) /* every third one is short enough to be chosen */
		buf_addf(&m->back, "%s ", words[rng_below(&m->rng, 14)]);
	m->back.s[--m->back.len] = '\0';
	buf_addf(&m->deck, "Bench::Deck %02d", (int)(number % DECKS));
	fields[0] = buf_str(&m->front);
	fields[1] = buf_str(&m->back);
	draft.deck = buf_str(&m->deck);
	draft.tags = none;
	draft.uid = note_uid("text", draft.deck, fields[0]);
	return note_put(m->store, &draft, ZONE, err) < 0 ? -1 : 0;
}

/* Known at once, and due when it pleases us: a fold takes the day that the row says, and memory from the rating. Every sum that folding keeps is that of these cards. */
static int put_review(struct maker *m, int64_t number, struct err *err)
{
	int64_t now = clock_wall_ms(m->clock), spread = m->cards / 400 + 1, day = clock_study_day(now, ZONE);
	struct schedule next = {.stage = {.state = CARD_REVIEW}, .reps = 1};
	struct card card, before;
	struct row row = {.kind = ROW_REVIEW_KIND, .z = ZONE};
	struct gift gift;

	if (card_get(m->store, number, &card, err))
		return -1;
	before = card;
	next.ivl = m->today + (int64_t)rng_below(&m->rng, 1 + (uint64_t)spread % 365) - day;
	next.memory = fsrs_next(&m->settings.fsrs, (struct memory){0}, 0, RATE_EASY);
	row.card = card.uid;
	row.review = (struct row_review){
		.rating = RATE_EASY, .took_ms = 4000, .p = -1, .ivl = next.ivl, .s = llround(1000 * next.memory.s), .dist = -1};
	if (log_append(m->store, &row, err))
		return -1;
	fold_answered(&card, &next, row.t, day);
	return game_answered(m->store, &before, &row, &m->settings.fsrs, &card, &gift, err) ||
			       days_add(m->store, &before, &row, err)
		       ? -1
		       : 0;
}

static int in_batches(struct maker *m, int64_t from, int64_t to,
		      int (*put)(struct maker *m, int64_t number, struct err *err), struct err *err)
{
	while (from <= to) {
		STORE_TX(tx);

		if (store_begin(m->store, &tx, err))
			return -1;
		for (int i = 0; i < BATCH && from <= to; i++)
			if (put(m, from++, err))
				return -1;
		if (store_commit(&tx, err))
			return -1;
	}
	return 0;
}

static int make(struct maker *m, struct err *err)
{
	int64_t reviewed = m->cards / 2;

	if (in_batches(m, 1, m->cards, put_note, err))
		return -1;
	for (int day = 0; day < DAYS; day++) {
		clock_advance(m->clock, DAY_MS);
		if (in_batches(m, reviewed * day / DAYS + 1, reviewed * (day + 1) / DAYS, put_review, err))
			return -1;
	}
	store_checkpoint(m->store);
	return 0;
}

static int lift_limits(struct maker *m, struct err *err)
{
	STORE_TX(tx);

	return store_begin(m->store, &tx, err) || setting_set(m->store, "new", STR("9999"), ZONE, err) ||
	       setting_set(m->store, "reviews", STR("9999"), ZONE, err) || store_commit(&tx, err);
}

int main(int argc, char **argv)
{
	struct clock clock;
	struct err err;
	struct maker m = {.clock = &clock};

	if (argc < 3 || argc > 4 || (m.cards = atoll(argv[2])) < 1) {
		fputs("make_store FILE CARDS [unlimited]\n", stderr);
		return 2;
	}
	rng_seed(&m.rng, argc == 4 ? 2 : 1); /* logs of its own beside make_history's */
	settings_default(&m.settings);
	if (clock_init(&clock, &err))
		goto failed;
	clock.fixed = true;
	m.today = clock_study_day(clock.wall_ms, ZONE);
	clock.wall_ms -= (int64_t)(DAYS + 1) * DAY_MS;
	if (store_open(&m.store, argv[1], &clock, &m.rng, &err) || make(&m, &err) ||
	    (argc == 4 && lift_limits(&m, &err)))
		goto failed;
	store_close(m.store);
	buf_fini(&m.front), buf_fini(&m.back), buf_fini(&m.deck);
	return 0;
failed:
	fprintf(stderr, "make_store: %s\n", err.text);
	return 1;
}
