/* SPDX-License-Identifier: MIT
 * Hits: walking over the cards that a search may be about, each with its note, in small steps. */
#ifndef SCHEMA_HITS_H
#define SCHEMA_HITS_H

#include "schema/cards.h"
#include "schema/index.h"

/* Texts live until the next step. */
struct hit {
	struct card card;
	uint64_t note, type; /* uids */
	struct str tags, fields; /* as stored: separated by blanks, by U+001F */
	int64_t row; /* of the revision in force; 0: a shared note */
	int64_t g;
};

/* Where the cards come from. */
struct hits_plan {
	const uint64_t *card; /* the cards with these uids; NULL: */
	size_t cards;
	struct str match;    /* an expression of grams_match: what the index may hold, and what is not in it; empty: */
	const int64_t *deck; /* the cards of these decks in these queues; NULL: every card */
	size_t decks;
	bool queue[6]; /* by enum card_queue + 3 */
	int64_t max_due[6]; /* likewise; 0: whenever they are due */
};

/* `looking` (index_open) and the plan's texts are borrowed until the close. */
struct hits;
int hits_open(struct hits **hits, struct store *looking, const struct hits_plan *plan, struct err *err) MUST_CHECK;
void hits_close(struct hits *hits); /* NULL is fine */
/* 1 a card, 0 the end, 2 none at this step: there may be more. A step looks at a bounded number of notes. Newest notes
 * first, but for what is walked by decks. No card comes twice. */
int hits_next(struct hits *hits, struct hit *hit, struct err *err) MUST_CHECK;

/* Whether an answer to the card at or after from_ms counts, with that rating (0: any): 1 or 0. */
int hit_rated(struct store *looking, int64_t card, int64_t from_ms, int rating, struct err *err) MUST_CHECK;
/* When the note was written first, and last: ms UTC; 0 for shared content, whose time nobody kept. */
int hit_times(struct store *looking, const struct hit *hit, int64_t *first_ms, int64_t *last_ms,
	      struct err *err) MUST_CHECK;

#endif
