/* SPDX-License-Identifier: MIT
 * Makes the store of somebody who studied for years: make_history FILE DAYS NOTES. A hundred rows a day: NOTES
 * notes spread over all days, each with one card, and answers at growing intervals; a process a day. Or
 * make_history FILE documents LEARNER: the own rows as documents of a server, one after the other, on stdout. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/random.h"
#include "schema/cards.h"
#include "schema/marks.h"
#include "schema/notes.h"
#include "sync/mongo/row_bson.h"

enum { DAY_ROWS = 100, DECKS = 10, ZONE = 60 - 4 * 60, ANSWER_MS = 8000 };

struct learned {
	uint64_t uid;
	int64_t reps, ivl;
	int next; /* in its day's list; -1: the last */
};

struct history {
	const char *path;
	struct store *store;
	struct clock clock;
	struct rng rng;
	int64_t days, notes, made;
	struct learned *card;
	int *due; /* first card of each day's list */
};

static int open_store(struct history *h, struct err *err)
{
	store_close(h->store);
	h->store = NULL;
	return store_open(&h->store, h->path, &h->clock, &h->rng, err);
}

static int put_note(struct history *h, struct err *err)
{
	struct str fields[2];
	struct note_draft draft = {.type = template_builtin(TYPE_BASIC)->uid, .fields = {fields, 2}};
	struct buf front = {0}, back = {0}, deck = {0};
	int rc;

	buf_addf(&front, "What does number %lld mean, of all the things to know?", (long long)h->made);
	buf_addf(&back, "It means %lld, and a sentence that says why it is worth knowing that",
		 (long long)rng_below(&h->rng, 1000000));
	buf_addf(&deck, "Years::Deck %d", (int)(h->made % DECKS));
	fields[0] = buf_str(&front);
	fields[1] = buf_str(&back);
	draft.deck = buf_str(&deck);
	draft.uid = note_uid("text", draft.deck, fields[0]);
	rc = note_put(h->store, &draft, ZONE, err);
	h->card[h->made].uid = hash_card_uid(draft.uid, 0);
	buf_fini(&front), buf_fini(&back), buf_fini(&deck);
	return rc < 0 ? -1 : 0;
}

static void put_due(struct history *h, int64_t day, int card)
{
	if (day >= h->days)
		day = h->days;
	h->card[card].next = h->due[day];
	h->due[day] = card;
}

/* The card that is due, or the next one to be. */
static int take_due(struct history *h, int64_t day)
{
	int card;

	while (day < h->days && h->due[day] < 0)
		day++;
	card = h->due[day];
	if (card >= 0)
		h->due[day] = h->card[card].next;
	return card;
}

static int answer(struct history *h, int64_t day, int number, struct err *err)
{
	struct learned *card = &h->card[number];
	struct row row = {.kind = ROW_REVIEW_KIND, .z = ZONE, .card = card->uid};
	int64_t rating = rng_below(&h->rng, 10) == 0 ? 1 : 2 + (int64_t)rng_below(&h->rng, 3);

	card->ivl = rating == 1 || !card->ivl ? 1 : card->ivl + 1 + card->ivl * (int64_t)rng_below(&h->rng, 10) / 10;
	row.review = (struct row_review){.rating = rating,
					 .took_ms = 2000 + (int64_t)rng_below(&h->rng, 9000),
					 .p = card->reps ? 9000 + (int64_t)rng_below(&h->rng, 900) : -1,
					 .ord = card->reps++,
					 .ivl = card->ivl,
					 .s = 1000 * card->ivl + (int64_t)rng_below(&h->rng, 1000),
					 .dist = -1};
	put_due(h, day + card->ivl, number);
	return log_append(h->store, &row, err);
}

static int one_row(struct history *h, int64_t day, struct err *err)
{
	int card;

	clock_advance(&h->clock, ANSWER_MS);
	if (h->made * h->days < h->notes * (day + 1)) {
		put_due(h, day, (int)h->made);
		return put_note(h, err) || ++h->made < 0 ? -1 : 0;
	}
	card = take_due(h, day);
	return card < 0 ? 0 : answer(h, day, card, err);
}

static int make(struct history *h, struct err *err)
{
	int64_t begin = h->clock.wall_ms - h->days * DAY_MS;

	for (int64_t day = 0; day < h->days; day++) {
		STORE_TX(tx);

		h->clock.wall_ms = begin + day * DAY_MS;
		if (open_store(h, err) || store_begin(h->store, &tx, err))
			return -1;
		for (int i = 0; i < DAY_ROWS; i++)
			if (one_row(h, day, err))
				return -1;
		if (store_commit(&tx, err))
			return -1;
	}
	store_checkpoint(h->store);
	return 0;
}

static int print(void *ctx, const struct row *row, struct err *err)
{
	bson_t *doc = row_encode(ctx, row);

	(void)err;
	fwrite(bson_get_data(doc), 1, doc->len, stdout);
	bson_destroy(doc);
	return 0;
}

static int print_documents(struct history *h, const char *learner, struct err *err)
{
	struct row_codec codec = {.learner = str_of(learner)};
	struct mark own;
	STORE_TX(tx);

	return open_store(h, err) || store_begin(h->store, &tx, err) || mark_own(h->store, &own, err) ||
	       place_each(h->store, own.log, 1, -1, print, &codec, err);
}

static int run(struct history *h, char **argv, struct err *err)
{
	int rc;

	rng_seed(&h->rng, 1);
	if (clock_init(&h->clock, err))
		return -1;
	h->clock.fixed = true;
	if (!strcmp(argv[2], "documents"))
		return print_documents(h, argv[3], err);
	h->days = atoll(argv[2]);
	h->notes = atoll(argv[3]);
	h->card = mem_array((size_t)h->notes + 1, sizeof *h->card);
	h->due = mem_array((size_t)h->days + 1, sizeof *h->due);
	memset(h->due, -1, ((size_t)h->days + 1) * sizeof *h->due);
	rc = make(h, err);
	free(h->card);
	free(h->due);
	return rc;
}

int main(int argc, char **argv)
{
	struct history h = {0};
	struct err err;
	int rc;

	if (argc != 4) {
		fputs("make_history FILE DAYS NOTES | FILE documents LEARNER\n", stderr);
		return 2;
	}
	h.path = argv[1];
	rc = run(&h, argv, &err);
	if (rc)
		fprintf(stderr, "make_history: %s\n", err.text);
	store_close(h.store);
	return rc ? 1 : 0;
}
