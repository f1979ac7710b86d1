/* SPDX-License-Identifier: MIT
 * A set of uids, for one run. */
#ifndef BASE_UID_SET_H
#define BASE_UID_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct uid_set {
	uint64_t *slot; /* open addressing; 0 is free */
	size_t count, cap;
};

bool uid_set_add(struct uid_set *set, uint64_t uid); /* false: it was there */
bool uid_set_has(const struct uid_set *set, uint64_t uid);
void uid_set_clear(struct uid_set *set); /* empty, memory kept */
void uid_set_fini(struct uid_set *set);

#endif
