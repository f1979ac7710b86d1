/* SPDX-License-Identifier: MIT
 * Searching: a query run over the cards in slices, so that a key is never waited for. Correct whatever the index holds:
 * it only says where to look first. */
#ifndef STUDY_SEARCH_H
#define STUDY_SEARCH_H

#include "study/deeds.h"

enum search_order {
	ORDER_ADDED, /* newest first */
	ORDER_DUE,   /* learning, then reviews by day, then new ones, then what waits */
	ORDER_FRONT, /* the note's first field */
	ORDER_IVL,
	ORDER_S,
	ORDER_D,
	ORDERS
};
/* Adds KEY:"value" to a query, meant character by character; nothing where the value is empty. */
void search_put_term(struct buf *out, const char *key, struct str value);
const char *search_order_name(enum search_order order); /* "due" */

/* The greatest number of cards that are put in order; further ones are only counted, the last in the order left out. */
enum { SEARCH_LISTED_MAX = 100000 };

struct search;
/* With a connection of its own to the store's file. */
int search_open(struct search **search, struct store *store, struct err *err) MUST_CHECK;
void search_close(struct search *search); /* NULL is fine */

/* Begins anew. ERR_INPUT: what was typed makes no sense; then what was found before stays. */
int search_start(struct search *search, struct str query, enum search_order order, bool backwards,
		 struct err *err) MUST_CHECK;
/* Goes on for about that many microseconds (0: to the end), or until `enough` cards are found (0: all). 0 it is done,
 * 1 there is more. */
int search_step(struct search *search, int budget_us, int64_t enough, struct err *err) MUST_CHECK;

int64_t search_found(const struct search *search);  /* so far */
int64_t search_listed(const struct search *search); /* of them in order */
/* The local id of the i-th card of the list so far; 0: there is none. */
int64_t search_card(struct search *search, int64_t i);
/* All that are listed, in no order; until the next step. */
struct cards search_cards(struct search *search);

/* Whether so many notes are not in the index that bringing it up to date is worth a process: 1 or 0. */
int search_is_behind(struct search *search, struct err *err) MUST_CHECK;

#endif
