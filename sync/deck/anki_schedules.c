/* SPDX-License-Identifier: MIT
 * What Anki's cards say beyond their history: schedules without one, due days that were moved, suspended, buried and
 * flagged cards. */
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "sync/deck/anki_priv.h"
#include "sync/deck/brought_rows.h"

enum { DAYS_ARE_SECONDS = 365000 }; /* a larger "day" is a moment in seconds */

struct schedules {
	struct anki *anki;
	struct brought states, dues, suspends, buries, flags;
};

/* The study day of an Anki day number; 0: the card has none. */
static int64_t due_day(const struct anki *anki, const struct anki_card *card)
{
	if (card->due > DAYS_ARE_SECONDS)
		return card->due < 32503680000 ? clock_study_day(card->due * 1000, anki->z) : 0;
	if (card->due < -DAYS_ARE_SECONDS)
		return 0;
	return clock_study_day(anki->crt * 1000, anki->z) + card->due;
}

/* When it was reviewed last: as it says, else as its interval says; the package itself is not older than that. */
static int64_t last_review(const struct anki *anki, const struct anki_card *card, int64_t due, int64_t ivl)
{
	int64_t at = card->last_ms;

	if (!at)
		at = clock_day_start_ms(due - ivl, anki->z) + (int64_t)(card->uid % DAY_MS);
	return anki->mod > 0 && at > anki->mod ? anki->mod : at;
}

static void keep_state(struct schedules *s, const struct anki_card *card, int64_t due)
{
	int64_t ivl = card->ivl > 0 ? card->ivl : card->s >= 1 ? llround(card->s) : 1;
	struct row_state state = {
		.ivl = ivl,
		.ease = card->s > 0 ? 0 : card->factor,
		.s = llround(card->s * 1000),
		.difficulty = llround(card->d * 1000),
		.due = due,
		.reps = card->reps,
		.lapses = card->lapses,
	};

	brought_add(&s->states, card->seen_ms ? card->seen_ms + 1 : last_review(s->anki, card, due, ivl), card->uid,
		    &state);
}

/* What the card counts, where its history is not all of it. */
static void keep_counts(struct schedules *s, const struct anki_card *card)
{
	struct row_state state = {.reps = card->reps, .lapses = card->lapses};

	if (card->reps > 0)
		brought_add(&s->states, card->seen_ms + 1, card->uid, &state);
}

static void keep_schedule(struct schedules *s, const struct anki_card *card)
{
	int64_t due = card->type >= 2 ? due_day(s->anki, card) : 0;

	if (!due)
		return;
	if (!card->seen_ms || (card->type == 2 && card->stage != ANKI_REVIEW)) { /* steps were others then */
		keep_state(s, card, due);
		return;
	}
	if (card->lapses != card->seen_lapses || card->reps != card->seen)
		keep_counts(s, card);
	if (card->type == 2 &&
		 (card->seen_ivl <= 0 || clock_study_day(card->seen_ms, s->anki->z) + card->seen_ivl != due))
		brought_decide(&s->dues, ROW_DUE_KIND, card->seen_ms + 1, card->uid, due);
}

static int put_plain(struct anki *anki, const struct anki_card *card, struct err *err)
{
	wire_begin(&anki->wire, WIRE_PLAIN);
	wire_int(&anki->wire, (int64_t)card->uid);
	wire_int(&anki->wire, card->mod * 1000 + (int64_t)(card->uid % 1000));
	wire_int(&anki->wire, (card->queue == -1 ? 0 : WIRE_NOT_SUSPENDED) | (card->flag ? 0 : WIRE_NOT_FLAGGED));
	return wire_end(&anki->wire, err);
}

static int keep_decisions(struct schedules *s, const struct anki_card *card, struct err *err)
{
	int64_t at = card->mod * 1000;

	if (card->queue == -1)
		brought_decide(&s->suspends, ROW_SUSPEND_KIND, at, card->uid, 1);
	else if (card->queue <= -2)
		brought_decide(&s->buries, ROW_BURY_KIND, at, card->uid, clock_study_day(at, s->anki->z) + 1);
	if (card->flag)
		brought_decide(&s->flags, ROW_FLAG_KIND, at, card->uid, card->flag);
	return card->queue == -1 && card->flag ? 0 : put_plain(s->anki, card, err);
}

int anki_put_schedules(struct anki *anki, struct err *err)
{
	struct schedules s = {.anki = anki};
	struct brought *all[] = {&s.states, &s.dues, &s.suspends, &s.buries, &s.flags};
	int rc = 0;

	for (size_t i = 0; i < anki->cards && rc == 0; i++)
		if (anki->card[i].uid) {
			keep_schedule(&s, &anki->card[i]);
			rc = keep_decisions(&s, &anki->card[i], err);
		}
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (rc == 0)
			rc = brought_put(all[i], &anki->wire, "anki", err);
		brought_fini(all[i]);
	}
	return rc;
}
