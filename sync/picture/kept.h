/* SPDX-License-Identifier: MIT
 * Kept pictures: what was made ready for a terminal once, in the folder `pictures` beside the media. It may be deleted at
 * any moment; nothing but time depends on it. */
#ifndef SYNC_PICTURE_KEPT_H
#define SYNC_PICTURE_KEPT_H

#include "base/text.h"

enum { KEPT_FILES_MAX = 200, KEPT_BYTES_MAX = 24 * 1024 * 1024 };

/* 0: out holds one that reads as a picture; 1: there is none. */
int kept_get(const char *data, const char *name, struct buf *out);
/* Keeps it, and lets go of those that were made first until the folder is within its bounds. What fails there does no
 * harm. */
void kept_put(const char *data, const char *name, struct str picture);

#endif
