/* SPDX-License-Identifier: MIT
 * Sums that an answer owes: a list of small records, each of which only adds, in the row of the log. */
#include "schema/owed.h"

#include "schema/tally_priv.h"

enum owed_kind { OWED_DAY = 1, OWED_STONE, OWED_CELL, OWED_CHANGE, OWED_TALLY };
enum { NUMBERS = 7 };

/* 7 bits a byte, the sign in the lowest bit. */
static void put(struct buf *out, int64_t value)
{
	uint64_t n = (uint64_t)value << 1 ^ (uint64_t)(value >> 63);

	for (; n >= 0x80; n >>= 7)
		buf_addc(out, (char)(n | 0x80));
	buf_addc(out, (char)n);
}

static bool take(struct str *rest, int64_t *value)
{
	uint64_t n = 0;

	for (size_t i = 0; i < rest->len && i < 10; i++) {
		n |= (uint64_t)(rest->s[i] & 0x7F) << (7 * i);
		if (rest->s[i] & 0x80)
			continue;
		*value = (int64_t)(n >> 1 ^ (0 - (n & 1)));
		*rest = str_slice(*rest, i + 1, rest->len);
		return true;
	}
	return false;
}

static void put_all(struct buf *out, enum owed_kind kind, const int64_t *number, int count)
{
	put(out, kind);
	for (int i = 0; i < count; i++)
		put(out, number[i]);
}

bool owes_sums(const struct store *store)
{
	return store->owing;
}

void store_owe_sums(struct store *store)
{
	store->owing = true;
	buf_clear(&store->owed);
}

void owe_day(struct store *store, const struct day_total *add)
{
	const int64_t number[] = {add->day, add->deck, add->news, add->reviews, add->answers, add->again, add->took_ms};

	put_all(&store->owed, OWED_DAY, number, 7);
}

void owe_stone(struct store *store, const struct stone *add)
{
	const int64_t number[] = {add->day, add->cards, add->dues, add->news, add->gain};

	put_all(&store->owed, OWED_STONE, number, 5);
}

void owe_cell(struct store *store, const struct memory_cell *add)
{
	const int64_t number[] = {add->key, add->n, add->ln, add->days};

	put_all(&store->owed, OWED_CELL, number, 4);
}

void owe_tallies(struct store *store)
{
	struct tallying *t = &store->tallying;
	struct buf cells = {0};

	for (size_t i = 0; i < t->count; i++) {
		const int64_t number[] = {t->change[i].deck, t->change[i].cell, t->change[i].day, t->change[i].by};

		if (t->change[i].by)
			put_all(&store->owed, OWED_CHANGE, number, 4);
	}
	if (t->has_day) {
		cells_put(&cells, (const int64_t *)&t->add, TALLY_CELLS);
		put_all(&store->owed, OWED_TALLY, (const int64_t[]){t->day, t->deck, (int64_t)cells.len}, 3);
		buf_add(&store->owed, buf_str(&cells));
	}
	buf_fini(&cells);
	tally_forget(store);
}

struct record {
	enum owed_kind kind;
	int64_t n[NUMBERS];
	struct str cells;
};

/* False: the end, or nothing that this program wrote. */
static bool next(struct str *rest, struct record *record)
{
	static const int counts[] = {[OWED_DAY] = 7, [OWED_STONE] = 5, [OWED_CELL] = 4, [OWED_CHANGE] = 4, [OWED_TALLY] = 3};
	int64_t kind;

	if (!take(rest, &kind) || kind < OWED_DAY || kind > OWED_TALLY)
		return false;
	record->kind = (enum owed_kind)kind;
	for (int i = 0; i < counts[kind]; i++)
		if (!take(rest, &record->n[i]))
			return false;
	if (kind != OWED_TALLY)
		return true;
	if (record->n[2] < 0 || (size_t)record->n[2] > rest->len)
		return false;
	record->cells = str_slice(*rest, 0, (size_t)record->n[2]);
	*rest = str_slice(*rest, (size_t)record->n[2], rest->len);
	return true;
}

