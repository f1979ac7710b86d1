/* SPDX-License-Identifier: MIT
 * The list of media of a package: which member is called what. It may lie: names are checked, and each member has one. */
#ifndef SYNC_DECK_MEDIA_MAP_H
#define SYNC_DECK_MEDIA_MAP_H

#include "base/mem.h"
#include "sync/deck/foreign.h"
#include "base/uid_set.h"

enum { MEDIA_MAP_MAX = 100 * 1000 };

struct media_map {
	struct arena arena;
	struct str *name; /* of member i; empty: none */
	size_t count;
	struct uid_set names;
	int64_t refused; /* a name that is a path or another's, a number that is none, a member named twice */
};

/* The newest generation's: protocol buffers (MediaEntries). Broken ones end it. */
void media_map_entries(struct media_map *map, struct str bytes);
/* The older ones': a JSON object of numbers and names, read with the database's own JSON. */
int media_map_json(struct media_map *map, struct foreign *db, struct str json, struct err *err) MUST_CHECK;
struct str media_map_name(const struct media_map *map, size_t member);
void media_map_fini(struct media_map *map);

#endif
