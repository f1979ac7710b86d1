/* SPDX-License-Identifier: MIT
 * A store in the hands of a script: appends rows and lists them, without a game. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "schema/marks.h"

struct hand {
	struct clock clock;
	struct rng rng;
	struct store *store;
};

static int add(struct hand *hand, int64_t count, struct err *err)
{
	for (int64_t i = 0; i < count; i++) {
		struct row row = {
			.kind = ROW_REVIEW_KIND, .card = hash_card_uid(5, (uint32_t)(i % 1000)), .z = -240};
		STORE_TX(tx);

		row.review.rating = 1 + i % 4;
		row.review.took_ms = 1000 + i;
		row.review.dist = -1;
		if (store_begin(hand->store, &tx, err) || log_append(hand->store, &row, err) ||
		    store_commit(&tx, err))
			return -1;
	}
	return 0;
}

/* All in one transaction: for many. */
static int bulk(struct hand *hand, int64_t count, struct err *err)
{
	STORE_TX(tx);

	if (store_begin(hand->store, &tx, err))
		return -1;
	for (int64_t i = 0; i < count; i++) {
		struct row row = {
			.kind = ROW_REVIEW_KIND, .card = hash_card_uid(5, (uint32_t)(i % 1000)), .z = -240};

		row.review.rating = 1 + i % 4;
		row.review.dist = -1;
		if (log_append(hand->store, &row, err))
			return -1;
	}
	return store_commit(&tx, err);
}

static int print(void *ctx, const struct row *row, struct err *err)
{
	struct buf body = {0};

	(void)ctx;
	(void)err;
	row_put_body(&body, row);
	printf("%016" PRIx64 " %" PRId64 " %d %016" PRIx64 " %016" PRIx64 "\n", row->origin, row->at,
	       row->kind, row->card, hash_bytes(buf_str(&body)));
	buf_fini(&body);
	return 0;
}

static int counts(struct hand *hand, struct err *err)
{
	struct log_counts counts;

	if (log_counts(hand->store, &counts, err))
		return -1;
	printf("rows %" PRId64 " waiting %" PRId64 " safe %" PRId64 "\n", counts.rows, counts.waiting,
	       counts.safe);
	return 0;
}

static int act(struct hand *hand, int argc, char **argv, struct err *err)
{
	int64_t count = argc > 3 ? atoll(argv[3]) : 1;

	if (!strcmp(argv[2], "add"))
		return add(hand, count, err);
	if (!strcmp(argv[2], "bulk"))
		return bulk(hand, count, err);
	if (!strcmp(argv[2], "list"))
		return log_each(hand->store, print, NULL, err);
	if (!strcmp(argv[2], "counts"))
		return counts(hand, err);
	return err_set(err, ERR_USAGE, "add N, bulk N, list or counts");
}

int main(int argc, char **argv)
{
	struct hand hand = {0};
	struct err err = {0};

	rng_init_unique(&hand.rng);
	if (argc < 3) {
		fputs("usage: store-rows STORE add N|bulk N|list|counts\n", stderr);
		return 2;
	}
	if (clock_init(&hand.clock, &err) || store_open(&hand.store, argv[1], &hand.clock, &hand.rng, &err) ||
	    act(&hand, argc, argv, &err)) {
		fprintf(stderr, "store-rows: %s\n", err.text);
		return 1;
	}
	store_close(hand.store);
	return 0;
}
