/* SPDX-License-Identifier: MIT
 * A zip archive, written through libarchive. */
#ifndef SYNC_DECK_OUT_OUT_ZIP_H
#define SYNC_DECK_OUT_OUT_ZIP_H

#include "base/text.h"

struct out_zip;

int out_zip_open(struct out_zip **zip, int fd, struct err *err) MUST_CHECK; /* fd is borrowed */
int out_zip_put(struct out_zip *zip, const char *name, struct str bytes, struct err *err) MUST_CHECK;
/* All of an open file; packed, or as it is (pictures and sounds are packed already). */
int out_zip_put_file(struct out_zip *zip, const char *name, int fd, bool packed, struct err *err) MUST_CHECK;
int out_zip_close(struct out_zip *zip, struct err *err) MUST_CHECK;
void out_zip_drop(struct out_zip *zip); /* NULL is fine */

#endif
