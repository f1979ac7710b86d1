/* SPDX-License-Identifier: MIT
 * What other parameters would do to due days: cards folded as they would be, beside what stands. */
#include "study/due_change.h"

#include "base/random.h"
#include "schema/notes.h"
#include "study/refold.h"

struct looking {
	struct refold now, then;
	struct due_change *change;
};

static int gather(void *ctx, const struct row *row, struct err *err)
{
	(void)err;
	fold_add(ctx, row, row->undone);
	return 0;
}

static int fold_with(struct refold *refold, bool is_new, struct fold *fold, struct card *card, struct err *err)
{
	const struct settings *settings;
	int64_t since;

	if (refold_rule(refold, card->deck, &settings, &since, err))
		return -1;
	fold_finish(fold, settings, is_new ? INT64_MAX : since, refold->today, card);
	return 0;
}

static void count(struct due_change *change, int side, const struct card *card, int64_t today)
{
	change->today[side] += card->due <= today;
	change->week[side] += card->due < today + 7;
	change->month[side] += card->due < today + 30;
	change->interval_days[side] += card->ivl > 0 ? card->ivl : 0;
}

static int look(void *ctx, const struct card *card, struct err *err)
{
	struct looking *l = ctx;
	struct card now = *card, then = *card;
	struct fold fold = {0};
	int rc;

	if (card->reps == 0 || card->queue == QUEUE_ABSENT || card->queue == QUEUE_SUSPENDED ||
	    (l->change->share > 1 && rng_mix(card->uid) % (uint64_t)l->change->share))
		return 0;
	rc = log_each_of_card(l->now.store, card->uid, gather, &fold, err);
	if (rc == 0 && card->stale)
		rc = fold_with(&l->now, false, &fold, &now, err);
	if (rc == 0)
		rc = fold_with(&l->then, true, &fold, &then, err);
	fold_fini(&fold);
	if (rc || now.queue != QUEUE_REVIEW || then.queue != QUEUE_REVIEW)
		return rc;
	l->change->cards++;
	l->change->sooner += then.due < now.due;
	l->change->later += then.due > now.due;
	count(l->change, 0, &now, l->now.today);
	count(l->change, 1, &then, l->now.today);
	return 0;
}

static void scale(struct due_change *change)
{
	change->cards *= change->share;
	change->sooner *= change->share;
	change->later *= change->share;
	for (int side = 0; side < 2; side++) {
		change->today[side] *= change->share;
		change->week[side] *= change->share;
		change->month[side] *= change->share;
		change->interval_days[side] *= change->share;
	}
}

static int open_both(struct looking *l, struct store *store, const double w[FSRS_PARAMS], struct err *err)
{
	struct buf text = {0};
	int rc = refold_open(&l->now, store, err) || refold_open(&l->then, store, err) ? -1 : 0;

	settings_put_fsrs(&text, w);
	if (rc == 0)
		settings_book_try(l->then.book, "fsrs", buf_str(&text));
	buf_fini(&text);
	return rc;
}

int due_change_look(struct store *store, const double w[FSRS_PARAMS], struct due_change *change, struct err *err)
{
	struct looking l = {.change = change};
	struct content_counts content;
	int rc;
	STORE_VIEW(view);

	*change = (struct due_change){0};
	if (store_view_begin(store, &view, err) || content_counts(store, &content, err))
		return -1;
	change->share = content.cards < 2 * DUE_CHANGE_CARDS ? 1 : (int)(content.cards / DUE_CHANGE_CARDS);
	rc = open_both(&l, store, w, err);
	if (rc == 0)
		rc = card_each(store, look, &l, err);
	refold_close(&l.now);
	refold_close(&l.then);
	scale(change);
	return rc;
}
