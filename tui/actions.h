/* SPDX-License-Identifier: MIT
 * Actions: what keys mean, where. The list itself is tui/actions.def. */
#ifndef TUI_ACTIONS_H
#define TUI_ACTIONS_H

#include <stdint.h>

#include "base/text.h"

/* What is on the screen, so which keys hold. A view says which of these are true now. */
enum context {
	CTX_ASK = 1 << 0,	   /* a question without options or text field */
	CTX_CHOICE = 1 << 1,	   /* a question with options */
	CTX_TYPING = 1 << 2,	   /* a text field takes the characters */
	CTX_PAUSED = 1 << 3,	   /* a text field waits, letters are keys */
	CTX_GRADE = 1 << 4,	   /* the answer is shown */
	CTX_LIST = 1 << 5,	   /* lines to choose from */
	CTX_DECKS = 1 << 6,	   /* the deck list */
	CTX_SUMMARY = 1 << 7,	   /* the end of a session */
	CTX_FORM_KEYS = 1 << 8,	   /* a form whose text field waits */
	CTX_BODY = 1 << 9,	   /* text longer than the screen */
	CTX_READ = 1 << 10,	   /* text to read */
	CTX_EMPTY = 1 << 11,	   /* nothing to learn yet */
	CTX_CHOICE_LONG = 1 << 13, /* options that do not fit the screen */
	CTX_PAUSED_CARD = 1 << 14, /* CTX_PAUSED, and the text is an answer */
	CTX_CATALOGUE = 1 << 20,   /* a page of a server's decks */
	CTX_OFFER = 1 << 21,	   /* one of them */
	CTX_NEWS = 1 << 22,	   /* what became of shared decks */
	CTX_STATS = 1 << 24,	   /* charts */
	CTX_CARD = 1 << 25,	   /* a card and its answers */
	CTX_BROWSE = 1 << 23,	   /* cards that were found */
	CTX_MAP = 1 << 26,	   /* tiles of cards */
	CTX_PLAN = 1 << 28,	   /* what a retention costs */
	CTX_BACKLOG = 1 << 29,	   /* the way back */
	CTX_AWAY = 1 << 19,	   /* vacations and easy days */
	CTX_ROUND = 1 << 15,	   /* the end of a round */
	CTX_MATCH = 1 << 16,	   /* pairs on a grid */
	CTX_PICTURE = 1 << 18,	   /* a card with a picture, or the picture */
	CTX_HELP = 1 << 17,	   /* the list of keys */
	CTX_INBOX = 1 << 27,	   /* a draft out of feeds */
	CTX_ANY = 1 << 12,	   /* everywhere but in a text field */
};

#define ACTION(NAME, contexts, of, keys, label, help) DO_##NAME,
enum action {
	DO_NOTHING,
#include "tui/actions.def"
	ACTIONS
};
#undef ACTION

struct action_entry {
	unsigned contexts;
	int of;
	const char *keys, *label, *help;
};
const struct action_entry *action_entry(enum action action);
const char *action_name(enum action action); /* as actions.def has it: "SHOW" */
/* The keys in force: the entry's, or those that action_set_keys was given, a string for good. */
const char *action_keys(enum action action);
void action_set_keys(enum action action, const char *keys);
/* DO_NOTHING if that key means nothing there. *n: see actions.def. */
enum action action_of_key(unsigned contexts, uint32_t key, int *n);
/* What the space bar does there as the list has it: of a tap beside everything, and of an empty line. */
enum action action_default(unsigned contexts);
/* The key to show for an action: "space", "x". Constant. */
struct str action_key(enum action action);
/* The same where characters go into a text: the first of its keys that is none ("esc"); empty if there is none. */
struct str action_key_beside_text(enum action action);
/* The key code of a name as in actions.def ("enter", "ctrl-l", "x"); 0 if there is none. */
uint32_t action_key_code(struct str name);

#endif
