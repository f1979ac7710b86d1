/* SPDX-License-Identifier: MIT
 * An Org file while it is read, as its files share it. */
#ifndef SYNC_DECK_ORG_PRIV_H
#define SYNC_DECK_ORG_PRIV_H

#include "sync/deck/org_text.h"
#include "sync/deck/text_notes.h"

enum { ORG_LEVELS = 8, ORG_CHILDREN = 32 }; /* deeper headings lie in the last level; more sides in the last side */
enum org_kind { ORG_NO_CARD, ORG_DRILL, ORG_ANKI, ORG_TERM, ORG_BOTH };

struct org_part {
	struct buf title, body; /* markup */
};

struct org_card {
	enum org_kind kind;
	int level, child_level;
	struct buf tags, id, type; /* type: of DRILL_CARD_TYPE or ANKI_NOTE_TYPE */
	struct org_part *part;	   /* part[0] is the heading's own, then children's */
	size_t children;
	int64_t line;
};

struct org {
	struct text_notes notes;
	struct buf file_deck, file_tags, file_anki_deck;
	struct buf heading[ORG_LEVELS]; /* those that are decks */
	struct buf anki_deck;		/* in force; empty: none */
	int anki_deck_level;
	bool wished;
	struct org_card card; /* the open one */
	/* of the last heading, which a property may still make a card */
	int level;
	struct buf title, tags;
	int64_t line;
	bool drawer, block; /* in one */
	int left_out;	    /* the level of a heading :noexport: below a card; 0: none */
};

/* Appends the deck that a card lies in now. */
void org_put_deck(const struct org *org, struct buf *out);
/* Hands the open card on, as one note or more. */
int org_send(struct org *org, struct err *err) MUST_CHECK;

#endif
