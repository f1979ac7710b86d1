/* SPDX-License-Identifier: MIT
 * Anki's review history as rows of ours. */
#include <math.h>

#include "base/clock.h"
#include "schema/row.h"
#include "sync/deck/anki_priv.h"
#include "sync/deck/brought_rows.h"

enum { TOOK_MAX = 60 * 1000, LOG_LEARN = 0, LOG_MANUAL = 4 };
#define AT_MAX INT64_C(253402300800000) /* year 10000 */

struct history {
	struct anki *anki;
	struct brought *before; /* schedules from before the history begins */
	int64_t strays;
};

enum column { ID, CARD, EASE, IVL, LAST_IVL, FACTOR, TIME, TYPE };

static int64_t within(int64_t value, int64_t min, int64_t max)
{
	return value < min ? min : value > max ? max : value;
}

/* How far through its steps an answer takes a card: what our fold will say of it. */
static void move_stage(struct anki_card *card, int64_t ease)
{
	bool again = ease == 1;

	if (card->stage == ANKI_REVIEW) {
		card->seen_lapses += again;
		card->stage = again && card->relearns ? ANKI_RELEARNING : ANKI_REVIEW;
		card->step = 0;
		return;
	}
	if (card->stage == ANKI_NEW)
		card->stage = ANKI_LEARNING;
	card->step = again ? 0 : (uint8_t)(card->step + (ease == 3));
	if (ease == 4 || card->step >= (card->stage == ANKI_LEARNING ? card->learns : card->relearns))
		card->stage = ANKI_REVIEW;
}

/* An interval is days above 0 and seconds below it, there as here. The stability is not in the log: the days after
 * which nine of ten are remembered stand for it, and that is what Anki chose the interval by. */
static int put_review(struct anki *anki, struct anki_card *card, const struct foreign_row *row, struct err *err)
{
	int64_t ivl = within(foreign_int(row, IVL), -86400 * 365, 36500);
	struct row out = {
		.kind = ROW_REVIEW_KIND,
		.card = card->uid,
		.at = foreign_int(row, ID),
		.review = {.rating = foreign_int(row, EASE),
			   .took_ms = within(foreign_int(row, TIME), 0, TOOK_MAX),
			   .mode = MODE_FLIP,
			   .p = -1,
			   .ord = card->seen,
			   .ivl = ivl,
			   .s = ivl > 0 ? ivl * 1000 : 0,
			   .dist = -1},
	};

	move_stage(card, out.review.rating);
	card->seen++;
	card->seen_ms = out.at;
	card->seen_ivl = (int32_t)ivl;
	return brought_put_row(&anki->wire, &out, err);
}

static int put_practice(struct anki *anki, const struct anki_card *card, const struct foreign_row *row,
			struct err *err)
{
	struct row out = {
		.kind = ROW_PRACTICE_KIND,
		.card = card->uid,
		.at = foreign_int(row, ID),
		.practice = {.rating = foreign_int(row, EASE),
			     .took_ms = within(foreign_int(row, TIME), 0, TOOK_MAX),
			     .mode = MODE_FLIP,
			     .p = -1,
			     .dist = -1},
	};

	return brought_put_row(&anki->wire, &out, err);
}

static int put_forget(struct anki *anki, struct anki_card *card, const struct foreign_row *row, struct err *err)
{
	struct row out = {.kind = ROW_FORGET_KIND,
			  .card = card->uid,
			  .at = foreign_int(row, ID),
			  .forget = {.value = 1, .g = 1}};

	card->seen = 0;
	card->seen_ms = 0;
	card->seen_lapses = 0;
	card->stage = ANKI_NEW;
	card->step = 0;
	return brought_put_row(&anki->wire, &out, err);
}

/* A history that begins with a card in review was cut off: what the card was before it is a schedule. */
static void keep_before(struct history *history, struct anki_card *card, const struct foreign_row *row)
{
	int64_t factor = foreign_int(row, FACTOR), ivl = within(foreign_int(row, LAST_IVL), 0, 36500),
		at = foreign_int(row, ID);
	struct row_state state = {
		.ivl = ivl,
		.ease = factor >= 1300 && factor <= 20000 ? factor : 2500, /* below it is FSRS's difficulty */
		.due = clock_study_day(at, history->anki->z),
		.reps = 1,
	};

	if (ivl <= 0 || foreign_int(row, TYPE) == LOG_LEARN)
		return;
	brought_add(history->before, at - 1, card->uid, &state);
	card->seen = 1;
	card->stage = ANKI_REVIEW;
}

static int take(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct history *history = ctx;
	struct anki_card *card = anki_card(history->anki, foreign_int(row, CARD));
	int64_t at = foreign_int(row, ID), ease = foreign_int(row, EASE), type = foreign_int(row, TYPE);
	bool cram = type == 3 && foreign_int(row, FACTOR) == 0;

	if (!card || !card->uid || at <= 1 || at >= AT_MAX || ease < 0 || ease > 4) {
		history->strays++;
		return 0;
	}
	if (type == LOG_MANUAL && ease == 0 && foreign_int(row, FACTOR) == 0)
		return put_forget(history->anki, card, row, err);
	if (ease == 0 || type < 0 || type > 3)
		return 0; /* another due day: the card itself says it */
	if (cram)
		return put_practice(history->anki, card, row, err);
	if (card->seen == 0)
		keep_before(history, card, row);
	return put_review(history->anki, card, row, err);
}

int anki_put_log(struct anki *anki, struct err *err)
{
	struct brought before = {0};
	struct history history = {.anki = anki, .before = &before};
	int rc = foreign_each(anki->db,
			      "SELECT id, cid, ease, ivl, lastIvl, factor, time, type FROM revlog ORDER BY id", take,
			      &history, err);

	if (rc == 0)
		rc = brought_put(&before, &anki->wire, "anki", err);
	if (rc == 0 && history.strays)
		rc = anki_skip(anki, history.strays, "reviews of cards that are not in the package", err);
	brought_fini(&before);
	return rc;
}
