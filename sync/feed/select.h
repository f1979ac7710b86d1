/* SPDX-License-Identifier: MIT
 * Selection: how likely the learner takes a draft, told from the decks in use, the words that fail, the rules, and what
 * was decided before; said in one line. */
#ifndef SYNC_FEED_SELECT_H
#define SYNC_FEED_SELECT_H

#include "base/mem.h"
#include "schema/feedbox.h"
#include "schema/inbox.h"
#include "sync/feed/words.h"

enum { SELECT_NOTES = 5000, SELECT_WORDS_SHOWN = 3 };

struct select;
/* Reads decisions, rules and the newest notes. */
int select_open(struct select **select, struct store *box, struct err *err) MUST_CHECK;
void select_close(struct select *select);
/* Hashes of what notes begin with; lives as long as `select`. */
const struct word_table *select_known(const struct select *select);

/* What is told of an entry; its texts live in `select` until the next call. */
struct selected {
	struct str deck;	   /* by a rule; empty: the feed's */
	enum rule_verdict verdict; /* of the rule that fits; RULE_ASK without one */
	int topic;		   /* 0 … 2: words of decks in use */
	bool failing;		   /* words that are often missed */
	struct str topic_deck;
	struct str words[SELECT_WORDS_SHOWN], missed;
	int shown;
};
void select_entry(struct select *select, const struct feedbox_entry *entry, struct selected *selected);
/* How likely a yes is, 1/1000; appends the clues it was told from (words), and one line for people. */
int64_t select_draft(struct select *select, const struct selected *selected, struct str source, const char *how,
		     struct buf *clues, struct buf *why);

#endif