static struct day_total day_of(const int64_t *n)
{
	return (struct day_total){.day = n[0], .deck = n[1], .news = n[2], .reviews = n[3], .answers = n[4], .again = n[5],
				  .took_ms = n[6]};
}

static int add(struct store *store, const struct record *record, struct err *err)
{
	const int64_t *n = record->n;
	struct day_total total = day_of(n);
	struct tally tally = {0};

	switch (record->kind) {
	case OWED_DAY: return day_add(store, &total, err);
	case OWED_STONE:
		return stone_add(store, &(struct stone){.day = n[0], .cards = n[1], .dues = n[2], .news = n[3], .gain = n[4]},
				 err);
	case OWED_CELL: return cell_add(store, &(struct memory_cell){n[0], n[1], n[2], n[3]}, err);
	case OWED_CHANGE: tally_note(store, n[0], (int)n[1], n[2], n[3]); return 0;
	case OWED_TALLY:
		cells_add((int64_t *)&tally, TALLY_CELLS, record->cells);
		return tally_add(store, n[0], n[1], &tally, err);
	}
	return 0;
}

/* What is owed as of the last commit, into `text`: 0, or 1 nothing. */
static int read_owed(struct store *store, struct buf *text, int64_t *alias, struct err *err)
{
	DB_USE(use, store, LOG_OWED);
	int rc = db_step(&use, err);

	buf_clear(text);
	if (rc == 1) {
		*alias = db_int(&use, "alias");
		buf_add(text, db_text(&use, "owed"));
	}
	return rc < 0 ? -1 : !rc;
}

static int forget(struct store *store, int64_t alias, struct err *err)
{
	DB_USE(use, store, LOG_PAID);

	db_bind_int(&use, "alias", alias);
	return db_run(&use, err);
}

int owed_add(struct store *store, struct err *err)
{
	struct record record;
	struct str rest;
	int64_t alias;
	int rc = read_owed(store, &store->owed, &alias, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	rest = buf_str(&store->owed);
	while (rc == 0 && next(&rest, &record))
		rc = add(store, &record, err);
	return rc || forget(store, alias, err) ? -1 : 0;
}

static int settle(struct store *store, struct err *err)
{
	STORE_TX(tx);

	if (store_begin(store, &tx, err) || store_commit(&tx, err))
		return -1;
	store->commits--; /* no card is another one */
	return 0;
}

int store_settle(struct store *store, struct err *err)
{
	int64_t alias;
	int rc = store->in_tx ? 1 : read_owed(store, &store->owed, &alias, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	store_idle(store, true);
	rc = settle(store, err);
	store_idle(store, false);
	return rc;
}

void owed_settle(struct store *store)
{
	struct err ignored;

	if (store_settle(store, &ignored))
		buf_clear(&store->owed);
}

/* What this transaction owes, or what is stored. */
static int look(struct store *store, struct str *rest, struct err *err)
{
	int64_t alias;
	int rc = store->in_tx ? !store->owing : read_owed(store, &store->owed, &alias, err);

	*rest = buf_str(&store->owed);
	return rc;
}

int owed_day(struct store *store, struct day_total *total, struct err *err)
{
	struct record record;
	struct str rest;
	int rc = look(store, &rest, err);

	while (rc == 0 && next(&rest, &record))
		if (record.kind == OWED_DAY) {
			*total = day_of(record.n);
			return 0;
		}
	return rc < 0 ? -1 : 1;
}

int owed_to_day(struct store *store, struct day_total *total, struct err *err)
{
	struct day_total owed;
	int rc = owed_day(store, &owed, err);

	if (rc || owed.day != total->day || owed.deck != total->deck)
		return rc < 0 ? -1 : 0;
	day_plus(total, &owed);
	return 0;
}

int owed_to_stone(struct store *store, struct stone *stone, struct err *err)
{
	struct record record;
	struct str rest;
	int rc = look(store, &rest, err);

	while (rc == 0 && next(&rest, &record)) {
		if (record.kind != OWED_STONE || record.n[0] != stone->day)
			continue;
		stone->cards += record.n[1];
		stone->dues += record.n[2];
		stone->news += record.n[3];
		stone->gain += record.n[4];
	}
	return rc < 0 ? -1 : 0;
}
