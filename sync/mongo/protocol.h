/* SPDX-License-Identifier: MIT
 * The protocol of rows: a table of states that takes events and says what to ask of the network next. Pure
 *but for the store, clock and chance that are handed in; knows nothing of libmongoc. docs/sync.md is the
 *contract.
 *
 *	hello → look → push → … → look again when something was pushed → done
 *	          ↘ pull (anything but the last rows held came) ↗
 *	          ↘ audit (a log whose last row did not come back) → repair (what the server lacks) ↗
 *	                 ↘ check (a duplicate key) → push | fork (a complete list of the own log) → pull */
#ifndef SYNC_MONGO_PROTOCOL_H
#define SYNC_MONGO_PROTOCOL_H

#include "base/clock.h"
#include "base/mem.h"
#include "sync/mongo/net.h"
#include "sync/mongo/row_bson.h"
#include "sync/mongo/store_if.h"

enum sync_state_id {
	SYNC_HELLO,
	SYNC_LOOK,
	SYNC_PULL,
	SYNC_AUDIT,
	SYNC_REPAIR,
	SYNC_PUSH,
	SYNC_CHECK,
	SYNC_FORK,
	SYNC_DONE
};

enum ask_kind { ASK_HELLO, ASK_FIND, ASK_INSERT };
struct ask {
	enum ask_kind kind;
	struct net_find find;
	struct net_insert insert;
};

/* How an ask ended well. One that did not end well is not told: sync_lost. */
struct answer {
	bool has_clock; /* hello */
	int64_t server_ms, rtt_ms;
	struct net_inserted inserted;
};

/* What a person, the footer and the tests may know. */
struct sync_news {
	int64_t pulled;	       /* rows that were new here */
	int64_t doubled;       /* places of rows that were known */
	int64_t pushed;	       /* own rows that this sync put there */
	int64_t waiting, safe; /* of the own log */
	int64_t bad;	       /* documents put into quarantine now */
	int64_t unkeyed;       /* … of those, rows whose check hash does not fit */
	int64_t foreign;       /* documents whose `_id` names no place; nothing was kept of them */
	int64_t holes;	       /* logs that wait for a missing number */
	int64_t lost;	       /* logs of which the server no longer has a row, or has it otherwise */
	int64_t replaced;      /* places of other logs that are the server's now */
	int64_t repaired;      /* rows of other logs that the server lacked and has again */
	int64_t forks, clock_rows;
	bool erased; /* the stone of erasure lies there: nothing was sent */
	bool later;  /* rows wait for another try */
};

struct sync;
typedef void sync_tell_fn(void *ctx, const struct sync *sync);

/* One row or raw document that waits for its transaction. */
struct pending {
	struct row row;
	struct str raw;
	const char *why; /* NULL: a row */
	bool over;	 /* it takes over a place that is held */
};

/* A stretch of a log, by the log's index in `logs`. */
struct stretch {
	size_t log;
	int64_t first, last;
};
struct stretches {
	struct stretch *item;
	size_t count, cap;
};

struct pull_log {
	struct mark mark;
	bool asked;
	int64_t next;	 /* the number that may be applied next */
	int64_t behind;	 /* the first number seen behind a hole; 0: none */
	bool suspect;	 /* it has to be compared whole: the last row held did not come back as it is here */
	bool seen_last;	 /* it did */
	int64_t from;	 /* asked from this number on, which is held (own log: and acknowledged) */
	int64_t own_top; /* own log: 1 … own_top are there, as far as this pull knows */
};

struct sync {
	const struct sync_store *ops;
	struct store *store;
	const struct clock *clock;
	struct row_codec codec;
	sync_tell_fn *tell; /* may be NULL */
	void *tell_ctx;

	enum sync_state_id state;
	struct sync_news news;

	/* pull */
	struct pull_log *logs; /* by name; those found under way behind `known` */
	size_t log_count, log_cap, known;
	size_t asked_logs; /* of the known ones, by finds that ended */
	size_t asking;	   /* … and with the find that runs */
	struct net_range range[NET_RANGES_MAX];
	struct pending *pending;
	size_t pending_count, pending_max;
	struct arena batch;
	bool fork_seen, pushed_any;
	int64_t look_docs; /* came back in this look */
	bool look_news;
	bool erased; /* this store has seen the stone before */

	/* audit, repair */
	struct {
		struct stretches plan;	/* by log, then number; what a find asks for lies in at … end */
		struct stretches gaps;	/* held here and not there */
		size_t at, end, reading;
		int64_t expect; /* the next number of plan.item[reading] */
		size_t gap;	/* being repaired */
		int64_t next;	/* of that gap */
		struct spot {
			size_t gap;
			int64_t n;
		} spot[NET_INSERT_MAX]; /* of the docs */
		int plans;
		int64_t week_ms, part;		/* the weekly round: when it began, and which part of the old rows */
		bool weekly;			/* it is under way in this sync */
		bool torn;			/* something could not be repaired: the round stays open */
		int duplicates;
	} audit;

	/* push, check, fork */
	bson_t *docs[NET_INSERT_MAX];
	size_t doc_count, doc_bytes;
	struct mark own;
	int64_t first;	 /* of the docs */
	int64_t equal;	 /* check: the last own number that is there with our hash */
	int64_t fork_at; /* the first number that differs; 0: none */
	int tries;
};

/* learner is valid; store, clock, learner and key are borrowed until sync_fini. */
void sync_init(struct sync *sync, const struct sync_store *ops, struct store *store,
	       const struct clock *clock, struct str learner, struct str key);
void sync_fini(struct sync *sync);

/* The three steps. ask: 0 filled, 1 done, -1. doc: each document of a find. end: the ask ended well. */
int sync_ask(struct sync *sync, struct ask *ask, struct err *err) MUST_CHECK;
int sync_doc(struct sync *sync, const bson_t *doc, struct err *err) MUST_CHECK;
int sync_end(struct sync *sync, const struct answer *answer, struct err *err) MUST_CHECK;
/* The ask failed: what came is kept, nothing is judged. */
int sync_lost(struct sync *sync, struct err *err) MUST_CHECK;

/* Steps until done, over a network that blocks. */
int sync_run(struct sync *sync, struct net *net, struct err *err) MUST_CHECK;

/* The learners found on the server, each a terminated text in the arena, at most `max`. */
int sync_names(struct net *net, struct str *names, size_t max, size_t *count, struct arena *arena,
	       struct err *err) MUST_CHECK;

#endif
