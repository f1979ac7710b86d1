/* SPDX-License-Identifier: MIT
 * Hits: the walks one after the other. */
#include "schema/hits.h"

#include <stdlib.h>

#include "base/mem.h"
#include "schema/apply.h"

enum {
	WINDOW = 10000, /* notes of the index that one step looks through */
	SPAN = 500,	/* notes that one statement of a plain walk covers: others may write in between */
};

enum stage { STAGE_CHANGED, STAGE_NEW, STAGE_GRAMS, STAGE_DECKS, STAGE_CARDS, STAGE_END };

struct hits {
	struct store *looking;
	struct hits_plan plan;
	struct index_marks marks;
	enum stage stage;
	struct use use;
	bool open;    /* a statement stands */
	int64_t high; /* notes up to this id are still to be walked over at this stage */
	size_t deck, card;
	int queue;
};

static int last_note(struct store *looking, int64_t *id, struct err *err)
{
	DB_USE(use, looking, NOTE_LAST);

	if (db_step(&use, err) < 0)
		return -1;
	*id = db_int(&use, "id");
	return 0;
}

int hits_open(struct hits **out, struct store *looking, const struct hits_plan *plan, struct err *err)
{
	struct hits *hits = mem_alloc(sizeof(*hits));

	hits->looking = looking;
	hits->plan = *plan;
	hits->stage = plan->card	? STAGE_CARDS
		      : plan->match.len ? STAGE_CHANGED
		      : plan->deck	? STAGE_DECKS
					: STAGE_NEW;
	if (index_marks(looking, &hits->marks, err) || last_note(looking, &hits->high, err)) {
		free(hits);
		return -1;
	}
	if (!plan->match.len)
		hits->marks = (struct index_marks){0};
	*out = hits;
	return 0;
}

static void close_use(struct hits *hits)
{
	if (hits->open)
		db_release(&hits->use);
	hits->open = false;
}

void hits_close(struct hits *hits)
{
	if (!hits)
		return;
	close_use(hits);
	free(hits);
}

static void start(struct hits *hits, enum statement which)
{
	hits->use = db_use(hits->looking, which);
	hits->open = true;
}

static void enter(struct hits *hits, enum stage stage)
{
	hits->stage = stage;
	if (stage == STAGE_GRAMS)
		hits->high = hits->marks.notes;
}

static void start_changed(struct hits *hits)
{
	start(hits, ST_HIT_CHANGED);
	db_bind_int(&hits->use, "changed", hits->marks.changed);
	db_bind_int(&hits->use, "high", hits->marks.notes);
}

/* Notes low … high, the newest first. */
static void start_span(struct hits *hits, enum statement which, int64_t span, int64_t floor)
{
	int64_t low = hits->high - span + 1 > floor ? hits->high - span + 1 : floor;

	start(hits, which);
	db_bind_int(&hits->use, "low", low);
	db_bind_int(&hits->use, "high", hits->high);
	if (which == ST_HIT_GRAM) {
		db_bind_text(&hits->use, "match", hits->plan.match);
		db_bind_int(&hits->use, "changed", hits->marks.changed);
	}
	hits->high = low - 1;
}

/* The next deck and queue that are wanted; false: none is left. */
static bool start_queue(struct hits *hits)
{
	while (hits->deck < hits->plan.decks) {
		int queue = hits->queue++;

		if (queue == 6) {
			hits->queue = 0;
			hits->deck++;
		} else if (hits->plan.queue[queue]) {
			start(hits, ST_HIT_QUEUE);
			db_bind_int(&hits->use, "deck", hits->plan.deck[hits->deck]);
			db_bind_int(&hits->use, "queue", queue + QUEUE_ABSENT);
			db_bind_int(&hits->use, "max_due",
				    hits->plan.max_due[queue] ? hits->plan.max_due[queue] : INT64_MAX);
			return true;
		}
	}
	return false;
}

