/* SPDX-License-Identifier: MIT
 * The simulator: devices with the product's own store and protocol, and a server that fails as real ones do.
 * One seed is one history; the same seed is the same history. */
#ifndef TESTS_SIM_SIM_H
#define TESTS_SIM_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/random.h"
#include "schema/store.h"
#include "sync/mongo/net.h"
#include "sync/mongo/row_bson.h"

/* The server keeps documents by `_id`. What was written but not confirmed by a majority is invisible to
 * majority reads, and may be rolled back by a fail-over. Documented in MongoDB's manual: Replica Set
 * Rollbacks, Read Concern "majority", Retryable Writes. Not modelled: several shards, elections that last. */
struct sim_doc {
	char id[NET_KEY_MAX];
	bson_t *doc;
	bool durable;
};

struct sim_request { /* an insert whose packets still wander */
	bson_t *docs[16];
	size_t count;
};

struct sim_server {
	struct rng *rng;
	int64_t now_ms; /* true time */
	struct sim_doc *docs;
	size_t count, cap;
	struct sim_doc *backup; /* of the server itself */
	size_t backup_count;
	bool has_lost; /* set back, or changed by hand: marks may go back, too */
	struct sim_request late[4];
	size_t late_count;
	/* the fault of the running sync: at the n-th request from now */
	enum sim_fault {
		FAULT_NONE,
		FAULT_LOST,
		FAULT_REPLY_LOST,
		FAULT_PARTIAL,
		FAULT_CUT,
		FAULT_LATE,
		FAULT_KILL, /* the reply is lost and the program with it */
	} fault;
	int fault_in;
	bool killed;
	int64_t commands;
	void (*watch)(void *ctx, const struct net_insert *insert); /* before each insert */
	void *watch_ctx;
};

void server_init(struct sim_server *server, struct rng *rng);
void server_fini(struct sim_server *server);
void server_settle(struct sim_server *server);	  /* what was written becomes durable */
void server_fail_over(struct sim_server *server); /* what was not durable is gone */
void server_back_up(struct sim_server *server);
void server_set_back(struct sim_server *server); /* to the last backup; without one it is empty */
void server_late(struct sim_server *server);	 /* wandering requests arrive */
/* By hand: a document of that `_id` is replaced, or one removed. Takes the document. */
void server_put(struct sim_server *server, bson_t *doc);
void server_remove(struct sim_server *server, size_t at);
const char *server_id(const bson_t *doc); /* "" for one that is no text */
struct net server_net(struct sim_server *server);
const struct sim_doc *server_doc(const struct sim_server *server, const char *id);

/* A device: a store file, a process, a clock that may be wrong. */
struct sim_device {
	char path[32];
	struct store *store, *second; /* second: another process on the same file, now and then */
	struct clock clock;
	struct rng rng, second_rng;
	int64_t clock_off_ms;
	bool has_snapshot;
	bool knows_stone;
};

struct sim_identity {
	uint64_t origin;
	int64_t at;
	uint64_t bytes; /* hash of all that travels but the place */
};
/* Rows by identity, sorted when they are compared. */
struct census {
	struct sim_identity *item;
	size_t count, cap;
};
void census_add(struct census *census, const struct row *row);
void census_sort(struct census *census);
bool census_has(const struct census *census, const struct sim_identity *wanted); /* sorted */
void census_fini(struct census *census);

enum { SIM_DEVICES = 5, SIM_CARDS = 3 };

struct sim {
	uint64_t seed;
	struct rng rng;
	struct sim_server server;
	struct sim_device device[SIM_DEVICES];
	int devices;
	int64_t now_ms;
	char learner[8];
	/* What may happen in this history. */
	bool devices_suffer; /* drown, are copied or set back without noticing */
	bool server_suffers; /* is set back to its backup */
	bool hands;	     /* somebody changes and removes documents, or writes some that are none */
	bool power_fails;
	bool erases; /* once, a janitor does */
	bool slow;   /* days pass between two steps: rows grow old enough for the weekly parts */
	struct sim_device *syncing;
	struct census known; /* rows that were somewhere when it was last asked, and must be ever after */
	struct census safe;  /* rows that a device showed as safe */
	bool verbose;
	char complaint[512]; /* empty: no violation */
};

/* Runs one history; false and a complaint when a rule was broken. */
bool sim_run(struct sim *sim, uint64_t seed, bool verbose);
uint64_t sim_pick(struct sim *sim, uint64_t n); /* 0 … n-1 */
struct row_codec sim_codec(const struct sim *sim);
void sim_complain(struct sim *sim, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* device.c: its life */
void device_prepare(void); /* once: the empty store that new ones are copied from */
void device_set_clock(struct sim *sim, struct sim_device *device);
bool device_begin(struct sim *sim, struct sim_device *device); /* with an empty store */
bool device_start(struct sim *sim, struct sim_device *device);
void device_stop(struct sim_device *device);			 /* its processes end */
void device_close(struct sim *sim, struct sim_device *device); /* … and let go of the file */
struct store *device_process(struct sim *sim, struct sim_device *device); /* one of those that have it open */
void device_snapshot(struct sim_device *device);
void device_restore(struct sim *sim, struct sim_device *device);
void device_replace(struct sim *sim, struct sim_device *device);
void device_clone(struct sim *sim, const struct sim_device *from, struct sim_device *to);
void device_without_power(struct sim *sim, struct sim_device *device); /* it fails in the midst of something */

/* act.c: what a learner does */
void device_act(struct sim *sim, struct sim_device *device);

/* exchange.c */
struct exchanged {
	bool good;  /* a failure is no violation */
	bool quiet; /* nothing was new anywhere */
};
struct exchanged device_sync(struct sim *sim, struct sim_device *device);

/* hand.c */
void hands_meddle(struct sim *sim);
void janitor_erases(struct sim *sim);

/* loss.c: rows must be somewhere, whatever happened. before: complains of rows that are nowhere; after: what is
 * nowhere now was lost for a good reason. server: the server may have forgotten, so that less is safe. */
void census_add_device(struct sim *sim, const struct sim_device *device, struct census *census);
void census_add_server(struct sim *sim, struct census *census); /* good rows: nobody can take the others */
void loss_before(struct sim *sim);
void loss_after(struct sim *sim, bool server);

/* check.c: what must hold when all is quiet */
void sim_check(struct sim *sim);
void device_tell(struct sim *sim, struct sim_device *device, struct buf *out); /* all that must be equal everywhere */

#endif
