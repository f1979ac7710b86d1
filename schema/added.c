/* SPDX-License-Identifier: MIT
 * Cards in the order in which they were added. */
#include "schema/added.h"

#include "schema/db.h"

static int walk(struct use *use, added_each_fn *each, void *ctx, struct err *err)
{
	int rc;

	while ((rc = db_step(use, err)) == 1) {
		struct added card = {.id = db_int(use, "id"),
				     .deck = db_int(use, "deck"),
				     .s = db_real(use, "s"),
				     .last_day = db_int(use, "last_day")};

		rc = each(ctx, &card, err);
		if (rc)
			return rc;
	}
	return rc;
}

int added_each(struct store *store, int64_t deck, int64_t behind, int limit, added_each_fn *each, void *ctx,
	       struct err *err)
{
	struct use use __attribute__((cleanup(db_release))) =
		db_use(store, deck ? ST_ADDED_OF_DECK : ST_ADDED_ALL);

	if (deck)
		db_bind_int(&use, "deck", deck);
	db_bind_int(&use, "behind", behind);
	db_bind_int(&use, "limit", limit);
	return walk(&use, each, ctx, err);
}