static bool is_named_before(const struct hits *hits, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (hits->plan.card[k] == hits->plan.card[i])
			return true;
	return false;
}

static bool start_card(struct hits *hits)
{
	while (hits->card < hits->plan.cards && is_named_before(hits, hits->card))
		hits->card++;
	if (hits->card == hits->plan.cards)
		return false;
	start(hits, ST_HIT_CARD);
	db_bind_int(&hits->use, "uid", (int64_t)hits->plan.card[hits->card++]);
	return true;
}

/* Opens the statement that comes next. False: the end. */
static bool advance(struct hits *hits)
{
	while (hits->stage != STAGE_END) {
		switch (hits->stage) {
		case STAGE_CHANGED: /* opened once */
			start_changed(hits);
			enter(hits, STAGE_NEW);
			return true;
		case STAGE_NEW:
			if (hits->high > hits->marks.notes) {
				start_span(hits, ST_HIT_NOTE, SPAN, hits->marks.notes + 1);
				return true;
			}
			enter(hits, hits->plan.match.len ? STAGE_GRAMS : STAGE_END);
			break;
		case STAGE_GRAMS:
			if (hits->high >= 1) {
				start_span(hits, ST_HIT_GRAM, WINDOW, 1);
				return true;
			}
			enter(hits, STAGE_END);
			break;
		case STAGE_DECKS:
			if (start_queue(hits))
				return true;
			enter(hits, STAGE_END);
			break;
		case STAGE_CARDS:
			if (start_card(hits))
				return true;
			enter(hits, STAGE_END);
			break;
		case STAGE_END: break;
		}
	}
	return false;
}

static void read_hit(struct use *use, struct hit *hit)
{
	card_read(use, &hit->card);
	hit->note = (uint64_t)db_int(use, "note_uid");
	hit->type = (uint64_t)db_int(use, "note_type");
	hit->tags = db_text(use, "note_tags");
	hit->fields = db_text(use, "note_fields");
	hit->row = db_int(use, "note_row");
	hit->g = db_int(use, "note_g");
}

int hits_next(struct hits *hits, struct hit *hit, struct err *err)
{
	int rc;

	if (!hits->open && !advance(hits))
		return 0;
	rc = db_step(&hits->use, err);
	if (rc == 1)
		read_hit(&hits->use, hit);
	else
		close_use(hits);
	return rc == 0 ? 2 : rc;
}

int hit_rated(struct store *looking, int64_t card, int64_t from_ms, int rating, struct err *err)
{
	DB_USE(use, looking, CARD_RATED);
	struct row row = {.kind = ROW_REVIEW_KIND};
	int rc;

	db_bind_int(&use, "card", card);
	db_bind_int(&use, "from_ms", from_ms);
	while ((rc = db_step(&use, err)) == 1) {
		if (row_get_body(&row, db_text(&use, "body"), NULL, err))
			return -1;
		if (!rating || row.review.rating == rating)
			return 1;
	}
	return rc;
}

static int first_said(struct store *looking, uint64_t note, int64_t *t, struct err *err)
{
	struct row probe = {.kind = ROW_NOTE_KIND, .note.uid = (int64_t)note};
	DB_USE(use, looking, NOTE_FIRST_SAID);

	db_bind_int(&use, "reg", (int64_t)row_register(&probe));
	if (db_step(&use, err) < 0)
		return -1;
	if (!db_is_null(&use, "t") && db_int(&use, "t") < *t)
		*t = db_int(&use, "t");
	return 0;
}

int hit_times(struct store *looking, const struct hit *hit, int64_t *first_ms, int64_t *last_ms,
	      struct err *err)
{
	*first_ms = *last_ms = 0;
	if (!hit->row)
		return 0;
	if (row_at(looking, hit->row, last_ms, err))
		return -1;
	*first_ms = *last_ms;
	return hit->g > 1 ? first_said(looking, hit->note, first_ms, err) : 0;
}
