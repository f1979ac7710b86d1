/* SPDX-License-Identifier: MIT
 * The starter decks as study/embed_decks.py writes them. Only study/starter.c reads this. */
#ifndef STUDY_STARTER_DECK_H
#define STUDY_STARTER_DECK_H

enum { STARTER_FIELDS_MAX = 4 };

struct starter_note {
	const char *type; /* a built-in note type */
	int count;
	const char *field[STARTER_FIELDS_MAX]; /* markup */
};

struct starter_deck {
	const char *title, *about;
	int english; /* which deck it is in English; its own place if it is that one */
	int count;
	const struct starter_note *note;
};

extern const struct starter_deck starter_decks[];
extern const int starter_decks_count, starter_decks_english; /* all; the first ones, in English */

#endif
