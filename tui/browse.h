/* SPDX-License-Identifier: MIT
 * Browser: the state that its files share: what is looked for, what was found, what is picked. */
#ifndef TUI_BROWSE_H
#define TUI_BROWSE_H

#include "study/search.h"
#include "tui/list.h"
#include "tui/view_list.h"

/* What is done to the picked cards; the menu has these lines. */
enum browse_deed {
	DEED_EDIT,
	DEED_SUSPEND,
	DEED_UNSUSPEND,
	DEED_BURY,
	DEED_UNBURY,
	DEED_FLAG,
	DEED_TAG,
	DEED_DECK,
	DEED_DUE,
	DEED_FORGET,
	DEED_HISTORY,
	DEED_DELETE,
	DEED_NONE
};

struct browse {
	struct search *search;
	struct field query;
	bool editing;	  /* the query takes the characters */
	struct buf asked; /* the query that was started last */
	bool started, running, nonsense;
	struct err why; /* the query makes no sense */
	enum search_order order;
	bool backwards;
	struct list list;
	int64_t *picked; /* local ids of cards */
	size_t picks, cap;
	bool all;		  /* everything that was found is picked */
	enum browse_deed pending; /* chosen in the menu, asked about once that is gone */
	bool choosing_order;
	int scroll; /* of the card at the side */
	int64_t shown;
};

/* tui/browse_act.c */
unsigned browse_do(struct app *app, struct browse *b, enum browse_deed deed);
void browse_menu(struct app *app);
void browse_pick(struct app *app, struct browse *b);
void browse_pick_range(struct browse *b);
unsigned browse_undo(struct app *app, struct browse *b, bool undo);
/* The card on the marked line; 0: there is none. */
int64_t browse_marked(struct browse *b);
bool browse_is_picked(const struct browse *b, int64_t card);
/* Looks again for the same, the mark where it was. */
void browse_again(struct app *app, struct browse *b);

/* tui/deed_words.c. "suspend 3 cards", as it is stored, in the learner's language. */
void deed_put(struct buf *out, struct str said);

/* tui/browse_draw.c */
void browse_draw(struct app *app, struct browse *b, struct canvas *canvas, struct box body);

#endif
