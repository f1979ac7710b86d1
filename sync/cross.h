/* SPDX-License-Identifier: MIT
 * What every verb of cairn-sync is handed: settings, folders, clock and chance; and the verbs themselves. */
#ifndef SYNC_CROSS_H
#define SYNC_CROSS_H

#include "base/clock.h"
#include "base/env.h"
#include "base/path.h"
#include "base/random.h"
#include "base/trace.h"
#include "schema/store.h"

struct cross {
	struct env env;
	struct paths paths;
	struct clock clock;
	struct rng rng; /* for names */
	struct trace trace;
};

/* argv[0] is the verb. 0 done; -1: err is the sentence, and its kind the exit code. */
typedef int cross_verb_fn(struct cross *cross, int argc, char **argv, struct err *err);
cross_verb_fn cmd_assist;
cross_verb_fn cmd_catalogue;
cross_verb_fn cmd_doctor;
cross_verb_fn cmd_export;
cross_verb_fn cmd_feed;
cross_verb_fn cmd_feed_rule; /* of feed */
cross_verb_fn cmd_import;
cross_verb_fn cmd_pack;
cross_verb_fn cmd_picture;
cross_verb_fn cmd_postgres; /* of export */
cross_verb_fn cmd_publish;
cross_verb_fn cmd_subscribe;
cross_verb_fn cmd_sync;
cross_verb_fn cmd_unpack;
cross_verb_fn cmd_unsubscribe;

/* What a program does by itself, and which verbs another one does (sync/verbs_*.c); the last has no name. */
struct cross_verb {
	const char *name;
	cross_verb_fn *run;
	const char *program; /* where run is NULL: whose verb it is */
};
extern const struct cross_verb cross_verbs[];

/* Opens the profile's store; store_close it. */
int cross_open_store(struct cross *cross, struct store **store, struct err *err) MUST_CHECK;

#endif
