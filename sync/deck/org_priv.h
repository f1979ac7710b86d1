/* SPDX-License-Identifier: MIT
 * An Org file while it is read, as its files share it. */
#ifndef SYNC_DECK_ORG_PRIV_H
#define SYNC_DECK_ORG_PRIV_H

#include "sync/deck/org_text.h"
#include "sync/deck/schedule_text.h"
#include "sync/deck/text_notes.h"

enum { ORG_LEVELS = 8, ORG_CHILDREN = 32 }; /* deeper headings lie in the last level; more sides in the last side */
enum org_kind { ORG_NO_CARD, ORG_DRILL, ORG_FC, ORG_ANKI, ORG_TERM, ORG_BOTH };
enum org_drawer { ORG_OUTSIDE, ORG_DRAWER, ORG_REVIEWS };

struct org_part {
	struct buf title, body; /* markup */
};

struct org_card {
	enum org_kind kind;
	int level, child_level;
	struct buf tags, id, type; /* type: of DRILL_CARD_TYPE, FC_TYPE or ANKI_NOTE_TYPE */
	struct org_part *part;	   /* part[0] is the heading's own, then children's */
	size_t children;
	int64_t line;
	struct deck_schedule drill;	 /* of org-drill's properties and plan: one for all cards of the heading */
	struct schedule_table table;	 /* of org-fc */
	struct deck_schedule *schedule; /* of org-fc, by ord: SCHEDULES_MAX of them */
	size_t schedules;
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
	enum org_drawer drawer;
	bool block; /* in one */
	int left_out;	    /* the level of a heading :noexport: below a card; 0: none */
};

/* Appends the deck that a card lies in now. */
void org_put_deck(const struct org *org, struct buf *out);
/* What a line says of the open card's schedule: a property of org-drill's, "SCHEDULED: <2026-11-20 Fri>", a row of org-fc's
 * table. False: nothing. */
bool org_take_schedule(struct org *org, struct str line);
/* Of each card of the note; returns how many, SCHEDULES_MAX at most. */
size_t org_schedules(struct org *org, const struct note_type *type, struct row_list fields, struct deck_schedule *schedule);
/* Hands the open card on, as one note or more. */
int org_send(struct org *org, struct err *err) MUST_CHECK;

#endif
