/* SPDX-License-Identifier: MIT
 * Spend: what the helper was given today, counted in a file, so that several processes and restarts share one limit.
 * What a request may cost at most is written down before it goes out; a process that is ended in between has spent it. */
#ifndef SYNC_ASSIST_SPEND_H
#define SYNC_ASSIST_SPEND_H

#include "base/clock.h"
#include "base/endpoint.h"

struct spend {
	const struct endpoint *endpoint;
	const char *folder; /* exists */
	const struct clock *clock;
};

struct spent {
	int64_t day;	   /* days since 1970-01-01, here */
	int64_t tokens, micro; /* of that day */
	int64_t requests;
	int64_t not_before_ms; /* wall clock: the server asked for a pause until then; 0: none */
	uint64_t plain_for;    /* hash of address and model: that one takes no response_format; 0: none */
};

/* What one request takes. */
struct spend_part {
	int64_t in, out; /* tokens */
};

/* Writes the part down. 0; -1: ERR_REFUSED, a limit would be passed, or the server asked for a pause. *now (may be NULL)
 * is how it stands then. */
int spend_reserve(const struct spend *spend, struct spend_part part, struct spent *now, struct err *err) MUST_CHECK;
/* What it really took, instead of what was reserved. */
int spend_settle(const struct spend *spend, struct spend_part reserved, struct spend_part taken, struct err *err) MUST_CHECK;
int spend_pause(const struct spend *spend, int64_t until_ms, struct err *err) MUST_CHECK;
int spend_plain(const struct spend *spend, uint64_t plain_for, struct err *err) MUST_CHECK;
int spend_read(const struct spend *spend, struct spent *spent, struct err *err) MUST_CHECK;

#endif
