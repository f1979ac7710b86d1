/* SPDX-License-Identifier: MIT
 * Settings as typed values: what is synced as `setting` rows, with defaults, bounds and an override per deck.
 * Knows nothing of screens; the list below is what a settings view walks. */
#ifndef STUDY_SETTINGS_H
#define STUDY_SETTINGS_H

#include "base/message.h"
#include "schema/log.h"
#include "study/calendar.h"
#include "study/fsrs.h"
#include "study/steps.h"

/* INT(member, key, label, min, max, default, shapes), REAL likewise, BOOL(member, key, label, default, shapes).
 * shapes: intervals follow from it, a change makes every card stale.
 * A deck's own value stands under "deck.<path>.<key>", or under that of the nearest deck above it. */
#define SETTINGS_LIST(INT, REAL, BOOL)                                                                       \
	INT(new_per_day, "new", N_("New cards a day"), 0, 9999, 20, false)                                   \
	INT(reviews_per_day, "reviews", N_("Reviews a day"), 0, 9999, 200, false)                            \
	REAL(retention, "retention", N_("Desired retention"), 0.70, 0.99, 0.90, true)                        \
	INT(max_ivl, "max-interval", N_("Longest interval, days"), 1, 36500, 36500, true)                    \
	BOOL(fuzz, "fuzz", N_("Spread due days a little"), true, true)                                       \
	INT(backlog, "backlog", N_("Way back: reviews a day"), 0, 9999, 0, false)                    \
	BOOL(even, "even", N_("Even out the days"), true, false)                                            \
	BOOL(bury_siblings, "siblings", N_("Keep a note's cards apart"), true, false)                        \
	BOOL(mixed, "mixed", N_("Decks mixed, not in turn"), true, false)                                    \
	BOOL(guess, "guess", N_("Guess new cards first"), false, false)                                      \
	INT(learn_ahead_min, "learn-ahead", N_("Learn ahead, minutes"), 0, 1440, 20, false)                  \
	INT(leech, "leech", N_("Lapses to a leech, 0 never"), 0, 99, 8, false)                               \
	BOOL(leech_suspend, "leech-suspend", N_("Suspend leeches"), false, false)                            \
	INT(choices, "choices", N_("Answers to choose from"), 2, 6, 4, false)                                \
	INT(quota, "quota", N_("Cards for a good day"), 1, 999, 20, false)                                   \
	BOOL(game, "game", N_("Streak, XP, quests, cairn"), true, false)                                     \
	BOOL(fit, "fit", N_("Fit the scheduler to me"), true, false)                                         \
	BOOL(fit_ask, "fit-ask", N_("Ask before it is fitted"), true, false)                                 \
	INT(rollover, "rollover", N_("Hour at which a day begins"), 0, 23, 4, false)                         \
	INT(new_minutes, "new-minutes", N_("New by load, min. a day"), 0, 1440, 0, false)

struct settings {
#define SETTING_INT(member, key, label, min, max, standard, shapes)  int member;
#define SETTING_REAL(member, key, label, min, max, standard, shapes) double member;
#define SETTING_BOOL(member, key, label, standard, shapes)	     bool member;
	SETTINGS_LIST(SETTING_INT, SETTING_REAL, SETTING_BOOL)
#undef SETTING_INT
#undef SETTING_REAL
#undef SETTING_BOOL
	struct easy easy;   /* "easy": "sat=less sun=none" */
	struct vacations vacations; /* "vacation"; everywhere */
	int rest;	    /* "rest": weekdays of rest, "sat sun"; bit 0 Monday */
	struct fsrs fsrs;   /* "fsrs": 21 numbers (or 17, 19 of older versions) */
	struct steps steps; /* "steps" and "relearn": "1m 10m" */
	/* The two limits hold for the deck that sets them and all below it that have none of their own,
	 * together: the length of that deck's path, 0: set for everything. */
	size_t new_owner, reviews_owner;
};

void settings_default(struct settings *settings);
/* What is in force for a deck (its path; empty: everywhere). A value that makes no sense is passed over. */
int settings_load(struct store *store, struct str deck, struct settings *settings,
		  struct err *err) MUST_CHECK;

/* All that is set, read once to answer for many decks. */
struct settings_book;
int settings_book_open(struct settings_book **book, struct store *store, struct err *err) MUST_CHECK;
void settings_book_close(struct settings_book *book);
void settings_of(const struct settings_book *book, struct str deck, struct settings *settings);
/* As if `key` had that value everywhere; in the book alone. */
void settings_book_try(struct settings_book *book, const char *key, struct str value);
/* Parameters as the value of "fsrs". */
void settings_put_fsrs(struct buf *out, const double w[FSRS_PARAMS]);
/* The moment (t, ms) at which what shapes intervals there last changed, 0 never: rows older than that give
 * way to the formula (DESIGN.md 2, rule 4). */
int settings_since(struct store *store, struct str deck, int64_t *t, struct err *err) MUST_CHECK;

/* Makes every card stale if what shapes intervals is not what the cards were folded with: somebody changed it
 * here, or a row of another device did. Cheap when nothing changed. */
int settings_adopt(struct store *store, struct err *err) MUST_CHECK;

/* The same inside a transaction of the caller's. */
int settings_adopt_here(struct store *store, struct err *err) MUST_CHECK;

/* Names what the cards were folded with: another number, other parameters. */
int settings_folded_with(struct store *store, int64_t *print, struct err *err) MUST_CHECK;

/* Checks and writes one value in a transaction of its own; empty text goes back to the default. New
 * parameters, steps, retention … mark every card stale. deck: as above. ERR_INPUT says what the key takes. */
int settings_set(struct store *store, struct str deck, const char *key, struct str value,
		 struct err *err) MUST_CHECK;

/* The same inside the caller's transaction. */
int settings_put(struct store *store, struct str deck, const char *key, struct str value,
		 struct err *err) MUST_CHECK;

/* One line of a settings screen: key, label, and the value in force as text. is_default: nobody set it for that deck or
 * one above it; for all decks also when what was set is the default. */
typedef int settings_each_fn(void *ctx, const char *key, const char *label, const char *value,
			     bool is_default, struct err *err);
int settings_each(struct store *store, struct str deck, settings_each_fn *each, void *ctx,
		  struct err *err) MUST_CHECK;

/* The zone of a row written now: minutes east of UTC, less the rollover hour. */
int settings_zone(const struct settings *settings, const struct clock *clock);

#endif
