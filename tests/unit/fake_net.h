/* SPDX-License-Identifier: MIT
 * A network without one: a server's collections in memory, and faults at counted calls. */
#ifndef TESTS_UNIT_FAKE_NET_H
#define TESTS_UNIT_FAKE_NET_H

#include "sync/mongo/net.h"

enum { FAKE_DOCS_MAX = 20000 };

struct fake_doc {
	const char *collection;
	bson_t *doc;
};

struct fake_net {
	struct net net;
	struct fake_doc doc[FAKE_DOCS_MAX]; /* by collection, then _id as text */
	size_t count;
	bool has_clock;
	int64_t clock_ms;
	int64_t calls, inserts, finds, inserted, changed; /* so far */
	/* At which call (from 1; 0: never) the network fails, and how: before anything was done, after an
	 * insert was applied, after half of an insert was applied, in the middle of a find. */
	int64_t fail_at;
	enum fake_failure { FAKE_BEFORE, FAKE_AFTER, FAKE_HALF } failure;
};

void fake_init(struct fake_net *fake);
void fake_fini(struct fake_net *fake);
/* Takes the document; one of that _id is replaced. */
void fake_put(struct fake_net *fake, const char *collection, bson_t *doc);
bson_t *fake_get(struct fake_net *fake, const char *collection, const char *id); /* NULL: not there */
void fake_drop(struct fake_net *fake, const char *collection, const char *id);	 /* NULL: all */
size_t fake_count(const struct fake_net *fake, const char *collection);

#endif
