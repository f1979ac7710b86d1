/* SPDX-License-Identifier: MIT
 * Modes: other ways to study than the due queue. A round is some cards and the answers given to them; which card comes next
 * and what is said at the end are functions of that alone, so an answer that is taken back is as if it had not been. */
#ifndef STUDY_ROUND_H
#define STUDY_ROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "study/ghost.h"

enum {
	SPRINT_MS = 60 * 1000,
	EXAM_QUESTIONS = 20,
	EXAM_QUESTIONS_MAX = 200,
	ROUND_CARDS_MAX = 20000,
};

/* The numbers stand in rows of kind `session` (tenfold) and never change. */
enum mode_kind { PLAY_STUDY, PLAY_PRACTICE, PLAY_SPRINT, PLAY_BOSS, PLAY_EXAM, PLAY_GHOST, PLAY_MATCH, PLAYS };

enum round_source {
	SOURCE_QUEUE,	/* what is due */
	SOURCE_CARDS,	/* a deck, a tag, a search; in an order that follows from the seed */
	SOURCE_LEECHES, /* the oldest ones */
};

/* How a card is asked; what cannot be asked so is left out of the round. */
enum round_way {
	WAY_NATURAL, /* as its type says */
	WAY_CHECKED, /* so that the program sees whether it is right: typed, else chosen */
	WAY_TYPED,   /* typed, else as its type says */
	WAY_CHOICE,
};

struct round_card {
	int64_t id; /* local */
	uint64_t uid;
	int answers, misses; /* that count */
	int last;	     /* rating of the last one; 0 none */
	bool out;	     /* cannot be asked here */
};

struct round_answer {
	size_t card; /* index */
	int rating;
	int64_t took_ms;
	uint64_t origin; /* its row's identity */
	int64_t at;
	bool undone;
	char *given; /* what was typed or chosen; NULL: nothing kept */
	bool due;    /* the card's first of its study day, and known before: what a race counts */
};

struct round {
	const struct mode *mode;
	struct buf query; /* of the cards; what an exam goes on with */
	uint64_t seed;
	size_t target; /* questions of an exam; 0: all cards */
	struct round_card *card;
	size_t cards, card_cap;
	struct round_answer *answer;
	size_t answers;
	struct ghost ghost; /* of a race */
	int64_t best_ms;    /* one's own best time of a grid of that size; 0: none yet */
};

struct mode {
	enum mode_kind play;
	const char *name;  /* --mode */
	const char *title; /* the header */
	const char *says;  /* one line in the menu */
	enum round_source source;
	enum round_way ask;
	bool schedules; /* its answers are reviews; else they are practice and move nothing */
	bool silent;	/* nothing is said of an answer before the end */
	/* The next card. 0; 1: the round is over. NULL: the due queue says. */
	int (*choose)(const struct round *round, size_t *card);
	/* Whether an answer of that rating is followed by the next question at once, unseen. */
	bool (*after)(const struct round *round, int rating);
	/* What is said at the end: lines. */
	void (*end)(const struct round *round, struct buf *out);
};
const struct mode *mode_of(enum mode_kind play);
const struct mode *mode_named(struct str name); /* NULL: there is none */

/* Adds a card, and returns its index; puts all in an order that follows from the seed. */
size_t round_add_card(struct round *round, int64_t id, uint64_t uid);
/* The card's index; round->cards: it is none of this round. */
size_t round_find(const struct round *round, uint64_t uid);
void round_shuffle(struct round *round);
/* given: copied. */
void round_add(struct round *round, const struct round_answer *answer, struct str given);
void round_drop_last(struct round *round); /* as if it had not been given */
bool round_has(const struct round *round, uint64_t origin, int64_t at); /* an answer with that row */
/* Takes the answer with that row back, or counts it again; false: it is none of this round. */
bool round_turn(struct round *round, uint64_t origin, int64_t at, bool undone);
void round_fini(struct round *round);

/* Answers that count; of them right ones, and the time they took. */
struct round_sum {
	int answers, right;
	int64_t took_ms;
	size_t left; /* cards still to be answered for the first time */
	size_t of;   /* cards that are asked at all */
};
struct round_sum round_sum(const struct round *round);
struct race round_race(const struct round *round);
bool round_is_over(const struct round *round);
/* What was given last to a card; NULL: nothing. */
const struct round_answer *round_last(const struct round *round, size_t card);

/* An exam as text, and back: 0, or 1 when it is none. What is kept of it lets it go on. */
void exam_put(const struct round *round, struct buf *out);
int exam_get(struct round *round, struct str text);

#endif
