/* SPDX-License-Identifier: MIT
 * A set of uids, for one run. They are hashes, so their low bits place them. */
#include "base/uid_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static bool place(uint64_t *slot, size_t cap, uint64_t uid)
{
	size_t i = uid & (cap - 1);

	while (slot[i] && slot[i] != uid)
		i = (i + 1) & (cap - 1);
	if (slot[i])
		return false;
	slot[i] = uid;
	return true;
}

static void grow(struct uid_set *set)
{
	size_t cap = set->cap ? set->cap * 2 : 1024;
	uint64_t *slot = mem_array(cap, sizeof(*slot));

	for (size_t i = 0; i < set->cap; i++)
		if (set->slot[i])
			place(slot, cap, set->slot[i]);
	free(set->slot);
	set->slot = slot;
	set->cap = cap;
}

bool uid_set_add(struct uid_set *set, uint64_t uid)
{
	if (set->count * 2 >= set->cap)
		grow(set);
	if (!place(set->slot, set->cap, uid ? uid : 1))
		return false;
	set->count++;
	return true;
}

bool uid_set_has(const struct uid_set *set, uint64_t uid)
{
	size_t i = uid ? uid : 1;

	uid = uid ? uid : 1;
	while (set->cap && set->slot[i & (set->cap - 1)] && set->slot[i & (set->cap - 1)] != uid)
		i++;
	return set->cap && set->slot[i & (set->cap - 1)];
}

void uid_set_clear(struct uid_set *set)
{
	if (set->count)
		memset(set->slot, 0, set->cap * sizeof(*set->slot));
	set->count = 0;
}

void uid_set_fini(struct uid_set *set)
{
	free(set->slot);
	*set = (struct uid_set){0};
}
