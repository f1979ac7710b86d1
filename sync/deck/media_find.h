/* SPDX-License-Identifier: MIT
 * Where a file that a text names lies, in one folder and nowhere else: paths that lead out of it are refused,
 * and no link is followed. */
#ifndef SYNC_DECK_MEDIA_FIND_H
#define SYNC_DECK_MEDIA_FIND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct media_place {
	int root;	 /* the folder, open; nothing above it is looked at */
	bool deep;	 /* what is not beside the text may lie anywhere in it */
	struct buf dir;	 /* of the text, below the root: "", "a/b/" */
	int64_t entries; /* looked at so far */
};

/* A plain file that is called as images, sounds and films are, nothing hidden, open for reading: by its path from the text or from the root, in the root's `media`, or
 * (deep) anywhere by its last part. -1: there is none. */
int media_find(struct media_place *place, struct str name);
int media_find_at(const struct media_place *place, struct str path); /* from the root alone */
struct str media_last_part(struct str path);

#endif
