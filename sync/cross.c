/* SPDX-License-Identifier: MIT
 * What verbs have in common: the store, with nothing left half done in it. */
#include "sync/cross.h"

#include "base/place.h"
#include "sync/deck/import.h"

int cross_open_store(struct cross *cross, struct store **store, struct err *err)
{
	if (place_store_is_emptied(&cross->paths, &cross->env))
		return store_is_emptied(cross->paths.store, err);
	if (store_open(store, cross->paths.store, &cross->clock, &cross->rng, err))
		return -1;
	if (import_resume(*store, false, err) == 0) /* an import that was ended in the middle */
		return 0;
	store_close(*store);
	return -1;
}
