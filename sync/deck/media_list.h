/* SPDX-License-Identifier: MIT
 * What an import has kept in the folder of media and the store does not name yet, in a file beside the store: whatever ends
 * the program, the next import of a package clears it. */
#ifndef SYNC_DECK_MEDIA_LIST_H
#define SYNC_DECK_MEDIA_LIST_H

#include <stdbool.h>

#include "base/text.h"

struct media_list {
	const char *store; /* the path of its file */
	char *path;	   /* owned; NULL: there is none yet */
	int fd;
};

/* {.store = …} has no file: the first medium makes it. */
int media_list_open(struct media_list *list, struct err *err) MUST_CHECK;
/* Before the file gets its name of 64 letters. */
int media_list_add(struct media_list *list, const char *name, struct err *err) MUST_CHECK;
/* All are named now, or gone. */
void media_list_end(struct media_list *list);

/* Clears the lists of imports that were killed, and of the files in `folder` that they name those that the store does not. */
typedef bool media_named_fn(void *ctx, struct str name); /* true also where that cannot be told */
void media_list_clear(const char *store, const char *folder, media_named_fn *is_named, void *ctx);

#endif
