/* SPDX-License-Identifier: MIT
 * Places as `_id`, and the keys between which rows of a log lie. */
#include "sync/mongo/place.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"

bool learner_is_valid(struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.s[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
	}
	return name.len >= 1 && name.len <= LEARNER_MAX;
}

void place_put(char out[PLACE_MAX], struct str learner, uint64_t log, int64_t n)
{
	size_t at = learner.len;

	assert(learner_is_valid(learner) && n >= 0 && n < PLACE_N_MAX);
	memcpy(out, learner.s, at);
	out[at++] = '/';
	hash_put32(out + at, log, LOG_DIGITS);
	at += LOG_DIGITS;
	out[at++] = '/';
	hash_put32(out + at, (uint64_t)n, N_DIGITS);
}

bool place_learner(struct str id, struct str *learner)
{
	return str_cut(&id, '/', learner) && id.s && learner_is_valid(*learner);
}

bool place_parse(struct str id, struct str learner, uint64_t *log, int64_t *n)
{
	size_t at = learner.len;
	uint64_t number;

	if (id.len != at + 1 + LOG_DIGITS + 1 + N_DIGITS || !str_eq(str_slice(id, 0, at), learner) ||
	    id.s[at] != '/' || id.s[at + 1 + LOG_DIGITS] != '/')
		return false;
	if (!hash_get32(str_slice(id, at + 1, at + 1 + LOG_DIGITS), LOG_DIGITS, log) ||
	    !hash_get32(str_slice(id, at + 2 + LOG_DIGITS, id.len), N_DIGITS, &number))
		return false;
	*n = (int64_t)number;
	return *n > 0;
}

/* '0' is the character behind '/'. */
void key_of_learner(char out[NET_KEY_MAX], struct str learner)
{
	snprintf(out, NET_KEY_MAX, "%.*s/", STR_FMT(learner));
}

void key_behind_learner(char out[NET_KEY_MAX], struct str learner)
{
	snprintf(out, NET_KEY_MAX, "%.*s0", STR_FMT(learner));
}

void key_of_log(char out[NET_KEY_MAX], struct str learner, uint64_t log, int64_t n)
{
	char place[PLACE_MAX];

	place_put(place, learner, log, n);
	snprintf(out, NET_KEY_MAX, "%s", place);
}

void key_behind_log(char out[NET_KEY_MAX], struct str learner, uint64_t log)
{
	char digits[LOG_DIGITS + 1];

	hash_put32(digits, log, LOG_DIGITS);
	snprintf(out, NET_KEY_MAX, "%.*s/%s0", STR_FMT(learner), digits);
}
