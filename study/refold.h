/* SPDX-License-Identifier: MIT
 * What the files that fold against the store share: settings deck by deck, and slices of time. */
#ifndef STUDY_REFOLD_H
#define STUDY_REFOLD_H

#include "study/fold.h"

/* The settings in force, deck by deck as they are asked for: good as long as nobody writes a setting. */
struct deck_rule;
struct refold {
	struct store *store;
	struct settings_book *book;
	struct deck_rule *rule;
	size_t rules, rule_cap, last;
	int64_t today;
	struct game_batch batch; /* what cards change in the game's sums, until the end of the transaction */
};
int refold_open(struct refold *refold, struct store *store, struct err *err) MUST_CHECK;
void refold_close(struct refold *refold);
/* What holds for the cards of a deck (local id; 0: none), good until the next call; since: settings_since. */
int refold_rule(struct refold *refold, int64_t deck, const struct settings **settings, int64_t *since,
		struct err *err) MUST_CHECK;
/* The card as its rows, added to the fold before, say; written. is_read: *card was read in this very transaction. */
int refold_finish(struct refold *refold, struct fold *fold, struct card *card, bool is_read, struct err *err) MUST_CHECK;

/* The same from the store's rows. */
int refold_card(struct refold *refold, struct card *card, bool is_read, struct err *err) MUST_CHECK;

/* One transaction holds the write lock no longer than about this; beside somebody who may want to answer, less. */
enum { SLICE_US = 4000 };
int64_t refold_slice_us(struct store *store);
int64_t refold_now_us(void);
/* Whether writing the game's sums takes what is left until then. */
bool refold_is_full(const struct refold *refold, int64_t end_us);
/* Between two transactions: whoever waits for the lock gets it now. */
void refold_pause(struct store *store);

/* Folds stale cards by one walk over all rows, as long as that is worth it: 0. What is left is for card by card. */
int sweep_cards(struct store *store, struct err *err) MUST_CHECK;

#endif
