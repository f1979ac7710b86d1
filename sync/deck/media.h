/* SPDX-License-Identifier: MIT
 * Media files of packages: kept under a hash of their content, in the folder `media` beside the store. */
#ifndef SYNC_DECK_MEDIA_H
#define SYNC_DECK_MEDIA_H

#include <sodium.h>

#include "base/text.h"
#include "sync/deck/media_list.h"

struct media_file {
	struct media_list *list;
	int folder, fd;
	char part[32]; /* its name until it is whole */
	crypto_generichash_state hash;
};

/* The folder of media beside the store of that path; the caller frees it. */
char *media_folder(const char *store_path);

#define MEDIA_PART ".part-" /* and the number of its process: a file that is not whole */

/* Begins a file: in `folder`, which is made (mode 0700). The list outlives it. */
int media_open(struct media_file *file, struct media_list *list, const char *folder, struct err *err) MUST_CHECK;
int media_write(struct media_file *file, struct str bytes, struct err *err) MUST_CHECK;
enum media_outcome { MEDIA_NEW = 1, MEDIA_HELD = 2 };
/* Ends it, and lists it first; *name gets what it is called from now on: 64 hexadecimal digits. enum media_outcome, or -1. */
int media_keep(struct media_file *file, char name[65], struct err *err) MUST_CHECK;
/* Makes what was kept in the folder last, all at once: before the store names it. */
int media_sync(const char *folder, struct err *err) MUST_CHECK;
/* A file of the folder, by its name; no matter if it is not there. */
void media_remove(const char *folder, struct str name);
/* Throws away what is not kept; {0} and kept files are fine. */
void media_drop(struct media_file *file);

#endif
