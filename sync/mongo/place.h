/* SPDX-License-Identifier: MIT
 * Places as `_id`: "<learner>/<log>/<n>", text order being number order. docs/rows.md. */
#ifndef SYNC_MONGO_PLACE_H
#define SYNC_MONGO_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "sync/mongo/net.h"

enum {
	LEARNER_MAX = 32,
	LOG_DIGITS = 13,
	N_DIGITS = 7,
	PLACE_MAX = LEARNER_MAX + 1 + LOG_DIGITS + 1 + N_DIGITS + 1
};
#define PLACE_N_MAX (INT64_C(1) << 35) /* exclusive */

bool learner_is_valid(struct str name); /* [a-z0-9-]{1,32} */
void place_put(char out[PLACE_MAX], struct str learner, uint64_t log, int64_t n);
/* False: not a place of this learner. */
bool place_parse(struct str id, struct str learner, uint64_t *log, int64_t *n);
/* The learner that an `_id` names; false if it names none. */
bool place_learner(struct str id, struct str *learner);

/* Keys for ranges: of everything of a learner, of a log from number n on, and the first key behind each. */
void key_of_learner(char out[NET_KEY_MAX], struct str learner);
void key_behind_learner(char out[NET_KEY_MAX], struct str learner);
void key_of_log(char out[NET_KEY_MAX], struct str learner, uint64_t log, int64_t n);
void key_behind_log(char out[NET_KEY_MAX], struct str learner, uint64_t log);

#endif
