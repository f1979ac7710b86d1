/* SPDX-License-Identifier: MIT
 * The history for Anki: a line an answer, told apart by its moment alone. */
#include <stdlib.h>

#include "base/clock.h"
#include "sync/deck/out/apkg_priv.h"

/* Anki's kinds of lines. */
enum { LINE_LEARN, LINE_REVIEW, LINE_RELEARN, LINE_CRAM, LINE_MANUAL };
enum { MOMENTS_TRIED = 1000 };

struct log {
	struct apkg *apkg;
	struct out_stmt *stmt;
	int64_t last; /* moment that was written last */
};

static struct out_card *card_of(struct apkg *apkg, int64_t id)
{
	size_t low = 0, high = apkg->cards;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (apkg->card[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < apkg->cards && apkg->card[low].id == id ? &apkg->card[low] : NULL;
}

struct line {
	int64_t at, ease, ivl, factor, took;
	int type;
};

static int put(struct log *log, const struct out_card *card, struct line line, struct err *err)
{
	int put = 0;

	out_int(log->stmt, 2, card->number);
	out_int(log->stmt, 3, line.ease);
	out_int(log->stmt, 4, line.ivl);
	out_int(log->stmt, 5, card->last_ivl);
	out_int(log->stmt, 6, line.factor);
	out_int(log->stmt, 7, line.took);
	out_int(log->stmt, 8, line.type);
	for (int i = 0; i < MOMENTS_TRIED && put == 0; i++) {
		out_int(log->stmt, 1, line.at + i);
		put = out_run(log->stmt, err);
	}
	log->apkg->counts->reviews += put > 0;
	return put < 0 ? -1 : 0;
}

/* Difficulty as Anki's log has it: per mille above 100. Held for the answer in force alone. */
static int64_t factor_of(const struct out_card *card, const struct row *row)
{
	return row->t == card->last_t && card->d >= 1 ? 100 + (int64_t)((card->d - 1) / 9 * 1000 + 0.5F) : 0;
}

static int put_review(struct log *log, struct out_card *card, const struct row *row, struct err *err)
{
	const struct row_review *review = &row->review;
	bool days = card->last_ivl > 0;
	int type = !card->last_ivl	? LINE_LEARN
		   : days		? LINE_REVIEW
		   : card->graduated ? LINE_RELEARN
					: LINE_LEARN;
	int rc = put(log, card,
		     (struct line){row->t, review->rating, review->ivl, factor_of(card, row), review->took_ms, type}, err);

	card->last_ivl = (int32_t)review->ivl;
	card->graduated |= review->ivl > 0;
	if (review->ivl > 0)
		card->due_day = clock_study_day(row->t, row->z) + review->ivl;
	return rc;
}

static int take(void *ctx, const struct row *row, int64_t id, struct err *err)
{
	struct log *log = ctx;
	struct out_card *card = card_of(log->apkg, id);
	int rc = 0;

	if (!card || !card->number)
		return 0;
	if (clock_study_day(row->t, log->apkg->z) < log->apkg->day0)
		log->apkg->day0 = clock_study_day(row->t, log->apkg->z);
	if (row->kind == ROW_REVIEW_KIND)
		return put_review(log, card, row, err);
	if (row->kind == ROW_PRACTICE_KIND)
		return put(log, card,
			   (struct line){row->t, row->practice.rating, card->last_ivl, 0, row->practice.took_ms,
					 LINE_CRAM},
			   err);
	if (row->kind == ROW_STATE_KIND && row->state.s <= 0 && row->state.ivl < 1)
		return 0; /* counts alone */
	if (row->kind == ROW_STATE_KIND) {
		card->last_ivl = (int32_t)row->state.ivl;
		card->due_day = row->state.due;
		card->graduated = true;
	} else if (row->kind == ROW_FORGET_KIND && row->forget.value) {
		rc = put(log, card, (struct line){.at = row->t, .type = LINE_MANUAL}, err);
		card->last_ivl = 0;
		card->graduated = false;
	} else if (row->kind == ROW_DUE_KIND && row->due.value > 0) {
		card->due_day = row->due.value;
	}
	return rc;
}

int apkg_put_log(struct apkg *apkg, struct err *err)
{
	struct log log = {.apkg = apkg};

	if (apkg->wishes->no_schedule)
		return 0;
	if (out_prepare(apkg->db, "INSERT OR IGNORE INTO revlog VALUES (?1, ?2, -1, ?3, ?4, ?5, ?6, ?7, ?8)", &log.stmt,
			err))
		return -1;
	return takeout_each_row(apkg->store, take, &log, err);
}
