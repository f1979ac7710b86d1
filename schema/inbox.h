/* SPDX-License-Identifier: MIT
 * Inbox: what the learner wants of feeds, and what was decided on drafts: synced settings ("feed.KEY", "feedrule.KEY",
 * "inbox.KEY"), so that two devices ask once and undo takes a decision back. */
#ifndef SCHEMA_INBOX_H
#define SCHEMA_INBOX_H

#include "schema/log.h"
#include "schema/notes.h"

/* Settings whose keys begin so, by key. */
int setting_each_from(struct store *store, const char *prefix, setting_each_fn *each, void *ctx, struct err *err) MUST_CHECK;

enum { INBOX_KEY = 13, FEED_HOURS = 12, FEED_HOURS_MAX = 24 * 30 };

/* A subscription. Its key is 13 digits of its address's hash. */
struct feed_wish {
	struct str url, deck;
	struct str kind; /* "feed", "page", "deck" */
	int64_t hours;	 /* between two visits */
};
void feed_key(char key[INBOX_KEY + 1], struct str url);
/* Its key; 1 nobody subscribes to that address. */
int feed_wish_find(struct store *store, struct str url, char key[INBOX_KEY + 1], struct err *err) MUST_CHECK;
/* Inside a transaction; an empty deck takes the default, "Feeds". */
int feed_wish_set(struct store *store, const struct feed_wish *wish, int z, struct err *err) MUST_CHECK;
int feed_wish_drop(struct store *store, struct str key, int z, struct err *err) MUST_CHECK;
typedef int feed_wish_fn(void *ctx, struct str key, const struct feed_wish *wish, struct err *err);
int feed_wish_each(struct store *store, feed_wish_fn *each, void *ctx, struct err *err) MUST_CHECK;

/* A rule: entries of that feed (empty: all) with one of these words or tags go into that deck (empty: the feed's), and
 * their drafts are taken, thrown away, or wait (the default). */
enum rule_verdict { RULE_ASK, RULE_TAKE, RULE_DROP, RULE_VERDICTS };
struct feed_rule {
	struct str words, tags; /* with blanks between them; both empty: whatever it says */
	struct str feed;	/* its key */
	struct str deck;
	enum rule_verdict verdict;
};
int feed_rule_set(struct store *store, struct str key, const struct feed_rule *rule, int z, struct err *err) MUST_CHECK;
int feed_rule_drop(struct store *store, struct str key, int z, struct err *err) MUST_CHECK;
typedef int feed_rule_fn(void *ctx, struct str key, const struct feed_rule *rule, struct err *err);
int feed_rule_each(struct store *store, feed_rule_fn *each, void *ctx, struct err *err) MUST_CHECK;

/* A decision on a draft. */
enum verdict { VERDICT_YES, VERDICT_EDITED, VERDICT_MERGED, VERDICT_NO, VERDICTS };
struct decision {
	enum verdict verdict;
	int64_t p;	  /* how likely a yes was said to be, 1/1000 */
	struct str clues; /* words that the guess was made from */
	bool by_rule;	  /* nobody was asked: nothing is learned from it */
};
typedef int decision_fn(void *ctx, struct str key, const struct decision *decision, struct err *err);
int decision_each(struct store *store, decision_fn *each, void *ctx, struct err *err) MUST_CHECK;

/* What is decided on: a draft as the inbox shows it, or as it was changed there. */
struct inbox_draft {
	struct str key, deck, tags, clues;
	uint64_t type;
	struct row_list fields;
	int64_t p;
};
/* Puts the note into its deck and says so, as one deed; the note's uid is the draft's, so two devices that say yes make one
 * note. In a transaction of its own. */
int inbox_take(struct store *store, const struct inbox_draft *draft, enum verdict verdict, bool by_rule, int z,
	       struct err *err) MUST_CHECK;
int inbox_reject(struct store *store, const struct inbox_draft *draft, bool by_rule, int z, struct err *err) MUST_CHECK;
/* Adds to the last field of a note that is there what of the draft it does not say yet. */
int inbox_merge(struct store *store, const struct inbox_draft *draft, uint64_t note, int z, struct err *err) MUST_CHECK;

#endif
