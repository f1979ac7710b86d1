/* SPDX-License-Identifier: MIT
 * The members of a package: a zip archive, read through libarchive and nothing else of it unless that is asked for. Names
 * are compared, never used as a path. */
#ifndef SYNC_DECK_ZIP_H
#define SYNC_DECK_ZIP_H

#include <stdint.h>

#include "base/text.h"

enum {
	ZIP_MEMBERS_MAX = 100 * 1000,
	ZIP_NAME_MAX = 64, /* longer ones are none of a package */
};
#define ZIP_MEMBER_MAX (512LL << 20)
#define ZIP_TOTAL_MAX  (1LL << 30)

struct zip;
struct zip_member {
	char name[ZIP_NAME_MAX];
	const char *path; /* the whole of its name, however long; lives until the next member; "" when it has none */
	bool regular; /* else a folder, a link, something encrypted: it is not read */
	bool folder;
};

/* fd is borrowed; every call of zip_each begins at the start. */
void zip_init(struct zip **zip, int fd);
/* From now on 7z and rar archives are taken, too. */
void zip_allow_others(struct zip *zip);
void zip_free(struct zip *zip);

/* Calls every member in the order of the file; zip_read inside the call reads it. A non-zero return stops and is
 * returned. -1: the archive is damaged, or none. */
typedef int zip_each_fn(void *ctx, struct zip *zip, const struct zip_member *member, struct err *err);
int zip_each(struct zip *zip, zip_each_fn *each, void *ctx, struct err *err) MUST_CHECK;

/* The bytes of the member, a piece at a time, unpacked when they are zstd and `zstd` says so. A piece lives until the
 * callback returns. Refused: more than ZIP_MEMBER_MAX, more than 200 times its packed size, more than ZIP_TOTAL_MAX
 * over all calls. */
typedef int zip_piece_fn(void *ctx, struct str piece, struct err *err);
int zip_read(struct zip *zip, bool zstd, zip_piece_fn *piece, void *ctx, struct err *err) MUST_CHECK;

/* What is unpacked, from bytes of a zstd stream; the same bounds. */
struct unzstd;
int unzstd_open(struct unzstd **unzstd, struct err *err) MUST_CHECK;
int unzstd_put(struct unzstd *unzstd, struct str packed, zip_piece_fn *piece, void *ctx,
	       struct err *err) MUST_CHECK;
int unzstd_end(struct unzstd *unzstd, struct err *err) MUST_CHECK; /* whether the last frame was whole */
void unzstd_free(struct unzstd *unzstd);

#endif
