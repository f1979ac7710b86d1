/* SPDX-License-Identifier: MIT
 * Queries: what a person types to find cards, as Anki's users know it (docs/manual.md has the words), read into a tree
 * and held against one card at a time. */
#ifndef STUDY_QUERY_H
#define STUDY_QUERY_H

#include "base/mem.h"
#include "schema/hits.h"

enum query_op {
	QUERY_ALL,  /* every card */
	QUERY_AND, /* left, right */
	QUERY_OR,
	QUERY_NOT,   /* left */
	QUERY_TEXT,  /* pattern, anywhere in a field; `word`: as whole words */
	QUERY_FIELD, /* name: pattern is the whole field */
	QUERY_DECK,  /* pattern; deck: those that match, and what lies below them */
	QUERY_TAG,   /* pattern, and what lies below it; "none": no tag */
	QUERY_TYPE,  /* pattern: the note type's name */
	QUERY_TEMPLATE, /* number: the card's number in its note, from 1 */
	QUERY_UID,	/* uid: of the cards */
	QUERY_STATE,	/* state */
	QUERY_FLAG,	/* number */
	QUERY_PROP,	/* prop, compare, value */
	QUERY_ADDED,	/* number: within so many study days */
	QUERY_EDITED,
	QUERY_RATED, /* number, rating (0: any) */
};

enum query_state {
	STATE_DUE,
	STATE_NEW,
	STATE_LEARN,
	STATE_REVIEW,
	STATE_SUSPENDED,
	STATE_BURIED,
	STATE_LEECH,
	STATE_FLAGGED
};
enum query_prop { PROP_IVL, PROP_S, PROP_D, PROP_REPS, PROP_LAPSES, PROP_DUE };
enum query_compare { COMPARE_LESS, COMPARE_AT_MOST, COMPARE_IS, COMPARE_IS_NOT, COMPARE_AT_LEAST, COMPARE_MORE };

struct query {
	enum query_op op;
	struct query *left, *right;
	struct str name, pattern; /* loose; in a pattern \x01 is any text, \x02 any letter */
	bool word;
	enum query_state state;
	enum query_prop prop;
	enum query_compare compare;
	double value;
	int64_t number;
	int rating;
	uint64_t *uid;
	size_t uids;
	int64_t *deck; /* local ids, bound by query_bind */
	size_t decks;
};

/* Reads a query into the arena. ERR_INPUT says which word makes no sense; a quote or bracket that is still open ends
 * with the text. */
int query_read(struct str text, struct arena *arena, struct query **query, struct err *err) MUST_CHECK;
/* Looks up what the query names in a store: its decks. */
int query_bind(struct query *query, struct store *store, struct arena *arena, struct err *err) MUST_CHECK;

/* What holds at the moment of asking, and the note read last: its cards come one after the other. */
struct asking_of {
	struct store *looking;
	int64_t now_ms, today, learn_ahead_ms;
	int z;
	uint64_t note;
	bool folded;
	struct buf text; /* its fields, loose, separated by U+001F */
	struct arena types;
	struct known_type {
		uint64_t uid;
		struct str name;   /* loose */
		struct row_list fields; /* names, loose */
		struct known_type *next;
	} *type;
};
void asking_fini(struct asking_of *asking);
/* 1 the card is meant, 0 it is not. */
int query_matches(const struct query *query, const struct hit *hit, struct asking_of *asking,
		  struct err *err) MUST_CHECK;

/* Whether a text holds the pattern somewhere, or is it as a whole. */
bool pattern_within(struct str pattern, struct str text);
bool pattern_is(struct str pattern, struct str text);

#endif
