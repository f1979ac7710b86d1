/* SPDX-License-Identifier: MIT
 * What the game keeps beside the cards: stones and cells. */
#include "schema/stones.h"

#include "schema/db.h"
#include "schema/owed.h"

static void read_stone(struct use *use, struct stone *stone)
{
	*stone = (struct stone){
		.day = db_int(use, "day"),
		.cards = db_int(use, "cards"),
		.dues = db_int(use, "dues"),
		.news = db_int(use, "news"),
		.gain = db_int(use, "gain"),
		.combo = db_int(use, "combo"),
		.quests = db_int(use, "quests"),
		.planned = !db_is_null(use, "due"),
		.due = db_int(use, "due"),
		.quota = db_int(use, "quota"),
		.rest = db_int(use, "rest"),
		.since = db_int(use, "since"),
		.reached = db_int(use, "reached"),
	};
}

int stone_each(struct store *store, int64_t from_day, stone_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, STONE_FROM);
	struct stone stone;
	int rc;

	owed_settle(store);

	db_bind_int(&use, "day", from_day);
	while ((rc = db_step(&use, err)) == 1) {
		read_stone(&use, &stone);
		rc = each(ctx, &stone, err);
		if (rc)
			return rc;
	}
	return rc;
}

int stone_get(struct store *store, int64_t day, struct stone *stone, struct err *err)
{
	DB_USE(use, store, STONE_GET);
	int rc;

	*stone = (struct stone){.day = day};
	db_bind_int(&use, "day", day);
	rc = db_step(&use, err);
	if (rc == 1)
		read_stone(&use, stone);
	return rc < 0 ? -1 : owed_to_stone(store, stone, err);
}

int stone_unsettle(struct store *store, int64_t day, struct err *err)
{
	DB_USE(use, store, STONE_UNSETTLE);

	db_bind_int(&use, "day", day);
	return db_run(&use, err);
}

int stone_add(struct store *store, const struct stone *add, struct err *err)
{
	DB_USE(use, store, STONE_ADD);

	if (owes_sums(store)) {
		owe_stone(store, add);
		return 0;
	}
	db_bind_int(&use, "day", add->day);
	db_bind_int(&use, "cards", add->cards);
	db_bind_int(&use, "dues", add->dues);
	db_bind_int(&use, "news", add->news);
	db_bind_int(&use, "gain", add->gain);
	return db_run(&use, err);
}

static void bind_plan(struct use *use, const struct stone *stone)
{
	if (!stone->planned) {
		db_bind_null(use, "due");
		db_bind_null(use, "quota");
		db_bind_null(use, "rest");
		db_bind_null(use, "since");
		return;
	}
	db_bind_int(use, "due", stone->due);
	db_bind_int(use, "quota", stone->quota);
	db_bind_int(use, "rest", stone->rest);
	db_bind_int(use, "since", stone->since);
}

int stone_settle(struct store *store, const struct stone *stone, struct err *err)
{
	DB_USE(use, store, STONE_SETTLE);

	db_bind_int(&use, "day", stone->day);
	db_bind_int(&use, "combo", stone->combo);
	db_bind_int(&use, "quests", stone->quests);
	bind_plan(&use, stone);
	db_bind_int(&use, "reached", stone->reached);
	return db_run(&use, err);
}

int cell_each(struct store *store, cell_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, CELL_ALL);
	int rc;

	owed_settle(store);

	while ((rc = db_step(&use, err)) == 1) {
		struct memory_cell cell = {.key = db_int(&use, "key"),
				    .n = db_int(&use, "n"),
				    .ln = db_int(&use, "ln"),
				    .days = db_int(&use, "days")};

		rc = each(ctx, &cell, err);
		if (rc)
			return rc;
	}
	return rc;
}

int cell_add(struct store *store, const struct memory_cell *add, struct err *err)
{
	DB_USE(use, store, CELL_ADD);

	if (owes_sums(store)) {
		owe_cell(store, add);
		return 0;
	}
	db_bind_int(&use, "key", add->key);
	db_bind_int(&use, "n", add->n);
	db_bind_int(&use, "ln", add->ln);
	db_bind_int(&use, "days", add->days);
	return db_run(&use, err);
}

int cell_move(struct store *store, const struct memory_cell *from, const struct memory_cell *to, struct err *err)
{
	DB_USE(use, store, CELL_MOVE);

	if (owes_sums(store)) {
		owe_cell(store, &(struct memory_cell){from->key, -1, -from->ln, -from->days});
		owe_cell(store, &(struct memory_cell){to->key, 1, to->ln, to->days});
		return 0;
	}
	db_bind_int(&use, "from", from->key);
	db_bind_int(&use, "from_ln", from->ln);
	db_bind_int(&use, "from_day", from->days);
	db_bind_int(&use, "key", to->key);
	db_bind_int(&use, "ln", to->ln);
	db_bind_int(&use, "day", to->days);
	return db_run(&use, err);
}

int cell_sweep(struct store *store, struct err *err)
{
	DB_USE(use, store, CELL_SWEEP);

	return db_run(&use, err);
}

int card_gave(struct store *store, int64_t id, struct card_gave *gave, struct buf *days, struct err *err)
{
	DB_USE(use, store, CARD_GAVE);
	int rc;

	db_bind_int(&use, "id", id);
	rc = db_step(&use, err);
	if (rc == 1) {
		*gave = (struct card_gave){.s = db_real(&use, "s"),
					   .last_day = db_int(&use, "last_day"),
					   .cell = db_int(&use, "cell")};
		buf_add(days, db_text(&use, "days"));
	}
	return rc < 0 ? -1 : !rc;
}

int card_gives(struct store *store, int64_t id, struct str days, struct err *err)
{
	DB_USE(use, store, CARD_GIVES);

	db_bind_int(&use, "id", id);
	if (days.len)
		db_bind_blob(&use, "days", days);
	else
		db_bind_null(&use, "days");
	return db_run(&use, err);
}
