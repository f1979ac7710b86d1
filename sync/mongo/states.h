/* SPDX-License-Identifier: MIT
 * The states' functions, for protocol.c's table. */
#ifndef SYNC_MONGO_STATES_H
#define SYNC_MONGO_STATES_H

#include "sync/mongo/protocol.h"

/* ask: 0 filled, 1 there is nothing to ask here: sync->state has moved on. */
enum { SYNC_SILENT_ASK_DAYS = 7 }; /* a log at rest is asked once in so many days */

int hello_ask(struct sync *sync, struct ask *ask, struct err *err) MUST_CHECK;
int hello_end(struct sync *sync, const struct answer *answer, struct err *err) MUST_CHECK;

/* A pull in which nothing is new: `_id` and `h` of the last rows held are all that is there. Else on to SYNC_PULL. */
int look_ask(struct sync *sync, struct ask *ask, struct err *err) MUST_CHECK;
int look_doc(struct sync *sync, const bson_t *doc, struct err *err) MUST_CHECK;
int look_end(struct sync *sync, const struct answer *answer, struct err *err) MUST_CHECK;

int pull_ask(struct sync *sync, struct ask *ask, struct err *err) MUST_CHECK;
int pull_doc(struct sync *sync, const bson_t *doc, struct err *err) MUST_CHECK;
int pull_end(struct sync *sync, const struct answer *answer, struct err *err) MUST_CHECK;
int pull_flush(struct sync *sync, struct err *err) MUST_CHECK; /* what waits for its transaction */
/* Only after a list that ended without error. */
int pull_judge(struct sync *sync, struct err *err) MUST_CHECK;
void pull_forget(struct sync *sync); /* a new pull starts from the store */
int pull_load(struct sync *sync, struct err *err) MUST_CHECK;
void pull_find(struct sync *sync, struct net_find *find);
/* The place that the document's `_id` names; false: the stone, or none, which is counted. */
bool pull_place(struct sync *sync, const bson_t *doc, uint64_t *log, int64_t *n);
struct pull_log *pull_known(struct sync *sync, uint64_t name); /* NULL: the store does not know it */
/* The last row held should have come back and did not. */
int pull_lacks_last(struct sync *sync, const struct pull_log *log, bool *lacks, struct err *err) MUST_CHECK;
int pull_over(struct sync *sync, struct err *err) MUST_CHECK; /* complete: judged, and what is next */

int audit_ask(struct sync *sync, struct ask *ask, struct err *err) MUST_CHECK;
int audit_doc(struct sync *sync, const bson_t *doc, struct err *err) MUST_CHECK;
int audit_end(struct sync *sync, const struct answer *answer, struct err *err) MUST_CHECK;
int repair_ask(struct sync *sync, struct ask *ask, struct err *err) MUST_CHECK;
int repair_end(struct sync *sync, const struct answer *answer, struct err *err) MUST_CHECK;

int push_ask(struct sync *sync, struct ask *ask, struct err *err) MUST_CHECK;
int push_end(struct sync *sync, const struct answer *answer, struct err *err) MUST_CHECK;
int check_ask(struct sync *sync, struct ask *ask, struct err *err) MUST_CHECK;
int check_doc(struct sync *sync, const bson_t *doc, struct err *err) MUST_CHECK;
int check_end(struct sync *sync, const struct answer *answer, struct err *err) MUST_CHECK;
int fork_ask(struct sync *sync, struct ask *ask, struct err *err) MUST_CHECK;
int fork_end(struct sync *sync, const struct answer *answer, struct err *err) MUST_CHECK;
void push_forget(struct sync *sync);

int audit_take_over(struct sync *sync, const struct pending *item, struct err *err) MUST_CHECK;
/* Quarantine is read again when program or key are others than last time. */
int audit_quarantine(struct sync *sync, struct err *err) MUST_CHECK;
void audit_forget(struct sync *sync);
int audit_go_on(struct sync *sync, struct err *err) MUST_CHECK; /* what the find brought is repaired */
void repair_start(struct sync *sync);
struct str doc_id(const bson_t *doc); /* its `_id`, empty when that is no text */

/* What stands at a place of the server, to be written with the batch (its texts live in sync->batch). */
void pending_read(struct sync *sync, uint64_t log, int64_t n, const bson_t *doc, struct pending *item);
int pending_put(struct sync *sync, const struct pending *item, size_t bytes, struct err *err) MUST_CHECK;

/* Whether the document is what this store holds at the place. 1 yes, 0 no, -1. */
int place_is_same(struct sync *sync, uint64_t log, int64_t n, const bson_t *doc, struct err *err) MUST_CHECK;
/* The same of a document of which only `_id` and `h` are there. */
int place_has_hash(struct sync *sync, uint64_t log, int64_t n, const bson_t *doc, struct err *err) MUST_CHECK;
/* Whether quarantined bytes belong on the server: not those of a number that was passed over (none), nor those that
 * were kept under an earlier name of the learner and say so. */
bool raw_is_sent(struct sync *sync, uint64_t log, int64_t n, struct str raw);
static inline struct str bytes_of(const bson_t *doc)
{
	return (struct str){(const char *)bson_get_data(doc), doc->len};
}
/* Whether the document is, by its hash and ours, the own row n. 1 yes, 0 other bytes or never written, -1. */
int own_row_equals(struct sync *sync, int64_t n, const bson_t *doc, struct err *err) MUST_CHECK;
/* Moves the own marks; never above what is held. */
int own_marks(struct sync *sync, int64_t acked, int64_t safe, struct err *err) MUST_CHECK;
int own_load(struct sync *sync, struct err *err) MUST_CHECK;
/* Rows above n are not there any longer: they are offered again. */
int own_lower(struct sync *sync, int64_t n, struct err *err) MUST_CHECK;
void sync_say(struct sync *sync);

#define SYNC_TX(sync, name) __attribute__((cleanup(sync_tx_end))) struct sync_tx name = {.ops = (sync)->ops}
struct sync_tx {
	const struct sync_store *ops;
	struct store_tx tx;
};
static inline void sync_tx_end(struct sync_tx *tx)
{
	tx->ops->end(&tx->tx);
}

#endif
