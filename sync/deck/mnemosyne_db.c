/* SPDX-License-Identifier: MIT
 * Mnemosyne's databases: tables that are scanned, and brought together here (libmnemosyne's databases/SQLite.py has the
 * schema). */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sync/deck/foreign.h"
#include "sync/deck/mnemosyne_priv.h"

enum { ROWS_MAX = 5 * 1000 * 1000 };
#define IMAGE_MAX (512LL << 20)

static struct str keep(struct mnem *mnem, const struct foreign_row *row, int column)
{
	return arena_str(&mnem->arena, foreign_text(row, column));
}

static int too_many(size_t count, struct err *err)
{
	return count < ROWS_MAX ? 0 : err_set(err, ERR_INPUT, "a table of it has more than five million rows");
}

static int take_fact(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct mnem *mnem = ctx;
	struct mnem_fact *fact = MNEM_ADD(mnem->facts);

	*fact = (struct mnem_fact){(uint64_t)foreign_int(row, 0), keep(mnem, row, 1)};
	return too_many(mnem->facts.count, err);
}

static int take_pair(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct mnem *mnem = ctx;
	struct mnem_pair *pair = MNEM_ADD(mnem->pairs);

	*pair = (struct mnem_pair){(uint64_t)foreign_int(row, 0), keep(mnem, row, 1), keep(mnem, row, 2)};
	return too_many(mnem->pairs.count, err);
}

static int take_tag(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct mnem *mnem = ctx;
	struct mnem_tag *tag = MNEM_ADD(mnem->tags);

	*tag = (struct mnem_tag){(uint64_t)foreign_int(row, 0), keep(mnem, row, 1)};
	return too_many(mnem->tags.count, err);
}

static int take_link(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct mnem *mnem = ctx;
	struct mnem_link *link = MNEM_ADD(mnem->links);

	*link = (struct mnem_link){(uint64_t)foreign_int(row, 0), (uint64_t)foreign_int(row, 1)};
	return too_many(mnem->links.count, err);
}

static int64_t within(int64_t value, int64_t max)
{
	return value < 0 ? 0 : value > max ? max : value;
}

static int take_card(void *ctx, const struct foreign_row *row, struct err *err)
{
	enum { ID, NAME, TYPE, FACT, VIEW, GRADE, NEXT, LAST, EASINESS, ACQUIRED, RETAINED, LAPSES, MOD, EXTRA };
	struct mnem *mnem = ctx;
	struct mnem_card *card = MNEM_ADD(mnem->cards);

	*card = (struct mnem_card){
		.key = (uint64_t)foreign_int(row, ID),
		.fact = (uint64_t)foreign_int(row, FACT),
		.name = mnem_key(foreign_text(row, NAME)),
		.type = keep(mnem, row, TYPE),
		.view = keep(mnem, row, VIEW),
		.extra = keep(mnem, row, EXTRA),
		.grade = foreign_int(row, GRADE),
		.next_s = foreign_int(row, NEXT),
		.last_s = foreign_int(row, LAST),
		.mod_s = foreign_int(row, MOD),
		.reps = within(foreign_int(row, ACQUIRED), 1 << 24) + within(foreign_int(row, RETAINED), 1 << 24),
		.lapses = foreign_int(row, LAPSES),
		.easiness = foreign_real(row, EASINESS),
	};
	return too_many(mnem->cards.count, err);
}

static int take_answer(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct mnem *mnem = ctx;
	struct mnem_answer *answer = MNEM_ADD(mnem->answers);

	*answer = (struct mnem_answer){.at_s = foreign_int(row, 0),
				       .name = mnem_key(foreign_text(row, 1)),
				       .grade = foreign_int(row, 2),
				       .took_s = foreign_int(row, 3),
				       .next_s = foreign_int(row, 4)};
	return too_many(mnem->answers.count, err);
}

static int load_image(struct mnem *mnem, char *image, size_t *len, struct err *err)
{
	ssize_t got = 1;

	if (lseek(mnem->fd, 0, SEEK_SET) < 0)
		return err_sys(err, "reading it");
	while (*len < (size_t)IMAGE_MAX && (got = read(mnem->fd, image + *len, (size_t)IMAGE_MAX - *len)) > 0)
		*len += (size_t)got;
	if (got < 0)
		return err_sys(err, "reading it");
	return got == 0 ? 0 : err_set(err, ERR_INPUT, "its database is larger than 512 MiB");
}

static int found(void *ctx, const struct foreign_row *row, struct err *err)
{
	(void)row, (void)err;
	*(bool *)ctx = true;
	return 1;
}

/* Somebody else's database is named as such. */
static int refuse_others(struct foreign *db, struct err *err)
{
	bool mnemosyne = false, anki = false;

	if (foreign_each(db, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'data_for_fact'", found, &mnemosyne,
			 err) < 0 ||
	    foreign_each(db, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'revlog'", found, &anki, err) < 0)
		return -1;
	if (mnemosyne)
		return 0;
	return err_set(err, ERR_INPUT, anki ? "it is Anki's own database: let Anki export a package (.colpkg) and import that"
					    : "it is a database, and not Mnemosyne's");
}

static int load_tables(struct mnem *mnem, struct foreign *db, struct err *err)
{
	static const struct {
		const char *sql;
		foreign_each_fn *take;
	} tables[] = {
		{"SELECT _id, id FROM facts", take_fact},
		{"SELECT _fact_id, key, value FROM data_for_fact", take_pair},
		{"SELECT _id, name FROM tags", take_tag},
		{"SELECT _card_id, _tag_id FROM tags_for_card", take_link},
		{"SELECT _id, id, card_type_id, _fact_id, fact_view_id, grade, next_rep, last_rep, easiness, acq_reps, ret_reps, "
		 "lapses, modification_time, extra_data FROM cards",
		 take_card},
		{"SELECT timestamp, object_id, grade, thinking_time, next_rep FROM log WHERE +event_type = 9", take_answer},
	};

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (foreign_each(db, tables[i].sql, tables[i].take, mnem, err))
			return -1;
	return 0;
}

int mnem_load_database(struct mnem *mnem, struct err *err)
{
	char *image = mmap(NULL, (size_t)IMAGE_MAX, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	struct foreign *db;
	size_t len = 0;
	int rc;

	if (image == MAP_FAILED)
		return err_sys(err, "making room for its database");
	rc = load_image(mnem, image, &len, err);
	if (rc == 0)
		rc = foreign_open(&db, image, len, err);
	if (rc == 0) {
		rc = refuse_others(db, err);
		if (rc == 0)
			rc = load_tables(mnem, db, err);
		foreign_close(db);
	}
	munmap(image, (size_t)IMAGE_MAX);
	return rc;
}
